#pragma once
// Keys of a US keyboard: scan codes of set 1, and what a BIOS makes of them. IBM Personal System/2 and
// Personal Computer BIOS Interface Technical Reference, "Keyboard".

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::guest::pc {

namespace scan_code {
inline constexpr std::uint8_t escape = 0x01, backspace = 0x0E, tab = 0x0F, enter = 0x1C, control = 0x1D,
                              left_shift = 0x2A, right_shift = 0x36, print_screen = 0x37, alt = 0x38,
                              space = 0x39, caps_lock = 0x3A, f1 = 0x3B, f10 = 0x44, num_lock = 0x45,
                              scroll_lock = 0x46, home = 0x47, insert = 0x52, del = 0x53, f11 = 0x57,
                              f12 = 0x58;
inline constexpr std::uint8_t release = 0x80;   ///< set in the code of a key that is let go
inline constexpr std::uint8_t extended = 0xE0;  ///< comes before the code of a key that XTs lacked
}  // namespace scan_code

/// A key with what is held down beside it.
struct Key {
    std::uint8_t scan = 0;
    bool extended = false;
    bool shift = false, control = false, alt = false;
};

/// What INT 16h gives for the key: scan code in the high byte, ASCII in the low one. `caps` and `num`: the
/// locks are on. 0 where the key gives nothing. Keys of extended keyboards come as functions 10h and 11h have
/// them.
[[nodiscard]] std::uint16_t key_code(const Key& key, bool caps, bool num);

/// The key that types the character; nothing where no key does.
[[nodiscard]] std::optional<Key> key_for(char character);

/// The key of that name, as in a script: up, f1, esc, enter and so on.
[[nodiscard]] std::optional<Key> key_named(std::string_view name);

}  // namespace vitrine::guest::pc
