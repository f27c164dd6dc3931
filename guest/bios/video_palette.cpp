// INT 10h: colours and fonts.

#include <algorithm>
#include <array>

#include "guest/bios/rom.hpp"
#include "guest/bios/video.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = exit::BiosCall::Style;

/// A function's number in AL.
constexpr std::uint8_t set_one = 0x00, set_border = 0x01, set_all = 0x02, set_blink = 0x03, get_one = 0x07,
                       get_border = 0x08, get_all = 0x09, set_dac_one = 0x10, set_dac_block = 0x12,
                       get_dac_one = 0x15, get_dac_block = 0x17;
constexpr std::uint8_t mode_register = 16, border_register = 17;
constexpr std::size_t palette_size = 17;

Next palette_all(Call& call, bool write) {
    std::array<std::uint8_t, palette_size> bytes{};
    const std::uint64_t address = call.linear(SegmentName::es, call.word(Gpr::rdx));
    pc::Vga& vga = call.devices.vga;
    const auto place = [](std::size_t index) {
        return static_cast<std::uint8_t>(index + 1 == palette_size ? border_register : index);
    };
    if (write) {
        if (!call.read(address, bytes)) return call.done("set-palette", "bad-buffer");
        for (std::size_t index = 0; index < bytes.size(); ++index)
            vga.set_attribute(place(index), bytes[index]);
        return call.done("set-palette");
    }
    for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = vga.attributes()[place(index)];
    return call.done("get-palette", call.write(address, bytes) ? "ok" : "bad-buffer");
}

Next dac_block(Call& call, bool write) {
    constexpr unsigned colours = 256;
    const unsigned first = call.word(Gpr::rbx) & 0xFFU;
    const unsigned count = std::min<unsigned>(call.word(Gpr::rcx), colours - first);
    const std::uint64_t address = call.linear(SegmentName::es, call.word(Gpr::rdx));
    pc::Vga& vga = call.devices.vga;
    call.log.add(key::index, first);
    call.log.add(key::count, count, Style::number);
    bool good = true;
    for (unsigned index = 0; index < count; ++index) {
        std::array<std::uint8_t, 3> colour{};
        const std::uint64_t at = address + std::uint64_t{index} * colour.size();
        if (write) {
            good = call.read(at, colour) && good;
            vga.set_dac(static_cast<std::uint8_t>(first + index), colour[0], colour[1], colour[2]);
        } else {
            std::ranges::copy(vga.dac().subspan((first + index) * colour.size(), colour.size()),
                              colour.begin());
            good = call.write(at, colour) && good;
        }
    }
    return call.done(write ? "set-dac-block" : "get-dac-block", good ? "ok" : "bad-buffer");
}

Next set_dac(Call& call) {
    const auto index = static_cast<std::uint8_t>(call.word(Gpr::rbx));
    call.devices.vga.set_dac(index, call.high(Gpr::rdx), call.high(Gpr::rcx), call.low(Gpr::rcx));
    call.log.add(key::index, index);
    return call.done("set-dac");
}

Next get_dac(Call& call) {
    const auto index = static_cast<std::uint8_t>(call.word(Gpr::rbx));
    const auto colour = call.devices.vga.dac().subspan(std::size_t{index} * 3, 3);
    call.set_high(Gpr::rdx, colour[0]);
    call.set_high(Gpr::rcx, colour[1]);
    call.set_low(Gpr::rcx, colour[2]);
    call.log.add(key::index, index);
    return call.done("get-dac");
}

// ---------------------------------------------------------------------------------------------------------------------

/// Rows follow from the height of the characters on 400 lines.
void use_font_height(Call& call, std::uint8_t height) {
    constexpr unsigned lines = 400;
    const Display display(call);
    if (!display.mode().text) return;
    call.data.set(data_field::character_height, std::uint16_t{height});
    call.data.set(data_field::rows_less_1, static_cast<std::uint8_t>(lines / height - 1));
    call.data.set(data_field::video_page_size,
                  static_cast<std::uint16_t>((lines / height * display.columns() * 2 + 0xFF) & ~0xFFU));
    call.devices.vga.set_character_height(height);
    call.devices.vga.set_cursor_shape(static_cast<std::uint16_t>((height - 2) << 8 | (height - 1)));
}

Next font_information(Call& call) {
    constexpr std::uint64_t upper_vector = 0x1F * 4, current_vector = 0x43 * 4;
    const auto pointer = [&](std::uint8_t which) -> std::uint32_t {
        constexpr auto in_rom = [](std::uint16_t offset) {
            return std::uint32_t{rom::segment} << 16 | offset;
        };
        switch (which) {
            case 0:
                return call.memory.read<std::uint32_t>(upper_vector).value_or(0);
            case 1:
                return call.memory.read<std::uint32_t>(current_vector).value_or(0);
            case 3:
                return in_rom(rom::font_8x8_lower);
            case 4:
                return in_rom(rom::font_8x8_upper);
            default:
                return in_rom(rom::font_8x16);
        }
    };
    const std::uint32_t far = pointer(call.high(Gpr::rbx));
    call.cpu.set_real_mode_segment(SegmentName::es, static_cast<std::uint16_t>(far >> 16));
    call.set_word(Gpr::rbp, static_cast<std::uint16_t>(far));
    call.set_word(Gpr::rcx, call.data.get(data_field::character_height));
    call.set_low(Gpr::rdx, call.data.get(data_field::rows_less_1));
    return call.done("font-information");
}

Next set_font_vector(Call& call, std::uint64_t vector, std::uint32_t far) {
    (void)call.memory.write(vector * 4, far);
    return call.done("set-font");
}

}  // namespace

Next video_border(Call& call) {
    const std::uint8_t value = call.low(Gpr::rbx);
    call.log.add(key::value, value);
    pc::Vga& vga = call.devices.vga;
    constexpr std::uint8_t palette_select = 1, intensity = 0x10;
    if (call.high(Gpr::rbx) != palette_select) {
        const auto colour = static_cast<std::uint8_t>((value & 0x07) | (value & 0x08) << 1);
        vga.set_attribute(border_register, colour);
        if (!Display(call).mode().text) vga.set_attribute(0, colour);
        return call.done("set-border");
    }
    // CGA's two palettes: green, red and brown; cyan, magenta and white.
    for (std::uint8_t index = 1; index < 4; ++index)
        vga.set_attribute(index, static_cast<std::uint8_t>((vga.attributes()[index] & intensity) |
                                                           (index * 2 + (value & 1))));
    return call.done("set-cga-palette");
}

Next video_palette(Call& call) {
    pc::Vga& vga = call.devices.vga;
    const std::uint8_t function = call.low(Gpr::rax);
    switch (function) {
        case set_one:
            call.log.add(key::index, call.low(Gpr::rbx));
            call.log.add(key::value, call.high(Gpr::rbx));
            vga.set_attribute(call.low(Gpr::rbx), call.high(Gpr::rbx));
            return call.done("set-palette-register");
        case set_border:
            vga.set_attribute(border_register, call.high(Gpr::rbx));
            return call.done("set-border");
        case set_all:
            return palette_all(call, true);
        case set_blink: {
            constexpr std::uint8_t blink = 0x08;
            const std::uint8_t mode = vga.attributes()[mode_register];
            const bool blinks = call.low(Gpr::rbx) != 0;
            vga.set_attribute(mode_register,
                              static_cast<std::uint8_t>(blinks ? mode | blink : mode & ~blink));
            call.log.add(key::state_word, blinks ? std::string_view("on") : "off");
            return call.done("set-blink");
        }
        case get_one: {
            const std::uint8_t index = call.low(Gpr::rbx);
            const auto attributes = vga.attributes();
            call.set_high(Gpr::rbx, index < attributes.size() ? attributes[index] : std::uint8_t{0});
            return call.done("get-palette-register");
        }
        case get_border:
            call.set_high(Gpr::rbx, vga.attributes()[border_register]);
            return call.done("get-border");
        case get_all:
            return palette_all(call, false);
        case set_dac_one:
            return set_dac(call);
        case set_dac_block:
            return dac_block(call, true);
        case get_dac_one:
            return get_dac(call);
        case get_dac_block:
            return dac_block(call, false);
        default:
            return call.unknown();
    }
}

// Only the ROM's fonts are shown: one that the guest loads has an effect on the rows, and none on the shapes.
Next video_font(Call& call) {
    const std::uint8_t function = call.low(Gpr::rax);
    constexpr std::uint32_t in_rom = std::uint32_t{rom::segment} << 16;
    constexpr std::uint8_t tall = 16, medium = 14, small = 8;
    call.log.add(key::ax, call.word(Gpr::rax));
    switch (function) {
        case 0x00:
        case 0x10: {
            const std::uint8_t height = call.high(Gpr::rbx);
            if (height != 0 && height <= 32 && function == 0x10)
                use_font_height(call, std::max(height, small));
            return call.done("load-font");
        }
        case 0x01:
        case 0x11:
            use_font_height(call, medium);
            return call.done("load-font");
        case 0x02:
        case 0x12:
            use_font_height(call, small);
            return call.done("load-font");
        case 0x03:
            return call.done("select-font");
        case 0x04:
        case 0x14:
            use_font_height(call, tall);
            return call.done("load-font");
        case 0x20:
        case 0x21: {
            const std::uint32_t far =
                std::uint32_t{call.cpu.segment(SegmentName::es).selector} << 16 | call.word(Gpr::rbp);
            return set_font_vector(call, function == 0x20 ? 0x1F : 0x43, far);
        }
        case 0x23:
            return set_font_vector(call, 0x43, in_rom | rom::font_8x8_lower);
        case 0x22:
        case 0x24:
            return set_font_vector(call, 0x43, in_rom | rom::font_8x16);
        case 0x30:
            return font_information(call);
        default:
            return call.unknown();
    }
}

Next video_alternate(Call& call) {
    constexpr std::uint8_t information = 0x10, scan_lines = 0x30, cursor_emulation = 0x34, supported = 0x12;
    const std::uint8_t function = call.low(Gpr::rbx);
    call.log.add(key::bx, call.word(Gpr::rbx));
    if (function == information) {
        call.set_word(Gpr::rbx, 0x0003);  // colour, 256 KiB
        call.set_word(Gpr::rcx, 0x0009);
        return call.done("ega-information");
    }
    if (function < scan_lines || function > 0x36) return call.unknown();
    if (function == cursor_emulation) {
        const std::uint8_t control = call.data.get(data_field::video_control);
        call.data.set(data_field::video_control,
                      static_cast<std::uint8_t>((control & ~1) | (call.low(Gpr::rax) & 1)));
    }
    call.set_low(Gpr::rax, supported);
    return call.done("video-setting");
}

}  // namespace vitrine::guest::bios
