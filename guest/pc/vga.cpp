#include "guest/pc/vga.hpp"

#include <algorithm>

namespace vitrine::guest::pc {

namespace {

enum Port : std::uint16_t {  // less Vga::base
    crtc_index_mono = 0x04,
    crtc_data_mono = 0x05,
    status_mono = 0x0A,
    attribute = 0x10,
    attribute_read = 0x11,
    miscellaneous_write = 0x12,
    sequencer_index = 0x14,
    sequencer_data = 0x15,
    dac_mask = 0x16,
    dac_read_address = 0x17,
    dac_write_address = 0x18,
    dac_data = 0x19,
    feature_read = 0x1A,
    miscellaneous_read = 0x1C,
    graphics_index = 0x1E,
    graphics_data = 0x1F,
    crtc_index_colour = 0x24,
    crtc_data_colour = 0x25,
    status_colour = 0x2A,
};

// A frame of 449 lines at 70 Hz, of which 400 are shown and 2 are the vertical retrace.
constexpr Ticks frame = ticks_per_second / 70;
constexpr Ticks line = frame / 449;
constexpr Ticks lines_shown = 400, retrace_begins = 412, retrace_ends = 414;
constexpr Ticks line_shown = line * 4 / 5;

/// The DAC's 16 colours of a CGA by number of EGA: red, green and blue of 0 to 3 thirds, brown's green being
/// the exception that comes of the palette.
constexpr std::array<std::uint8_t, 16> text_palette{0, 1, 2, 3, 4, 5, 20, 7, 56, 57, 58, 59, 60, 61, 62, 63};

/// EGA's 64 colours: bits 5 to 3 are a third of red, green and blue each, bits 2 to 0 two thirds.
constexpr std::uint8_t ega_component(unsigned colour, unsigned component) {
    constexpr unsigned third = 21;
    const unsigned strong = colour >> component & 1, weak = colour >> (component + 3) & 1;
    return static_cast<std::uint8_t>(strong * 2 * third + weak * third);
}

}  // namespace

Vga::Vga(const Clock& clock) : clock_(clock) {
    set_mode(*mode_);
}

void Vga::set_mode(const VideoMode& mode) {
    mode_ = &mode;
    const bool mono = mode.memory == 0xB0000;
    miscellaneous_ = mono ? 0x66 : 0x67;
    sequencer_ = {0x03, 0x00, 0x03, 0x00, static_cast<std::uint8_t>(mode.number == 0x13 ? 0x0E : 0x02)};
    if (mode.columns == 40 && mode.number != 0x13) sequencer_[1] = 0x08;
    crtc_ = {0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00, 0x40, 0x00, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF};
    if (mode.text) {
        set_character_height(mode.character_height);
        set_cursor_shape(0x0D0E);
    } else {
        crtc_[maximum_scan_line] = 0x41;
    }
    graphics_ = {0, 0, 0, 0, 0, 0x10, 0x0E, 0, 0xFF};
    if (mono) graphics_[6] = 0x0A;
    if (mode.number == 0x13) {
        graphics_[5] = 0x40;
        graphics_[6] = 0x05;
    } else if (!mode.text) {
        graphics_[5] = mode.bits_a_pixel == 2 ? 0x30 : 0x00;
        graphics_[6] = mode.bits_a_pixel == 2 ? 0x0F : 0x0D;
    }
    for (unsigned index = 0; index < text_palette.size(); ++index)
        attributes_[index] = mode.number == 0x13 ? static_cast<std::uint8_t>(index) : text_palette[index];
    if (mode.bits_a_pixel == 2) {
        constexpr std::array<std::uint8_t, 4> cga{0x00, 0x13, 0x15, 0x17};
        std::ranges::copy(cga, attributes_.begin());
    } else if (mode.bits_a_pixel == 1) {
        attributes_[1] = 0x17;
    }
    constexpr std::uint8_t blink_text = 0x0C, graphics_mode = 0x01, eight_bits = 0x41;
    attributes_[16] = mode.text ? blink_text : mode.number == 0x13 ? eight_bits : graphics_mode;
    attributes_[17] = 0;
    attributes_[18] = 0x0F;
    attributes_[19] = mode.text ? 0x08 : 0x00;
    attributes_[20] = 0;
    attribute_index_ = 0x20;
    attribute_data_next_ = false;
    dac_mask_ = 0xFF;
    load_palette();
}

void Vga::set_character_height(std::uint8_t lines) {
    constexpr std::uint8_t lines_bits = 0x1F;
    crtc_[maximum_scan_line] =
        static_cast<std::uint8_t>((crtc_[maximum_scan_line] & ~lines_bits) | ((lines - 1U) & lines_bits));
}

void Vga::set_dac(std::uint8_t index, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    constexpr std::uint8_t six_bits = 0x3F;
    const std::size_t first = std::size_t{index} * 3;
    dac_[first] = red & six_bits;
    dac_[first + 1] = green & six_bits;
    dac_[first + 2] = blue & six_bits;
}

// Text and CGA modes: EGA's 64 colours. Mode 13h: CGA's 16, 16 greys, then 24 hues in three saturations
// and three brightnesses.
void Vga::load_palette() {
    dac_.fill(0);
    if (mode_->number != 0x13) {
        for (unsigned colour = 0; colour < 64; ++colour)
            set_dac(static_cast<std::uint8_t>(colour), ega_component(colour, 2), ega_component(colour, 1),
                    ega_component(colour, 0));
        return;
    }
    for (unsigned colour = 0; colour < 16; ++colour) {
        const std::uint8_t ega = text_palette[colour];
        set_dac(static_cast<std::uint8_t>(colour), ega_component(ega, 2), ega_component(ega, 1),
                ega_component(ega, 0));
    }
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

void Vga::set_attribute(std::uint8_t index, std::uint8_t value) {
    if (index < attributes_.size()) attributes_[index] = value;
}

bool Vga::blinks() const {
    constexpr std::uint8_t blink = 0x08;
    return (attributes_[16] & blink) != 0;
}

std::uint8_t Vga::status() const {
    constexpr std::uint8_t not_shown = 0x01, vertical_retrace = 0x08;
    const Ticks in_frame = clock_.now % frame;
    const Ticks row = in_frame / line;
    std::uint8_t value = 0;
    if (row >= lines_shown || in_frame % line >= line_shown) value |= not_shown;
    if (row >= retrace_begins && row < retrace_ends) value |= vertical_retrace | not_shown;
    return value;
}

std::uint8_t Vga::read_dac_data() {
    const std::uint8_t value = dac_[dac_read_];
    dac_read_ = static_cast<std::uint16_t>((dac_read_ + 1) % dac_size);
    return value;
}

void Vga::write_dac_data(std::uint8_t value) {
    dac_[dac_write_] = value & 0x3F;
    dac_write_ = static_cast<std::uint16_t>((dac_write_ + 1) % dac_size);
}

std::uint32_t Vga::read(std::uint16_t offset, std::uint8_t /*size*/) {
    const auto indexed = [](const auto& registers, std::uint8_t index) -> std::uint32_t {
        return index < registers.size() ? registers[index] : 0;
    };
    switch (offset) {
        case crtc_index_mono:
        case crtc_index_colour:
            return crtc_index_;
        case crtc_data_mono:
        case crtc_data_colour:
            return indexed(crtc_, crtc_index_);
        case status_mono:
        case status_colour:
            attribute_data_next_ = false;
            return status();
        case attribute:
            return attribute_index_;
        case attribute_read:
            return indexed(attributes_, attribute_index_ & 0x1F);
        case miscellaneous_write:
            return 0x10;  // input status 0: a colour display senses
        case sequencer_index:
            return sequencer_index_;
        case sequencer_data:
            return indexed(sequencer_, sequencer_index_);
        case dac_mask:
            return dac_mask_;
        case dac_read_address:
            return dac_reads_ ? 3 : 0;
        case dac_write_address:
            return dac_write_ / 3U;
        case dac_data:
            return read_dac_data();
        case feature_read:
            return feature_;
        case miscellaneous_read:
            return miscellaneous_;
        case graphics_index:
            return graphics_index_;
        case graphics_data:
            return indexed(graphics_, graphics_index_);
        default:
            return open_bus;
    }
}

void Vga::write_attribute_port(std::uint8_t value) {
    if (attribute_data_next_) {
        set_attribute(attribute_index_ & 0x1F, value);
    } else {
        attribute_index_ = value & 0x3F;
    }
    attribute_data_next_ = !attribute_data_next_;
}

std::optional<action::Stop> Vga::write(std::uint16_t offset, std::uint8_t /*size*/, std::uint32_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    const auto set = [byte](auto& registers, std::uint8_t index) {
        if (index < registers.size()) registers[index] = byte;
    };
    switch (offset) {
        case crtc_index_mono:
        case crtc_index_colour:
            crtc_index_ = byte;
            break;
        case crtc_data_mono:
        case crtc_data_colour: {
            constexpr std::uint8_t write_protected = 7, protect = 0x80;
            if (crtc_index_ > write_protected || (crtc_[retrace_end] & protect) == 0) set(crtc_, crtc_index_);
            break;
        }
        case status_mono:
        case status_colour:
            feature_ = byte;
            break;
        case attribute:
            write_attribute_port(byte);
            break;
        case miscellaneous_write:
            miscellaneous_ = byte;
            break;
        case sequencer_index:
            sequencer_index_ = byte;
            break;
        case sequencer_data:
            set(sequencer_, sequencer_index_);
            break;
        case dac_mask:
            dac_mask_ = byte;
            break;
        case dac_read_address:
            dac_read_ = static_cast<std::uint16_t>(byte * 3);
            dac_reads_ = true;
            break;
        case dac_write_address:
            dac_write_ = static_cast<std::uint16_t>(byte * 3);
            dac_reads_ = false;
            break;
        case dac_data:
            write_dac_data(byte);
            break;
        case graphics_index:
            graphics_index_ = byte;
            break;
        case graphics_data:
            set(graphics_, graphics_index_);
            break;
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace vitrine::guest::pc
