#pragma once
// What the guest's screen shows: as text for the log, and as bytes from which the host draws a picture.
//
// A snapshot is a SnapshotHeader, then the memory that is shown: rows * columns * 2 bytes of text, 16384 of a
// CGA mode as its memory has them, 64000 of mode 13h. All numbers are little-endian.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/cpu/memory.hpp"
#include "guest/devices/devices.hpp"

namespace vitrine::guest::pc {

/// Character cells on the screen, which a font of another height changes.
struct TextSize {
    unsigned columns = 80, rows = 25;
};

/// By the mode and the BIOS data area; at most 132 by 60.
[[nodiscard]] TextSize text_size(const Vga& vga, const Memory& memory);

inline constexpr std::size_t most_columns = 132, most_rows = 60;

/// A row of text in UTF-8, without the blanks at its end.
struct ScreenRow {
    std::array<char, most_columns * 3> bytes{};
    std::size_t length = 0;

    [[nodiscard]] std::string_view text() const { return {bytes.data(), length}; }
};

/// Row `row` of a text mode; empty past the last.
[[nodiscard]] ScreenRow screen_row(const Vga& vga, const Memory& memory, unsigned row);

/// The cursor's cell on the screen; nothing where it isn't shown.
struct ScreenPosition {
    unsigned row = 0, column = 0;
};
[[nodiscard]] std::optional<ScreenPosition> screen_cursor(const Vga& vga, const Memory& memory);

struct SnapshotHeader {
    std::array<char, 4> magic{'V', 'S', 'C', 'R'};
    std::uint16_t version = 1;
    std::uint8_t mode = 0;      ///< BIOS number
    std::uint8_t text = 0;      ///< 1 in a text mode
    std::uint16_t columns = 0;  ///< of text
    std::uint16_t rows = 0;
    std::uint16_t width = 0;  ///< pixels
    std::uint16_t height = 0;
    std::uint8_t character_height = 0;
    std::uint8_t bits_a_pixel = 0;
    std::uint16_t cursor_shape = 0;  ///< first line in the high byte, last in the low; bit 13 hides it
    std::uint16_t cursor_row = 0;    ///< 0xffff where it isn't on the screen
    std::uint16_t cursor_column = 0;
    std::uint8_t blinks = 0;  ///< bit 7 of an attribute blinks rather than brightens
    std::array<std::uint8_t, Vga::attribute_count> attributes{};
    std::array<std::uint8_t, Vga::dac_size> dac{};
    std::uint16_t reserved = 0;
    std::uint32_t size = 0;  ///< bytes of memory that follow
};
static_assert(sizeof(SnapshotHeader) == 820);

[[nodiscard]] SnapshotHeader snapshot_header(const Vga& vga, const Memory& memory);

/// The memory that is shown, as far as the guest has it.
[[nodiscard]] std::span<const std::uint8_t> shown_memory(const Vga& vga, const Memory& memory);

}  // namespace vitrine::guest::pc
