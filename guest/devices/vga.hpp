#pragma once
// A VGA's registers: sequencer, CRT controller, graphics and attribute controllers, DAC. Its memory is the
// guest's own, at A0000h, B0000h or B8000h, as video_modes.hpp says. IBM VGA XGA Technical Reference Manual,
// 1992.

#include <array>
#include <cstdint>
#include <span>

#include "guest/devices/clock.hpp"
#include "guest/devices/video_modes.hpp"
#include "guest/machine/bus.hpp"

namespace vitrine::guest::pc {

class Vga final : public Device {
public:
    static constexpr PortRange mono_ports{0x3B4, 0x3B5}, mono_status{0x3BA, 0x3BA};
    static constexpr PortRange common_ports{0x3C0, 0x3CF}, colour_ports{0x3D4, 0x3D5},
        colour_status{0x3DA, 0x3DA};
    /// An offset is the port's number less this.
    static constexpr std::uint16_t base = 0x3B0;

    static constexpr std::size_t dac_size = 768;
    static constexpr std::size_t attribute_count = 21;

    explicit Vga(const Clock& clock);

    /// Sets every register and the palette as a BIOS does for the mode.
    void set_mode(const VideoMode& mode);
    [[nodiscard]] const VideoMode& mode() const { return *mode_; }

    /// The cursor: its cell, counted from the start of the memory.
    [[nodiscard]] std::uint16_t cursor() const { return word(cursor_high); }
    void set_cursor(std::uint16_t position) { set_word(cursor_high, position); }
    /// First line of the character in the high byte, last in the low one; bit 13 hides it.
    [[nodiscard]] std::uint16_t cursor_shape() const { return word(cursor_start); }
    void set_cursor_shape(std::uint16_t shape) { set_word(cursor_start, shape); }

    /// First cell shown.
    [[nodiscard]] std::uint16_t start_address() const { return word(start_high); }
    void set_start_address(std::uint16_t address) { set_word(start_high, address); }

    /// Lines of pixels of a character, from 1.
    void set_character_height(std::uint8_t lines);
    [[nodiscard]] std::uint8_t character_height() const;

    /// The DAC: 256 colours of red, green and blue, 6 bits each.
    [[nodiscard]] std::span<const std::uint8_t, dac_size> dac() const { return dac_; }
    void set_dac(std::uint8_t index, std::uint8_t red, std::uint8_t green, std::uint8_t blue);

    /// The attribute controller's registers: 16 of the palette, mode, overscan, planes, panning, colour
    /// select.
    [[nodiscard]] std::span<const std::uint8_t, attribute_count> attributes() const { return attributes_; }
    void set_attribute(std::uint8_t index, std::uint8_t value);

    /// Bit 3 of a text attribute's background blinks rather than brightens.
    [[nodiscard]] bool blinks() const;

    [[nodiscard]] std::string_view name() const override { return "vga"; }
    /// In mode 3.
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;

    /// When the bits of input status 1 (retraces) next change, or might.
    [[nodiscard]] Ticks next_status_change() const;

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    // Of the CRT controller.
    static constexpr std::size_t overflow = 0x07, maximum_scan_line = 0x09, cursor_start = 0x0A,
                                 start_high = 0x0C, cursor_high = 0x0E, retrace_end = 0x11;

    [[nodiscard]] std::uint16_t word(std::size_t index) const {
        return static_cast<std::uint16_t>(crtc_[index] << 8 | crtc_[index + 1]);
    }
    void set_word(std::size_t index, std::uint16_t value) {
        crtc_[index] = static_cast<std::uint8_t>(value >> 8);
        crtc_[index + 1] = static_cast<std::uint8_t>(value);
    }
    [[nodiscard]] bool answers(std::uint32_t offset) const;
    [[nodiscard]] std::uint8_t status() const;
    void load_palette();
    void write_attribute_port(std::uint8_t value);
    void write_dac_data(std::uint8_t value);
    [[nodiscard]] std::uint8_t read_dac_data();

    const Clock& clock_;
    Ticks frame_, line_, line_shown_;  ///< how long they take
    const VideoMode* mode_ = find_video_mode(3);
    std::array<std::uint8_t, 25> crtc_{};
    std::array<std::uint8_t, 5> sequencer_{};
    std::array<std::uint8_t, 9> graphics_{};
    std::array<std::uint8_t, attribute_count> attributes_{};
    std::array<std::uint8_t, dac_size> dac_{};
    std::uint8_t crtc_index_ = 0, sequencer_index_ = 0, graphics_index_ = 0, attribute_index_ = 0;
    bool attribute_data_next_ = false;  ///< the flip-flop of port 3C0h
    std::uint8_t miscellaneous_ = 0x67, feature_ = 0, dac_mask_ = 0xFF;
    std::array<std::uint8_t, 3> dac_parts_{};     ///< of the colour that is being written
    std::uint16_t dac_read_ = 0, dac_write_ = 0;  ///< next byte of the DAC
    bool dac_reads_ = false;                      ///< the last address was for reading
};

}  // namespace vitrine::guest::pc
