// What a BIOS writes into the VGA's registers for each of its modes. IBM VGA XGA Technical Reference Manual,
// 1992, "VGA register values".

#include <array>

#include "guest/devices/vga.hpp"

namespace vitrine::guest::pc {

namespace {

/// The 16 colours of a CGA by number of EGA: red, green and blue of 0 to 3 thirds, brown's green being the
/// exception that comes of the palette.
constexpr std::array<std::uint8_t, 16> text_palette{0, 1, 2, 3, 4, 5, 20, 7, 56, 57, 58, 59, 60, 61, 62, 63};

/// EGA's 64 colours: bits 5 to 3 are a third of red, green and blue each, bits 2 to 0 two thirds.
constexpr std::uint8_t ega_component(unsigned colour, unsigned component) {
    constexpr unsigned third = 21;
    const unsigned strong = colour >> component & 1, weak = colour >> (component + 3) & 1;
    return static_cast<std::uint8_t>(strong * 2 * third + weak * third);
}

/// Registers by which the modes differ.
struct ModeRegisters {
    std::uint8_t miscellaneous;
    std::array<std::uint8_t, 5> sequencer;
    std::array<std::uint8_t, 25> crtc;
    std::array<std::uint8_t, 9> graphics;
    std::array<std::uint8_t, Vga::attribute_count> attributes;
};

constexpr ModeRegisters text_80{
    .miscellaneous = 0x67,
    .sequencer = {0x03, 0x00, 0x03, 0x00, 0x02},
    .crtc = {0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00, 0x4F, 0x0D, 0x0E, 0x00,
             0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF},
    .graphics = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0E, 0x00, 0xFF},
    .attributes = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3A,
                   0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x0C, 0x00, 0x0F, 0x08, 0x00}};

constexpr ModeRegisters text_40 = [] {
    ModeRegisters registers = text_80;
    registers.sequencer[1] = 0x08;
    registers.crtc = {0x2D, 0x27, 0x28, 0x90, 0x2B, 0xA0, 0xBF, 0x1F, 0x00, 0x4F, 0x0D, 0x0E, 0x00,
                      0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x14, 0x1F, 0x96, 0xB9, 0xA3, 0xFF};
    return registers;
}();

constexpr ModeRegisters text_mono = [] {
    ModeRegisters registers = text_80;
    registers.miscellaneous = 0x66;
    registers.crtc[0x14] = 0x0F;
    registers.graphics[6] = 0x0A;
    registers.attributes = {0x00, 0x08, 0x08, 0x08, 0x08, 0x08, 0x08, 0x08, 0x10, 0x18, 0x18,
                            0x18, 0x18, 0x18, 0x18, 0x18, 0x0E, 0x00, 0x0F, 0x08, 0x00};
    return registers;
}();

constexpr ModeRegisters four_colours{
    .miscellaneous = 0x63,
    .sequencer = {0x03, 0x09, 0x03, 0x00, 0x02},
    .crtc = {0x2D, 0x27, 0x28, 0x90, 0x2B, 0x80, 0xBF, 0x1F, 0x00, 0xC1, 0x00, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x14, 0x00, 0x96, 0xB9, 0xA2, 0xFF},
    .graphics = {0x00, 0x00, 0x00, 0x00, 0x00, 0x30, 0x0F, 0x00, 0xFF},
    .attributes = {0x00, 0x13, 0x15, 0x17, 0x02, 0x04, 0x06, 0x07, 0x10, 0x11, 0x12,
                   0x13, 0x14, 0x15, 0x16, 0x17, 0x01, 0x00, 0x03, 0x00, 0x00}};

constexpr ModeRegisters two_colours{
    .miscellaneous = 0x63,
    .sequencer = {0x03, 0x01, 0x01, 0x00, 0x06},
    .crtc = {0x5F, 0x4F, 0x50, 0x82, 0x54, 0x80, 0xBF, 0x1F, 0x00, 0xC1, 0x00, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x28, 0x00, 0x96, 0xB9, 0xC2, 0xFF},
    .graphics = {0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0D, 0x00, 0xFF},
    .attributes = {0x00, 0x17, 0x17, 0x17, 0x17, 0x17, 0x17, 0x17, 0x17, 0x17, 0x17,
                   0x17, 0x17, 0x17, 0x17, 0x17, 0x01, 0x00, 0x01, 0x00, 0x00}};

constexpr ModeRegisters colours_256{
    .miscellaneous = 0x63,
    .sequencer = {0x03, 0x01, 0x0F, 0x00, 0x0E},
    .crtc = {0x5F, 0x4F, 0x50, 0x82, 0x54, 0x80, 0xBF, 0x1F, 0x00, 0x41, 0x00, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x28, 0x40, 0x96, 0xB9, 0xA3, 0xFF},
    .graphics = {0x00, 0x00, 0x00, 0x00, 0x00, 0x40, 0x05, 0x0F, 0xFF},
    .attributes = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A,
                   0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x41, 0x00, 0x0F, 0x00, 0x00}};

bool is_mono(const VideoMode& mode) {
    return mode.memory == 0xB0000;
}

const ModeRegisters& registers_of(const VideoMode& mode) {
    if (mode.text) return is_mono(mode) ? text_mono : mode.columns == 40 ? text_40 : text_80;
    return mode.bits_a_pixel == 8 ? colours_256 : mode.bits_a_pixel == 2 ? four_colours : two_colours;
}

}  // namespace

void Vga::set_mode(const VideoMode& mode) {
    mode_ = &mode;
    const ModeRegisters& registers = registers_of(mode);
    miscellaneous_ = registers.miscellaneous;
    sequencer_ = registers.sequencer;
    crtc_ = registers.crtc;
    graphics_ = registers.graphics;
    attributes_ = registers.attributes;
    if (mode.text) set_character_height(mode.character_height);
    constexpr std::uint8_t display_on = 0x20;
    attribute_index_ = display_on;
    attribute_data_next_ = false;
    dac_mask_ = 0xFF;
    load_palette();
}

// Text modes: EGA's 64 colours, or shades of a monochrome display. CGA modes: its 16, of which bit 4 is the
// intensity. Mode 13h: CGA's 16, 16 greys, then 24 hues in three saturations
// and three brightnesses.
void Vga::load_palette() {
    dac_.fill(0);
    const auto set_ega = [this](unsigned index, unsigned colour) {
        set_dac(static_cast<std::uint8_t>(index), ega_component(colour, 2), ega_component(colour, 1),
                ega_component(colour, 0));
    };
    if (mode_->number != 0x13) {
        for (unsigned index = 0; index < 64; ++index) {
            constexpr std::array<std::uint8_t, 4> shades{0, 42, 0, 63};
            const std::uint8_t shade = shades[index / 8 % shades.size()];
            if (is_mono(*mode_)) {
                set_dac(static_cast<std::uint8_t>(index), shade, shade, shade);
            } else {
                set_ega(index, mode_->text ? index : text_palette[(index & 7) | (index >> 1 & 8)]);
            }
        }
        return;
    }
    for (unsigned index = 0; index < text_palette.size(); ++index) set_ega(index, text_palette[index]);
    constexpr std::array<std::uint8_t, 16> greys{0, 5, 8, 11, 14, 17, 20, 24, 28, 32, 36, 40, 45, 50, 56, 63};
    for (unsigned grey = 0; grey < greys.size(); ++grey)
        set_dac(static_cast<std::uint8_t>(16 + grey), greys[grey], greys[grey], greys[grey]);
    // Five steps from the weakest component to the strongest, for each brightness and saturation.
    constexpr std::array<std::array<std::uint8_t, 5>, 9> steps{{{0, 16, 31, 47, 63},
                                                                {31, 39, 47, 55, 63},
                                                                {45, 49, 54, 58, 63},
                                                                {0, 7, 14, 21, 28},
                                                                {14, 17, 21, 24, 28},
                                                                {20, 22, 24, 26, 28},
                                                                {0, 4, 8, 12, 16},
                                                                {8, 10, 12, 14, 16},
                                                                {11, 12, 13, 15, 16}}};
    // The hues go from blue by red and green back to blue.
    const auto level = [](unsigned hue) -> unsigned {  // of a component that is strongest at hue 0
        hue %= 24;
        if (hue <= 4 || hue >= 20) return 4;
        if (hue < 8) return 8 - hue;
        return hue > 16 ? hue - 16 : 0;
    };
    unsigned index = 32;
    for (const auto& step : steps) {
        for (unsigned hue = 0; hue < 24; ++hue, ++index)
            set_dac(static_cast<std::uint8_t>(index), step[level(hue + 16)], step[level(hue + 8)],
                    step[level(hue)]);
    }
}

}  // namespace vitrine::guest::pc
