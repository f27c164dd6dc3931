#include "guest/firmware/screen.hpp"

#include <algorithm>

#include "guest/firmware/data_area.hpp"

namespace vitrine::guest::pc {

namespace {

/// Code points of code page 437 from 80h on, and of the pictures below 20h.
constexpr std::array<std::uint16_t, 128> upper{
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE,
    0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6,
    0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA,
    0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514,
    0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C,
    0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4,
    0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0};
constexpr std::array<std::uint16_t, 32> lower{0x0020, 0x263A, 0x263B, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022,
                                              0x25D8, 0x25CB, 0x25D9, 0x2642, 0x2640, 0x266A, 0x266B, 0x263C,
                                              0x25BA, 0x25C4, 0x2195, 0x203C, 0x00B6, 0x00A7, 0x25AC, 0x21A8,
                                              0x2191, 0x2193, 0x2192, 0x2190, 0x221F, 0x2194, 0x25B2, 0x25BC};

unsigned code_point(std::uint8_t character) {
    constexpr unsigned first_upper = 0x80, del = 0x7F, house = 0x2302, no_break_space = 0xA0;
    if (character < lower.size()) return lower[character];
    if (character == del) return house;
    if (character < first_upper) return character;
    const unsigned point = upper[character - first_upper];
    return point == no_break_space ? ' ' : point;
}

void append(ScreenRow& row, unsigned point) {
    const auto put = [&row](unsigned byte) { row.bytes[row.length++] = static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

constexpr std::uint64_t text_memory_size = 0x8000;
constexpr unsigned bytes_a_cell = 2;

}  // namespace

TextSize text_size(const Vga& vga, const Memory& memory) {
    const bios::DataArea data(memory);
    const unsigned columns = data.get(bios::data_field::video_columns);
    const unsigned rows = data.get(bios::data_field::rows_less_1) + 1U;
    const VideoMode& mode = vga.mode();
    // A guest that wrote nonsense there, or used it for something else, gets the mode's own size.
    return {columns == 40 || columns == 80 || columns == most_columns ? columns : mode.columns,
            rows >= mode.rows && rows <= most_rows ? rows : mode.rows};
}

std::span<const std::uint8_t> shown_memory(const Vga& vga, const Memory& memory) {
    const VideoMode& mode = vga.mode();
    const auto at = [&memory](std::uint64_t address, std::uint64_t length) -> std::span<const std::uint8_t> {
        const auto found = memory.at(address, length);
        return found ? std::span<const std::uint8_t>(*found) : std::span<const std::uint8_t>{};
    };
    if (!mode.text) return at(mode.memory, mode.bits_a_pixel == 8 ? 64000 : 16384);
    const TextSize size = text_size(vga, memory);
    const std::uint64_t length = std::uint64_t{size.columns} * size.rows * bytes_a_cell;
    const std::uint64_t start = std::uint64_t{vga.start_address()} * bytes_a_cell % text_memory_size;
    return at(mode.memory + std::min(start, text_memory_size - length), length);
}

ScreenRow screen_row(const Vga& vga, const Memory& memory, unsigned row) {
    ScreenRow result;
    const TextSize size = text_size(vga, memory);
    const auto cells = shown_memory(vga, memory);
    const std::size_t first = std::size_t{row} * size.columns * bytes_a_cell;
    if (!vga.mode().text || row >= size.rows ||
        cells.size() < first + std::size_t{size.columns} * bytes_a_cell)
        return result;
    std::size_t last = 0;
    for (unsigned column = 0; column < size.columns; ++column) {
        const unsigned point = code_point(cells[first + std::size_t{column} * bytes_a_cell]);
        append(result, point);
        if (point != ' ') last = result.length;
    }
    result.length = last;
    return result;
}

std::optional<ScreenPosition> screen_cursor(const Vga& vga, const Memory& memory) {
    constexpr std::uint16_t hidden = 0x2000;
    const TextSize size = text_size(vga, memory);
    if (!vga.mode().text || (vga.cursor_shape() & hidden) != 0 || vga.cursor() < vga.start_address())
        return std::nullopt;
    const unsigned cell = vga.cursor() - vga.start_address();
    if (cell >= size.columns * size.rows) return std::nullopt;
    return ScreenPosition{cell / size.columns, cell % size.columns};
}

SnapshotHeader snapshot_header(const Vga& vga, const Memory& memory) {
    const VideoMode& mode = vga.mode();
    const TextSize size = text_size(vga, memory);
    SnapshotHeader header;
    header.mode = mode.number;
    header.text = mode.text ? 1 : 0;
    header.columns = static_cast<std::uint16_t>(size.columns);
    header.rows = static_cast<std::uint16_t>(size.rows);
    header.character_height = mode.text ? vga.character_height() : mode.character_height;
    header.width = mode.text ? static_cast<std::uint16_t>(size.columns * 8) : mode.width;
    header.height = mode.text ? static_cast<std::uint16_t>(size.rows * header.character_height) : mode.height;
    header.bits_a_pixel = mode.bits_a_pixel;
    header.cursor_shape = vga.cursor_shape();
    const auto cursor = screen_cursor(vga, memory);
    header.cursor_row = cursor ? static_cast<std::uint16_t>(cursor->row) : std::uint16_t{0xFFFF};
    header.cursor_column = cursor ? static_cast<std::uint16_t>(cursor->column) : std::uint16_t{0};
    header.blinks = vga.blinks() ? 1 : 0;
    std::ranges::copy(vga.attributes(), header.attributes.begin());
    std::ranges::copy(vga.dac(), header.dac.begin());
    header.size = static_cast<std::uint32_t>(shown_memory(vga, memory).size());
    return header;
}

}  // namespace vitrine::guest::pc
