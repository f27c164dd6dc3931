#include "tools/explain/items.hpp"

#include <algorithm>
#include <charconv>

namespace vitrine::tools {

namespace {

constexpr std::string_view space = " \n";

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// How a number of an item is written.
struct NumberForm {
    std::size_t digits = 0;  ///< 0: any number of them
    std::size_t field_digits = 16;
    int base = 16;
};

std::size_t digits_of_field(std::uint32_t encoding) {
    if (encoding == Item::none) return 0;
    switch (static_cast<vmx::FieldWidth>(encoding >> 13 & 3)) {
        case vmx::FieldWidth::bits16:
            return 4;
        case vmx::FieldWidth::bits32:
            return 8;
        default:
            return 16;
    }
}

/// Takes what follows a `$` off the pattern.
NumberForm take_form(std::string_view& pattern, std::uint32_t encoding) {
    const std::size_t natural = digits_of_field(encoding);
    NumberForm form{.digits = natural, .field_digits = natural};
    if (pattern.empty()) return form;
    switch (pattern.front()) {
        case '2':
        case '4':
        case '5':
        case '8':
            form.digits = static_cast<std::size_t>(pattern.front() - '0');
            break;
        case 'G':
            form.digits = 16;
            break;
        case '*':
            form.digits = 0;
            break;
        case 'd':
            form = {.base = 10};
            break;
        default:
            return form;
    }
    pattern.remove_prefix(1);
    return form;
}

/// Takes a number off the text; nothing for one that isn't whole.
std::optional<std::uint64_t> take_number(std::string_view& text, const NumberForm& form) {
    std::string_view left = text;
    if (left.starts_with("0x") || left.starts_with("0X")) left.remove_prefix(2);
    std::uint64_t value = 0;
    const char* const end = left.data() + left.size();
    const auto parsed = std::from_chars(left.data(), end, value, form.base);
    if (parsed.ec != std::errc{} || (parsed.ptr != end && is_word(*parsed.ptr))) return std::nullopt;
    const auto digits = static_cast<std::size_t>(parsed.ptr - left.data());
    // A number that outgrew the width that it is filled up to has no zero in front.
    const bool whole = form.digits == 0 || digits == form.digits || digits == form.field_digits ||
                       (digits > form.digits && left.front() != '0');
    if (!whole) return std::nullopt;
    text = left.substr(digits);
    return value;
}

}  // namespace

std::optional<ItemMatch> match(const Item& item, std::string_view text) {
    ItemMatch found;
    std::string_view left = text;
    const auto taken = [&](bool whole) {
        found.whole = whole;
        found.length = text.size() - left.size();
        return found;
    };
    bool begun = false;
    for (std::string_view pattern = item.pattern; !pattern.empty();) {
        const char expected = pattern.front();
        pattern.remove_prefix(1);
        if (expected == '$') {
            begun = true;
            const auto value = take_number(left, take_form(pattern, item.encodings[found.count]));
            if (!value) return taken(false);
            found.values[found.count++] = *value;
        } else if (expected == ' ') {
            left.remove_prefix(std::min(left.find_first_not_of(space), left.size()));
        } else if (left.starts_with(expected)) {
            left.remove_prefix(1);
        } else {
            return begun ? std::optional(taken(false)) : std::nullopt;
        }
    }
    return taken(true);
}

std::optional<FoundItem> find_item(std::span<const std::span<const Item>> tables, std::string_view text) {
    std::optional<FoundItem> best;
    for (const std::span<const Item> table : tables) {
        for (const Item& candidate : table) {
            const auto found = match(candidate, text);
            if (!found) continue;
            if (found->whole) return FoundItem{&candidate, *found};
            if (!best || found->length > best->match.length) best = {&candidate, *found};
        }
    }
    return best;
}

}  // namespace vitrine::tools
