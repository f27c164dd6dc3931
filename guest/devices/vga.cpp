#include "guest/devices/vga.hpp"

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
constexpr Ticks frames_a_second = 70, lines_a_frame = 449;
constexpr Ticks lines_shown = 400, retrace_begins = 412, retrace_ends = 414;
/// Lines of a character less 1, in the CRT controller's register 9.
constexpr std::uint8_t lines_bits = 0x1F;

}  // namespace

Vga::Vga(const Clock& clock)
    : clock_(clock),
      frame_(clock.hertz() / frames_a_second),
      line_(frame_ / lines_a_frame),
      line_shown_(line_ * 4 / 5) {
    Vga::reset();
}

void Vga::reset() {
    crtc_index_ = sequencer_index_ = graphics_index_ = attribute_index_ = 0;
    attribute_data_next_ = dac_reads_ = false;
    feature_ = 0;
    dac_mask_ = 0xFF;
    dac_parts_ = {};
    dac_read_ = dac_write_ = 0;
    set_mode(*find_video_mode(3));
}

void Vga::state(State& state) {
    std::uint8_t number = mode_->number;
    state(number, crtc_, sequencer_, graphics_, attributes_, dac_, crtc_index_, sequencer_index_,
          graphics_index_, attribute_index_, attribute_data_next_, miscellaneous_, feature_, dac_mask_,
          dac_parts_, dac_read_, dac_write_, dac_reads_);
    mode_ = find_video_mode(number);
}

bool Vga::take_loaded() {
    return mode_ != nullptr && dac_read_ < dac_size && dac_write_ < dac_size;
}

void Vga::set_character_height(std::uint8_t lines) {
    crtc_[maximum_scan_line] =
        static_cast<std::uint8_t>((crtc_[maximum_scan_line] & ~lines_bits) | ((lines - 1U) & lines_bits));
}

std::uint8_t Vga::character_height() const {
    return static_cast<std::uint8_t>((crtc_[maximum_scan_line] & lines_bits) + 1);
}

void Vga::set_dac(std::uint8_t index, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    constexpr std::uint8_t six_bits = 0x3F;
    const std::size_t first = std::size_t{index} * 3;
    dac_[first] = red & six_bits;
    dac_[first + 1] = green & six_bits;
    dac_[first + 2] = blue & six_bits;
}

void Vga::set_attribute(std::uint8_t index, std::uint8_t value) {
    if (index < attributes_.size()) attributes_[index] = value;
}

bool Vga::blinks() const {
    constexpr std::uint8_t blink = 0x08;
    return (attributes_[16] & blink) != 0;
}

/// The CRT controller is at 3Bxh or at 3Dxh, as bit 0 of the miscellaneous output register says.
bool Vga::answers(std::uint32_t offset) const {
    constexpr std::uint8_t at_colour_ports = 0x01;
    const bool colour = (miscellaneous_ & at_colour_ports) != 0;
    if (offset <= status_mono) return !colour;
    return colour || offset < crtc_index_colour;
}

std::uint8_t Vga::status() const {
    constexpr std::uint8_t not_shown = 0x01, vertical_retrace = 0x08;
    const Ticks in_frame = clock_.now % frame_;
    const Ticks row = in_frame / line_;
    std::uint8_t value = 0;
    if (row >= lines_shown || in_frame % line_ >= line_shown_) value |= not_shown;
    if (row >= retrace_begins && row < retrace_ends) value |= vertical_retrace | not_shown;
    return value;
}

Ticks Vga::next_status_change() const {
    const Ticks in_frame = clock_.now % frame_;
    const Ticks row = in_frame / line_;
    Ticks change = frame_;
    if (row < lines_shown) {
        change = row * line_ + (in_frame % line_ < line_shown_ ? line_shown_ : line_);
    } else if (row < retrace_ends) {
        change = (row < retrace_begins ? retrace_begins : retrace_ends) * line_;
    }
    return clock_.now - in_frame + change;
}

std::uint8_t Vga::read_dac_data() {
    const std::uint8_t value = dac_[dac_read_];
    dac_read_ = static_cast<std::uint16_t>((dac_read_ + 1) % dac_size);
    return value;
}

void Vga::write_dac_data(std::uint8_t value) {
    // A colour is stored with the last of its three parts.
    constexpr std::uint8_t six_bits = 0x3F;
    const std::size_t part = dac_write_ % dac_parts_.size();
    dac_parts_[part] = value & six_bits;
    if (part + 1 == dac_parts_.size()) std::ranges::copy(dac_parts_, dac_.begin() + dac_write_ - 2);
    dac_write_ = static_cast<std::uint16_t>((dac_write_ + 1) % dac_size);
}

std::uint64_t Vga::read(Access access) {
    const auto indexed = [](const auto& registers, std::uint8_t index) -> std::uint32_t {
        return index < registers.size() ? registers[index] : 0;
    };
    if (!answers(access.offset)) return open_bus;
    switch (access.offset) {
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

void Vga::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    const auto set = [byte](auto& registers, std::uint8_t index) {
        if (index < registers.size()) registers[index] = byte;
    };
    if (!answers(access.offset)) return;
    switch (access.offset) {
        case crtc_index_mono:
        case crtc_index_colour:
            crtc_index_ = byte;
            break;
        case crtc_data_mono:
        case crtc_data_colour: {
            constexpr std::uint8_t write_protected = 7, protect = 0x80;
            if (crtc_index_ > write_protected || (crtc_[retrace_end] & protect) == 0) {
                set(crtc_, crtc_index_);
            } else if (crtc_index_ == overflow) {
                constexpr std::uint8_t line_compare = 0x10;  // which isn't protected
                crtc_[overflow] =
                    static_cast<std::uint8_t>((crtc_[overflow] & ~line_compare) | (byte & line_compare));
            }
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
}

}  // namespace vitrine::guest::pc
