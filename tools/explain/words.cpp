#include "tools/explain/words.hpp"

#include <algorithm>
#include <charconv>

namespace vitrine::tools {

std::optional<std::uint64_t> parse_in_base(std::string_view text, int base) {
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value, base);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        line.remove_prefix(std::min(line.find_first_not_of(" =:,;()[]|"), line.size()));
        const std::size_t length = std::min(line.find_first_of(" =:,;()[]|"), line.size());
        if (length != 0) words.push_back(line.substr(0, length));
        line.remove_prefix(length);
    }
    return words;
}

}  // namespace vitrine::tools
