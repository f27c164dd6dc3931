// INT 10h: modes, the cursor, pages, and what kind of display there is.

#include "guest/firmware/video.hpp"

#include <algorithm>
#include <array>

#include "guest/firmware/rom.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = BiosCall::Style;

/// Of a mode's number, and of 0040:0087: the memory isn't cleared.
constexpr std::uint8_t keep_memory = 0x80;

Next set_mode(Call& call) {
    const std::uint8_t wanted = call.low(Gpr::rax);
    call.log.add(key::mode, wanted & ~unsigned{keep_memory});
    const pc::VideoMode* mode = pc::find_video_mode(wanted & ~keep_memory);
    if (mode == nullptr) return call.done("set-mode", "unsupported");
    set_video_mode(call.memory, call.devices, *mode, (wanted & keep_memory) != 0);
    constexpr std::uint8_t last_of_cga = 7, cga_640 = 6;
    call.set_low(Gpr::rax, mode->number > last_of_cga ? 0x20 : mode->number == cga_640 ? 0x3F : 0x30);
    return call.done("set-mode");
}

Next set_cursor_shape(Call& call) {
    const std::uint16_t shape = call.word(Gpr::rcx);
    call.log.idle = call.data.get(data_field::cursor_shape) == shape;
    call.data.set(data_field::cursor_shape, shape);
    // Software that knew a CGA's 8 lines gets the same on more: unless cursor emulation is off. An underline
    // stays off the last one.
    constexpr std::uint8_t no_emulation = 0x01;
    std::uint16_t real = shape;
    const unsigned first = shape >> 8 & 0x1F, last = shape & 0x1F;
    constexpr unsigned cga_lines = 8, most_lines = 32, underline = 6;
    const unsigned lines = call.data.get(data_field::character_height);
    if ((call.data.get(data_field::video_control) & no_emulation) == 0 && first <= last && last < cga_lines &&
        lines > cga_lines && lines <= most_lines) {
        const auto scaled = [lines](unsigned line) { return (line + 1) * lines / cga_lines - 1; };
        real = static_cast<std::uint16_t>((shape & 0x6000) | (first == 0 ? 0 : scaled(first)) << 8 |
                                          (scaled(last) - (first >= underline ? 1 : 0)));
    }
    call.devices.vga.set_cursor_shape(real);
    call.log.add(key::value, shape);
    return call.done("set-cursor-shape");
}

std::uint8_t logged_page(Call& call) {
    call.log.add(key::page, call.high(Gpr::rbx), Style::number);
    return page_of(call);
}

Next set_cursor(Call& call) {
    const std::uint8_t page = logged_page(call);
    const Cell cell{call.high(Gpr::rdx), call.low(Gpr::rdx)};
    call.log.add(key::row, cell.row, Style::number);
    call.log.add(key::column, cell.column, Style::number);
    const Display display(call);
    if (display.cursor(page) == cell) call.log.idle = true;
    display.set_cursor(page, cell);
    return call.done("set-cursor");
}

Next get_cursor(Call& call) {
    const Cell cell = Display(call).cursor(logged_page(call));
    call.set_high(Gpr::rdx, cell.row);
    call.set_low(Gpr::rdx, cell.column);
    call.set_word(Gpr::rcx, call.data.get(data_field::cursor_shape));
    call.log.add(key::row, cell.row, Style::number);
    call.log.add(key::column, cell.column, Style::number);
    return call.told("get-cursor");
}

Next light_pen(Call& call) {
    call.set_high(Gpr::rax, 0);
    return call.told("light-pen", "absent");
}

Next select_page(Call& call) {
    const std::uint8_t page = call.low(Gpr::rax);
    call.log.add(key::page, page, Style::number);
    const Display display(call);
    if (page >= display.mode().pages) return call.done("select-page", "bad-argument");
    const auto start = static_cast<std::uint16_t>(page * call.data.get(data_field::video_page_size));
    call.log.idle = page == display.active_page();
    call.data.set(data_field::video_page, page);
    call.data.set(data_field::video_page_start, start);
    call.devices.vga.set_start_address(start / 2);
    display.set_cursor(page, display.cursor(page));
    return call.done("select-page");
}

Next get_mode(Call& call) {
    const std::uint8_t mode = call.data.get(data_field::video_mode);
    const std::uint8_t kept = call.data.get(data_field::video_control) & keep_memory;
    call.set_low(Gpr::rax, mode | kept);
    call.set_high(Gpr::rax, static_cast<std::uint8_t>(call.data.get(data_field::video_columns)));
    call.set_high(Gpr::rbx, call.data.get(data_field::video_page));
    call.log.add(key::mode, mode);
    return call.told("get-mode");
}

constexpr std::uint8_t vga_colour = 0x08;

Next display_combination(Call& call) {
    constexpr std::uint8_t supported = 0x1A;
    if (call.low(Gpr::rax) == 0) call.set_word(Gpr::rbx, vga_colour);
    call.set_low(Gpr::rax, supported);
    return call.told("display-combination");
}

Next state_information(Call& call) {
    constexpr std::size_t size = 64, copied = 30, first_field = 0x49;
    constexpr std::uint8_t supported = 0x1B;
    std::array<std::uint8_t, size> bytes{};
    bytes[0] = rom::video_functionality & 0xFF;
    bytes[1] = rom::video_functionality >> 8;
    bytes[2] = rom::segment & 0xFF;
    bytes[3] = rom::segment >> 8;
    if (const auto area = call.memory.at(DataArea::address + first_field, copied))
        std::ranges::copy(*area, bytes.begin() + 4);
    const Display display(call);
    bytes[0x22] = display.rows();
    bytes[0x23] = static_cast<std::uint8_t>(call.data.get(data_field::character_height));
    bytes[0x25] = vga_colour;
    const unsigned colours = 1U << display.mode().bits_a_pixel;
    bytes[0x27] = static_cast<std::uint8_t>(colours);
    bytes[0x28] = static_cast<std::uint8_t>(colours >> 8);
    bytes[0x29] = display.mode().pages;
    bytes[0x2A] = display.mode().text ? 2 : 0;  // 400 lines, 200 lines
    bytes[0x31] = 3;                            // 256 KiB
    const bool written = call.write(call.linear(SegmentName::es, call.word(Gpr::rdi)), bytes);
    if (written) call.set_low(Gpr::rax, supported);
    return call.done("state-information", written ? "ok" : "bad-buffer");
}

// VESA's extensions aren't there: AX stays, which is how a program sees it.
Next vbe(Call& call) {
    call.log.add(key::ax, call.word(Gpr::rax));
    return call.done("vbe", "unsupported");
}

constexpr std::array functions{
    Function{0x00, set_mode},
    Function{0x01, set_cursor_shape},
    Function{0x02, set_cursor},
    Function{0x03, get_cursor},
    Function{0x04, light_pen},
    Function{0x05, select_page},
    Function{0x06, video_scroll_up},
    Function{0x07, video_scroll_down},
    Function{0x08, video_read_character},
    Function{0x09, video_write_character_attribute},
    Function{0x0A, video_write_character},
    Function{0x0B, video_border},
    Function{0x0C, video_write_pixel},
    Function{0x0D, video_read_pixel},
    Function{0x0E, video_teletype},
    Function{0x0F, get_mode},
    Function{0x10, video_palette},
    Function{0x11, video_font},
    Function{0x12, video_alternate},
    Function{0x13, video_write_string},
    Function{0x1A, display_combination},
    Function{0x1B, state_information},
    Function{0x4F, vbe},
};

}  // namespace

Next serve_video(Call& call) {
    return serve_by_ah(call, functions);
}

void set_video_mode(const Memory& memory, pc::Devices& devices, const pc::VideoMode& mode, bool keep) {
    devices.vga.set_mode(mode);
    const DataArea data(memory);
    constexpr std::uint16_t colour_crtc = 0x3D4, mono_crtc = 0x3B4, mono_memory_high = 0xB;
    const bool mono = mode.memory >> 16 == mono_memory_high && mode.memory < 0xB'8000;
    data.set(data_field::video_mode, mode.number);
    data.set(data_field::video_columns, std::uint16_t{mode.columns});
    data.set(data_field::video_page_size, mode.page_size);
    data.set(data_field::video_page_start, std::uint16_t{0});
    for (unsigned page = 0; page < video_pages; ++page)
        data.set(DataField<std::uint16_t>{static_cast<std::uint16_t>(data_field::cursor_position.offset +
                                                                     2 * page)},
                 std::uint16_t{0});
    data.set(data_field::cursor_shape, std::uint16_t{0x0607});
    data.set(data_field::video_page, std::uint8_t{0});
    data.set(data_field::crtc_port, mono ? mono_crtc : colour_crtc);
    data.set(data_field::rows_less_1, static_cast<std::uint8_t>(mode.rows - 1));
    data.set(data_field::character_height, std::uint16_t{mode.character_height});
    data.set(data_field::video_control, static_cast<std::uint8_t>(0x60 | (keep ? keep_memory : 0)));
    data.set(data_field::video_switches, std::uint8_t{0xF9});
    data.set(data_field::video_state, std::uint8_t{0x51});
    const std::uint16_t font = mode.character_height == 16 ? rom::font_8x16 : rom::font_8x8_lower;
    constexpr std::uint64_t font_vector = 0x43 * 4ULL;
    (void)memory.write<std::uint32_t>(font_vector, std::uint32_t{rom::segment} << 16 | font);
    if (keep) return;
    const auto cleared = memory.at(mode.memory, mode.bits_a_pixel == 8 ? 0x1'0000 : text_memory_size);
    if (!cleared) return;
    // Eight bytes at a time: this is the longest loop that a call has.
    constexpr std::uint64_t grey_blanks = 0x0720'0720'0720'0720;
    const std::uint64_t filler = mode.text ? grey_blanks : 0;
    for (std::size_t index = 0; index < cleared->size(); index += sizeof(filler))
        std::memcpy(cleared->data() + index, &filler, sizeof(filler));
}

void install_video(const Memory& memory, pc::Devices& devices) {
    constexpr std::uint8_t colour_text = 3;
    set_video_mode(memory, devices, *pc::find_video_mode(colour_text), false);
}

// ---------------------------------------------------------------------------------------------------------------------
// The cursor.

Cell Display::cursor(std::uint8_t page) const {
    const auto position = call_.data.get(DataField<std::uint16_t>{
        static_cast<std::uint16_t>(data_field::cursor_position.offset + 2 * (page % video_pages))});
    return {static_cast<std::uint8_t>(position >> 8), static_cast<std::uint8_t>(position)};
}

void Display::set_cursor(std::uint8_t page, Cell cell) const {
    page %= video_pages;
    call_.data.set(
        DataField<std::uint16_t>{static_cast<std::uint16_t>(data_field::cursor_position.offset + 2 * page)},
        static_cast<std::uint16_t>(cell.row << 8 | cell.column));
    if (page != active_page()) return;
    const unsigned start = call_.data.get(data_field::video_page_start) / 2U;
    call_.devices.vga.set_cursor(
        static_cast<std::uint16_t>(start + unsigned{cell.row} * columns() + cell.column));
}

}  // namespace vitrine::guest::bios
