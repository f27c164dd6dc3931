#include "guest/devices/scan_codes.hpp"

#include <array>

namespace vitrine::guest::pc {

namespace {

/// By scan code; a blank is a key that types nothing, but for the space bar itself.
constexpr std::string_view plain_characters =
    "  1234567890-=\b\tqwertyuiop[]\r asdfghjkl;'` \\zxcvbnm,./ *  ";
constexpr std::string_view shifted_characters =
    "  !@#$%^&*()_+\b\tQWERTYUIOP{}\r ASDFGHJKL:\"~ |ZXCVBNM<>? *  ";
static_assert(plain_characters.size() == scan_code::space + 1U + 0U &&
              shifted_characters.size() == plain_characters.size());

/// The keypad from 47h to 53h, with NumLock.
constexpr std::string_view keypad_characters = "789-456+1230.";

/// The high bytes of Ctrl and Alt with the keys from 47h to 53h.
constexpr std::array<std::uint8_t, 13> control_keypad{0x77, 0x8D, 0x84, 0x8E, 0x73, 0x8F, 0x74,
                                                      0x90, 0x75, 0x91, 0x76, 0x92, 0x93};
constexpr std::array<std::uint8_t, 13> alt_keypad{0x97, 0x98, 0x99, 0x4A, 0x9B, 0x00, 0x9D,
                                                  0x4E, 0x9F, 0xA0, 0xA1, 0xA2, 0xA3};

constexpr std::uint16_t code(unsigned high, unsigned low = 0) {
    return static_cast<std::uint16_t>(high << 8 | low);
}

constexpr bool is_letter(char character) {
    return character >= 'a' && character <= 'z';
}

std::uint16_t function_key(unsigned number, const Key& key) {
    // F1 to F10, then F11 and F12, which came later: plain, shift, control, alt.
    constexpr std::array<std::uint8_t, 4> first{0x3B, 0x54, 0x5E, 0x68}, later{0x85, 0x87, 0x89, 0x8B};
    const unsigned column = key.alt ? 3 : key.control ? 2 : key.shift ? 1 : 0;
    return code(number < 10 ? first[column] + number : later[column] + number - 10);
}

std::uint16_t keypad_key(const Key& key, bool num) {
    const unsigned place = key.scan - scan_code::home;
    constexpr unsigned enhanced = 0xE0;
    const unsigned low = key.extended ? enhanced : 0;
    const char character = keypad_characters[place];
    if (key.alt) return alt_keypad[place] == 0 ? 0 : code(alt_keypad[place]);
    if (key.control) return code(control_keypad[place], low);
    if (character == '-' || character == '+') return code(key.scan, static_cast<unsigned>(character));
    if (!key.extended && num != key.shift) return code(key.scan, static_cast<unsigned>(character));
    return code(key.scan, low);
}

std::uint16_t with_alt(std::uint8_t scan, char character) {
    constexpr unsigned first_digit = 0x02, last_digit = 0x0D, digits_alt = 0x78, tab_alt = 0xA5;
    if (scan >= first_digit && scan <= last_digit) return code(scan - first_digit + digits_alt);
    if (scan == scan_code::tab) return code(tab_alt);
    if (scan == scan_code::space) return code(scan, ' ');
    return character != ' ' || scan == scan_code::escape ? code(scan) : std::uint16_t{0};
}

std::uint16_t with_control(std::uint8_t scan, char character) {
    if (is_letter(character)) return code(scan, static_cast<unsigned>(character) & 0x1F);
    switch (character) {
        case '2':
            return code(scan);
        case '6':
            return code(scan, 0x1E);
        case '-':
            return code(scan, 0x1F);
        case '[':
            return code(scan, 0x1B);
        case ']':
            return code(scan, 0x1D);
        case '\\':
            return code(scan, 0x1C);
        case '\b':
            return code(scan, 0x7F);
        case '\r':
            return code(scan, '\n');
        case '\t':
            return code(0x94);
        case '*':
            return code(0x96);
        default:
            return scan == scan_code::space ? code(scan, ' ') : std::uint16_t{0};
    }
}

struct Named {
    std::string_view name;
    std::uint8_t scan;
    bool extended;
};

constexpr std::array named_keys{
    Named{"up", 0x48, true},     Named{"down", 0x50, true},   Named{"left", 0x4B, true},
    Named{"right", 0x4D, true},  Named{"home", 0x47, true},   Named{"end", 0x4F, true},
    Named{"pgup", 0x49, true},   Named{"pgdn", 0x51, true},   Named{"ins", 0x52, true},
    Named{"del", 0x53, true},    Named{"esc", 0x01, false},   Named{"enter", 0x1C, false},
    Named{"tab", 0x0F, false},   Named{"space", 0x39, false}, Named{"backspace", 0x0E, false},
    Named{"f1", 0x3B, false},    Named{"f2", 0x3C, false},    Named{"f3", 0x3D, false},
    Named{"f4", 0x3E, false},    Named{"f5", 0x3F, false},    Named{"f6", 0x40, false},
    Named{"f7", 0x41, false},    Named{"f8", 0x42, false},    Named{"f9", 0x43, false},
    Named{"f10", 0x44, false},   Named{"f11", 0x57, false},   Named{"f12", 0x58, false},
    Named{"shift", 0x2A, false}, Named{"ctrl", 0x1D, false},  Named{"alt", 0x38, false},
};

}  // namespace

std::uint16_t key_code(const Key& key, bool caps, bool num) {
    const std::uint8_t scan = key.scan;
    if (scan >= scan_code::f1 && scan <= scan_code::f10) return function_key(scan - scan_code::f1, key);
    if (scan == scan_code::f11 || scan == scan_code::f12)
        return function_key(scan - scan_code::f11 + 10U, key);
    if (scan >= scan_code::home && scan <= scan_code::del) return keypad_key(key, num);
    if (scan >= plain_characters.size()) return 0;

    if (key.extended) {
        constexpr unsigned slash = 0x35, enhanced_high = 0xE0;
        if (scan == scan_code::enter)
            return code(key.alt ? 0xA6U : enhanced_high, key.alt ? 0U : key.control ? '\n' : '\r');
        if (scan == slash) return key.alt ? code(0xA4) : key.control ? code(0x95) : code(enhanced_high, '/');
        return 0;
    }
    const char plain = plain_characters[scan];
    if (scan == scan_code::escape) return key.alt ? code(scan) : code(scan, 0x1B);
    if (key.alt) return with_alt(scan, plain);
    if (key.control) return with_control(scan, plain);
    if (scan == scan_code::space) return code(scan, ' ');
    if (plain == ' ') return 0;
    if (scan == scan_code::tab && key.shift) return code(scan);
    const bool upper = is_letter(plain) ? key.shift != caps : key.shift;
    return code(scan, static_cast<unsigned>((upper ? shifted_characters : plain_characters)[scan]));
}

std::optional<Key> key_for(char character) {
    if (character == ' ') return Key{.scan = scan_code::space};
    if (character == '\n') character = '\r';
    constexpr char escape = 0x1B;
    if (character == escape) return Key{.scan = scan_code::escape};
    for (const bool shift : {false, true}) {
        const std::size_t found = (shift ? shifted_characters : plain_characters).find(character);
        if (found != std::string_view::npos)
            return Key{.scan = static_cast<std::uint8_t>(found), .shift = shift};
    }
    return std::nullopt;
}

std::optional<Key> key_named(std::string_view name) {
    for (const Named& named : named_keys) {
        if (named.name == name) return Key{.scan = named.scan, .extended = named.extended};
    }
    return std::nullopt;
}

}  // namespace vitrine::guest::pc
