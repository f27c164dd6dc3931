#include "kernel/parse.hpp"

#include <algorithm>
#include <charconv>

namespace vitrine {

namespace {

std::optional<std::uint64_t> digits(std::string_view text, int base) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed =
        std::from_chars(text.data(), end, value, base);  // NOLINT(bugprone-suspicious-stringview-data-usage)
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> scaled(std::string_view text, std::uint64_t unit) {
    unsigned power = 0;
    for (const char suffix : {'K', 'M', 'G'}) {
        ++power;
        if (!text.ends_with(suffix)) continue;
        auto value = digits(text.substr(0, text.size() - 1), 10);
        for (; value && power > 0; --power) {
            if (*value > ~std::uint64_t{0} / unit) return std::nullopt;
            *value *= unit;
        }
        return value;
    }
    return digits(text, 10);
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    return text.starts_with("0x") ? digits(text.substr(2), 16) : digits(text, 10);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    if (text.ends_with("iB")) {
        text.remove_suffix(2);
        if (!text.ends_with('K') && !text.ends_with('M') && !text.ends_with('G')) return std::nullopt;
    }
    return scaled(text, 1024);
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
    return scaled(text, 1000);
}

std::string_view take_word(std::string_view& list, char separator) {
    const std::size_t end = std::min(list.find(separator), list.size());
    const std::string_view word = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return word;
}

}  // namespace vitrine
