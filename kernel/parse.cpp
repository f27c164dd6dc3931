#include "kernel/parse.hpp"

#include <algorithm>

namespace vitrine {

namespace {

/// The digit's value; 255 for what is none.
unsigned digit(char character) {
    const int letter = character | 0x20;  // small
    if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
    return letter >= 'a' && letter <= 'f' ? static_cast<unsigned>(letter - 'a') + 10 : 255;
}

std::optional<std::uint64_t> digits(std::string_view text, unsigned base) {
    if (text.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char character : text) {
        const unsigned next = digit(character);
        if (next >= base || __builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, next, &value))
            return std::nullopt;
    }
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

std::optional<std::uint64_t> parse_milliseconds(std::string_view text) {
    constexpr std::uint64_t a_second = 1000, an_hour = 3600 * a_second;
    if (!text.ends_with('s')) return std::nullopt;
    text.remove_suffix(1);
    const bool milliseconds = text.ends_with('m');
    if (milliseconds) text.remove_suffix(1);
    const auto count = digits(text, 10);
    const std::uint64_t unit = milliseconds ? 1 : a_second;
    if (!count || *count > an_hour / unit) return std::nullopt;
    return *count * unit;
}

std::string_view take_word(std::string_view& list, char separator) {
    const std::size_t end = std::min(list.find(separator), list.size());
    const std::string_view word = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return word;
}

}  // namespace vitrine
