// INT 10h, AH=11h: fonts.

#include "guest/firmware/rom.hpp"
#include "guest/firmware/video.hpp"

namespace vitrine::guest::bios {

namespace {

/// Lines of a character.
constexpr std::uint8_t least_height = 8, most_height = 32;

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
    constexpr std::uint64_t upper_vector = 0x1F * 4ULL, current_vector = 0x43 * 4ULL;
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

/// The font of graphics modes.
Next set_graphics_font(Call& call, std::uint32_t far, std::uint8_t height) {
    constexpr std::uint64_t font_vector = 0x43;
    const pc::VideoMode& mode = Display(call).mode();
    if (!mode.text && height >= least_height && height <= most_height) {
        call.data.set(data_field::character_height, std::uint16_t{height});
        call.data.set(data_field::rows_less_1, static_cast<std::uint8_t>(mode.height / height - 1));
    }
    return set_font_vector(call, font_vector, far);
}

}  // namespace

// Only the ROM's fonts are shown: one that the guest loads has an effect on the rows, and none on the shapes.
Next video_font(Call& call) {
    const std::uint8_t function = call.low(Gpr::rax);
    constexpr std::uint32_t in_rom = std::uint32_t{rom::segment} << 16;
    constexpr std::uint8_t tall = 16, medium = 14, small = 8;
    const std::uint32_t own =
        std::uint32_t{call.cpu.segment(SegmentName::es).selector} << 16 | call.word(Gpr::rbp);
    call.log.add(key::ax, call.word(Gpr::rax));
    switch (function) {
        case 0x00:
        case 0x10: {
            const std::uint8_t height = call.high(Gpr::rbx);
            if (height >= least_height && height <= most_height && function == 0x10)
                use_font_height(call, height);
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
            return set_font_vector(call, 0x1F, own);
        case 0x21:
            return set_graphics_font(call, own, call.low(Gpr::rcx));
        case 0x23:
            return set_graphics_font(call, in_rom | rom::font_8x8_lower, small);
        case 0x22:
        case 0x24:
            return set_graphics_font(call, in_rom | rom::font_8x16, tall);
        case 0x30:
            return font_information(call);
        default:
            return no_such_function(call);
    }
}

}  // namespace vitrine::guest::bios
