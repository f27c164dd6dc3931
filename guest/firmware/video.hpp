#pragma once
// What the parts of INT 10h share: where the screen's cells and pixels are, and the cursor.

#include <array>
#include <cstdint>

#include "guest/firmware/call.hpp"
#include "guest/firmware/screen.hpp"

namespace vitrine::guest::bios {

inline constexpr unsigned video_pages = 8;
/// As much as a text or CGA mode's memory reaches from its start, where it begins anew.
inline constexpr std::uint64_t text_memory_size = 0x8000;

/// BH; past the last page it is the first.
[[nodiscard]] inline std::uint8_t page_of(const Call& call) {
    const std::uint8_t page = call.high(Gpr::rbx);
    return page < video_pages ? page : std::uint8_t{0};
}

/// A character cell of the screen.
struct Cell {
    std::uint8_t row = 0, column = 0;
    bool operator==(const Cell&) const = default;
};

/// The screen as the BIOS data area and the VGA have it.
class Display {
public:
    explicit Display(Call& call)
        : call_(call),
          mode_(call.devices.vga.mode()),
          size_(mode_.text ? pc::text_size(call.devices.vga, call.memory)
                           : pc::TextSize{mode_.columns, mode_.height / cell_height()}) {}

    [[nodiscard]] const pc::VideoMode& mode() const { return mode_; }
    [[nodiscard]] std::uint8_t columns() const { return static_cast<std::uint8_t>(size_.columns); }
    [[nodiscard]] std::uint8_t rows() const { return static_cast<std::uint8_t>(size_.rows); }
    [[nodiscard]] std::uint8_t active_page() const {
        return static_cast<std::uint8_t>(call_.data.get(data_field::video_page) & 7);
    }

    [[nodiscard]] Cell cursor(std::uint8_t page) const;
    /// Also moves the one on the screen, when the page is the active one.
    void set_cursor(std::uint8_t page, Cell cell) const;

    /// Guest-physical address of a text cell; the row and column are within the screen.
    [[nodiscard]] std::uint64_t address(std::uint8_t page, Cell cell) const;

    /// A cell of any mode: in graphics the attribute is the colour, with bit 7 the pixels are exclusive-ored.
    void put(std::uint8_t page, Cell cell, std::uint8_t character, std::uint8_t attribute) const;
    /// In a text mode: the character alone, as it keeps its colours.
    void put_character(std::uint8_t page, Cell cell, std::uint8_t character) const;
    /// In graphics the character is the one whose shape the cell has, or 0, and there is no attribute.
    [[nodiscard]] std::uint16_t get(std::uint8_t page, Cell cell) const;

    /// Moves the window's rows up (or down) by `lines`, or clears it with 0. Corners are clipped to the
    /// screen.
    void scroll(std::uint8_t page, bool up, std::uint8_t lines, std::uint8_t attribute, Cell first,
                Cell last) const;

    /// As a terminal: BEL, BS, LF and CR move the cursor, the last line scrolls. `attribute`: nothing keeps
    /// the colours of a text mode.
    void teletype(std::uint8_t page, std::uint8_t character, std::optional<std::uint8_t> attribute) const;

    // Graphics: video_graphics.cpp.
    [[nodiscard]] std::uint8_t pixel(unsigned x, unsigned y) const;
    void set_pixel(unsigned x, unsigned y, std::uint8_t colour, bool exclusive_or) const;

private:
    /// Lines of a character in a graphics mode.
    [[nodiscard]] unsigned cell_height() const;
    using Glyph = std::array<std::uint8_t, 32>;  ///< a line a byte, as many as a cell has
    [[nodiscard]] Glyph glyph(std::uint8_t character) const;
    [[nodiscard]] std::uint8_t recognise(Cell cell) const;
    void draw(Cell cell, std::uint8_t character, std::uint8_t colour) const;
    [[nodiscard]] std::optional<std::span<std::uint8_t>> row_of_cells(std::uint8_t page, std::uint8_t row,
                                                                      Cell first, Cell last) const;
    void move_row(std::uint8_t page, std::uint8_t to, std::uint8_t from, Cell first, Cell last) const;
    void clear_row(std::uint8_t page, std::uint8_t row, std::uint8_t attribute, Cell first, Cell last) const;
    void move_pixels(std::uint8_t to, std::uint8_t from, Cell first, Cell last) const;
    void clear_pixels(std::uint8_t row, std::uint8_t colour, Cell first, Cell last) const;
    [[nodiscard]] std::optional<std::uint64_t> pixel_address(unsigned x, unsigned y) const;
    [[nodiscard]] std::optional<std::span<std::uint8_t>> line_of_cells(unsigned y, Cell first,
                                                                       Cell last) const;

    Call& call_;
    const pc::VideoMode& mode_;
    pc::TextSize size_;
};

/// Sets a mode: registers, BIOS data area, and the memory is cleared unless `keep`.
void set_video_mode(const Memory& memory, pc::Devices& devices, const pc::VideoMode& mode, bool keep);

// video_text.cpp
[[nodiscard]] Next video_scroll_up(Call& call);
[[nodiscard]] Next video_scroll_down(Call& call);
[[nodiscard]] Next video_read_character(Call& call);
[[nodiscard]] Next video_write_character_attribute(Call& call);
[[nodiscard]] Next video_write_character(Call& call);
[[nodiscard]] Next video_teletype(Call& call);
[[nodiscard]] Next video_write_string(Call& call);
// video_graphics.cpp
[[nodiscard]] Next video_write_pixel(Call& call);
[[nodiscard]] Next video_read_pixel(Call& call);
// video_fonts.cpp
[[nodiscard]] Next video_font(Call& call);
// video_palette.cpp
[[nodiscard]] Next video_border(Call& call);
[[nodiscard]] Next video_palette(Call& call);
[[nodiscard]] Next video_alternate(Call& call);

}  // namespace vitrine::guest::bios
