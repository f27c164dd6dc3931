// INT 10h: pixels of CGA's modes and of mode 13h, and characters drawn of them.

#include <algorithm>

#include "guest/firmware/rom.hpp"
#include "guest/firmware/video.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = BiosCall::Style;

constexpr unsigned glyph_width = 8;
constexpr unsigned least_height = 8, most_height = 32;
constexpr std::uint8_t exclusive_or_bit = 0x80;

/// Where the font of graphics modes has the character: vector 43h points at it, so that a guest's own font is
/// used. A CGA's font and the ROM's of eight lines are in two halves, and vector 1Fh points at the upper one.
std::uint64_t glyph_address(const Call& call, std::uint8_t character, unsigned height, bool is_cga) {
    constexpr std::uint64_t lower_vector = 0x43 * 4ULL, upper_vector = 0x1F * 4ULL;
    constexpr std::uint32_t in_rom = std::uint32_t{rom::segment} << 16 | rom::font_8x8_lower;
    constexpr std::uint8_t half = 0x80;
    auto far = call.memory.read<std::uint32_t>(lower_vector).value_or(0);
    if (character >= half && height == least_height && (is_cga || far == in_rom)) {
        far = call.memory.read<std::uint32_t>(upper_vector).value_or(0);
        character -= half;
    }
    return Call::linear(static_cast<std::uint16_t>(far >> 16), static_cast<std::uint16_t>(far)) +
           std::uint64_t{character} * height;
}

}  // namespace

unsigned Display::cell_height() const {
    const unsigned height = call_.data.get(data_field::character_height);
    return height >= least_height && height <= most_height ? height : mode_.character_height;
}

// CGA's odd lines lie 8 KiB behind the even ones.
std::optional<std::uint64_t> Display::pixel_address(unsigned x, unsigned y) const {
    if (mode_.text || x >= mode_.width || y >= mode_.height) return std::nullopt;
    constexpr std::uint64_t odd_lines = 0x2000;
    const std::uint64_t bytes_a_line = std::uint64_t{mode_.width} * mode_.bits_a_pixel / 8;
    if (mode_.bits_a_pixel == 8) return mode_.memory + y * bytes_a_line + x;
    return mode_.memory + (y % 2) * odd_lines + y / 2 * bytes_a_line +
           std::uint64_t{x} * mode_.bits_a_pixel / 8;
}

std::uint8_t Display::pixel(unsigned x, unsigned y) const {
    const auto address = pixel_address(x, y);
    if (!address) return 0;
    const unsigned bits = mode_.bits_a_pixel;
    const unsigned byte = call_.memory.read<std::uint8_t>(*address).value_or(0);
    const unsigned shift = 8 - bits - x * bits % 8;
    return static_cast<std::uint8_t>(byte >> shift & ((1U << bits) - 1));
}

void Display::set_pixel(unsigned x, unsigned y, std::uint8_t colour, bool exclusive_or) const {
    const auto address = pixel_address(x, y);
    if (!address) return;
    const unsigned bits = mode_.bits_a_pixel;
    const unsigned shift = 8 - bits - x * bits % 8;
    const unsigned mask = ((1U << bits) - 1) << shift;
    const unsigned before = call_.memory.read<std::uint8_t>(*address).value_or(0);
    const unsigned drawn = (unsigned{colour} << shift & mask) ^ (exclusive_or ? before & mask : 0);
    (void)call_.memory.write<std::uint8_t>(*address, static_cast<std::uint8_t>((before & ~mask) | drawn));
}

Display::Glyph Display::glyph(std::uint8_t character) const {
    Glyph lines{};
    const unsigned height = cell_height();
    (void)call_.read(glyph_address(call_, character, height, mode_.bits_a_pixel != 8),
                     std::span(lines).first(height));
    return lines;
}

void Display::draw(Cell cell, std::uint8_t character, std::uint8_t colour) const {
    const Glyph lines = glyph(character);
    const unsigned height = cell_height();
    // In 256 colours every bit is of the colour.
    const bool exclusive_or = mode_.bits_a_pixel != 8 && (colour & exclusive_or_bit) != 0;
    for (unsigned y = 0; y < height; ++y) {
        for (unsigned x = 0; x < glyph_width; ++x) {
            const bool set = (lines[y] << x & 0x80) != 0;
            set_pixel(cell.column * glyph_width + x, cell.row * height + y, set ? colour : 0, exclusive_or);
        }
    }
}

std::uint8_t Display::recognise(Cell cell) const {
    Glyph lines{};
    const unsigned height = cell_height();
    for (unsigned y = 0; y < height; ++y) {
        for (unsigned x = 0; x < glyph_width; ++x) {
            const bool set = pixel(cell.column * glyph_width + x, cell.row * height + y) != 0;
            lines[y] = static_cast<std::uint8_t>(lines[y] << 1 | (set ? 1 : 0));
        }
    }
    // Of the several empty ones a blank is meant.
    if (lines == Glyph{}) return ' ';
    constexpr unsigned characters = 256;
    for (unsigned character = 1; character < characters; ++character) {
        if (glyph(static_cast<std::uint8_t>(character)) == lines) return static_cast<std::uint8_t>(character);
    }
    return 0;
}

/// The bytes of a line of pixels in a row's cells. A cell is as many bytes wide as a pixel has bits.
std::optional<std::span<std::uint8_t>> Display::line_of_cells(unsigned y, Cell first, Cell last) const {
    const auto address = pixel_address(first.column * glyph_width, y);
    if (!address) return std::nullopt;
    return call_.memory.at(*address, (last.column - first.column + std::uint64_t{1}) * mode_.bits_a_pixel);
}

void Display::move_pixels(std::uint8_t to, std::uint8_t from, Cell first, Cell last) const {
    for (unsigned line = 0; line < cell_height(); ++line) {
        const auto source = line_of_cells(from * cell_height() + line, first, last);
        const auto target = line_of_cells(to * cell_height() + line, first, last);
        if (source && target) std::ranges::copy(*source, target->begin());
    }
}

void Display::clear_pixels(std::uint8_t row, std::uint8_t colour, Cell first, Cell last) const {
    unsigned byte = colour & ((1U << mode_.bits_a_pixel) - 1);
    for (unsigned bits = mode_.bits_a_pixel; bits < 8; bits *= 2) byte |= byte << bits;
    for (unsigned line = 0; line < cell_height(); ++line) {
        if (const auto target = line_of_cells(row * cell_height() + line, first, last))
            std::ranges::fill(*target, static_cast<std::uint8_t>(byte));
    }
}

Next video_write_pixel(Call& call) {
    call.log.alike = true;
    const std::uint8_t colour = call.low(Gpr::rax);
    const std::uint16_t x = call.word(Gpr::rcx), y = call.word(Gpr::rdx);
    call.log.add(key::column, x, Style::number);
    call.log.add(key::row, y, Style::number);
    call.log.add(key::value, colour);
    const Display display(call);
    display.set_pixel(x, y, colour, display.mode().bits_a_pixel != 8 && (colour & exclusive_or_bit) != 0);
    return call.done("write-pixel");
}

Next video_read_pixel(Call& call) {
    call.log.alike = true;
    const std::uint16_t x = call.word(Gpr::rcx), y = call.word(Gpr::rdx);
    const std::uint8_t colour = Display(call).pixel(x, y);
    call.set_low(Gpr::rax, colour);
    call.log.add(key::column, x, Style::number);
    call.log.add(key::row, y, Style::number);
    call.log.add(key::value, colour);
    return call.told("read-pixel");
}

}  // namespace vitrine::guest::bios
