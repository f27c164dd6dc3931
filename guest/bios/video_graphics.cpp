// INT 10h: pixels of CGA's modes and of mode 13h, and characters drawn of them.

#include <array>

#include "guest/bios/rom.hpp"
#include "guest/bios/video.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = exit::BiosCall::Style;

constexpr unsigned glyph_size = 8;
constexpr std::uint8_t exclusive_or_bit = 0x80;

/// Where the font of graphics modes has the character: vectors 43h and, from 80h on, 1Fh point at it, so that
/// a guest's own font is used.
std::uint64_t glyph_address(const Call& call, std::uint8_t character) {
    constexpr std::uint64_t lower_vector = 0x43 * 4, upper_vector = 0x1F * 4;
    constexpr std::uint8_t half = 0x80;
    const bool upper = character >= half;
    const auto far = call.memory.read<std::uint32_t>(upper ? upper_vector : lower_vector).value_or(0);
    return Call::linear(static_cast<std::uint16_t>(far >> 16), static_cast<std::uint16_t>(far)) +
           std::uint64_t{character} % half * glyph_size;
}

}  // namespace

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

void Display::draw(Cell cell, std::uint8_t character, std::uint8_t colour) const {
    std::array<std::uint8_t, glyph_size> glyph{};
    (void)call_.read(glyph_address(call_, character), glyph);
    // In 256 colours every bit is of the colour.
    const bool exclusive_or = mode_.bits_a_pixel != 8 && (colour & exclusive_or_bit) != 0;
    for (unsigned y = 0; y < glyph_size; ++y) {
        for (unsigned x = 0; x < glyph_size; ++x) {
            const bool set = (glyph[y] << x & 0x80) != 0;
            set_pixel(cell.column * glyph_size + x, cell.row * glyph_size + y, set ? colour : 0,
                      exclusive_or);
        }
    }
}

void Display::move_pixels(std::uint8_t to, std::uint8_t from, Cell first, Cell last) const {
    for (unsigned line = 0; line < glyph_size; ++line) {
        for (unsigned x = first.column * glyph_size; x < (last.column + 1U) * glyph_size; ++x)
            set_pixel(x, to * glyph_size + line, pixel(x, from * glyph_size + line), false);
    }
}

void Display::clear_pixels(std::uint8_t row, std::uint8_t colour, Cell first, Cell last) const {
    for (unsigned line = 0; line < glyph_size; ++line) {
        for (unsigned x = first.column * glyph_size; x < (last.column + 1U) * glyph_size; ++x)
            set_pixel(x, row * glyph_size + line, colour, false);
    }
}

Next video_write_pixel(Call& call) {
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
    const std::uint16_t x = call.word(Gpr::rcx), y = call.word(Gpr::rdx);
    const std::uint8_t colour = Display(call).pixel(x, y);
    call.set_low(Gpr::rax, colour);
    call.log.add(key::column, x, Style::number);
    call.log.add(key::row, y, Style::number);
    call.log.add(key::value, colour);
    return call.done("read-pixel");
}

}  // namespace vitrine::guest::bios
