#pragma once
// Keys as a terminal sends them: a byte for a character, an escape sequence for a key that has none. ECMA-48,
// with the numbers of a VT220.

#include <cstdint>
#include <optional>
#include <span>

#include "guest/devices/scan_codes.hpp"

namespace vitrine::guest::pc {

struct TerminalKey {
    std::size_t length = 0;  ///< of its bytes; 0: they aren't all there yet
    std::optional<Key> key;  ///< nothing where no key of a PC is meant
};

/// The first key of what was typed, which isn't empty: CR is Enter, DEL is Backspace, ESC [ A and the like
/// are cursor and function keys, 1 to 26 are Ctrl with a letter.
[[nodiscard]] TerminalKey first_terminal_key(std::span<const std::uint8_t> typed);

}  // namespace vitrine::guest::pc
