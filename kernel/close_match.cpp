#include "kernel/close_match.hpp"

#include <algorithm>

namespace vitrine {

namespace {

constexpr std::size_t longest = 48;

}  // namespace

unsigned edit_distance(std::string_view from, std::string_view to) {
    from = from.substr(0, longest);
    to = to.substr(0, longest);
    // One row of the table: row[i] edits make the letters of `from` so far into the first i of `to`.
    std::array<unsigned, longest + 1> row{};
    for (unsigned i = 0; i <= to.size(); ++i) row[i] = i;
    for (unsigned taken = 1; taken <= from.size(); ++taken) {
        unsigned diagonal = row[0];
        row[0] = taken;
        for (std::size_t i = 1; i <= to.size(); ++i) {
            const unsigned changed = diagonal + (from[taken - 1] == to[i - 1] ? 0 : 1);
            diagonal = row[i];
            row[i] = std::min({changed, row[i] + 1, row[i - 1] + 1});
        }
    }
    return row[to.size()];
}

void CloseMatches::consider(std::string_view name) {
    const bool holds = !word_.empty() && name.contains(word_);
    const unsigned distance = holds ? 1 : edit_distance(word_, name);
    if (!holds && distance > std::max<std::size_t>(word_.size() / 3, 1)) return;

    std::size_t place = count_;
    while (place > 0 && distance < distances_[place - 1]) --place;
    if (place == most) return;
    count_ = std::min(count_ + 1, most);
    for (std::size_t i = count_ - 1; i > place; --i) {
        names_[i] = names_[i - 1];
        distances_[i] = distances_[i - 1];
    }
    names_[place] = name;
    distances_[place] = distance;
}

}  // namespace vitrine
