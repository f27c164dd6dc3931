#include "guest/machine/console.hpp"

#include <algorithm>

namespace vitrine::guest {

bool Console::put(ConsoleSource source, std::uint8_t byte) {
    if (count_ == pending_.size()) return false;
    pending_[count_++] = {source, byte};
    if (attention_ != nullptr) attention_->ask();
    return true;
}

std::optional<ConsoleLine> Console::take_line() {
    while (next_ < count_) {
        const auto [source, byte] = pending_[next_++];
        const auto index = static_cast<std::size_t>(source);
        Unfinished& line = lines_[index];
        if (line.taken) line = {};
        if (byte == '\n') return take(index);
        line.text[line.length++] = static_cast<char>(byte);
        if (line.length == longest_line) return take(index);
    }
    count_ = next_ = 0;
    for (std::size_t index = 0; flushing_ && index < sources; ++index) {
        if (lines_[index].length != 0 && !lines_[index].taken) return take(index);
    }
    return std::nullopt;
}

bool Console::take_loaded() {
    count_ = next_ = 0;
    const bool good = std::ranges::all_of(lines_, [](const Unfinished& line) {
        return line.length < longest_line || (line.taken && line.length == longest_line);
    });
    if (!good) lines_ = {};
    return good;
}

ConsoleLine Console::take(std::size_t source) {
    constexpr std::array<std::string_view, sources> names{"uart", "debug-console", "hypercall", "screen"};
    Unfinished& line = lines_[source];
    line.taken = true;
    std::string_view text{line.text.data(), line.length};
    if (text.ends_with('\r')) text.remove_suffix(1);
    return {names[source], text};
}

}  // namespace vitrine::guest
