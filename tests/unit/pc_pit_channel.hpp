#pragma once
// A channel of the interval timer, with its gate and its output.

#include <string>

#include "pc_ports.hpp"

namespace vitrine::guest::pc {

/// What is asked of a channel is asked of channel 2, whose gate and output port 61h has.
class PitTest : public PcTest {
protected:
    static constexpr std::uint16_t control_port = 0x43, speaker_port = 0x61;

    void clocks(Ticks number) { pass(number * ticks_per_pit_clock); }
    void program(unsigned mode, unsigned count, bool bcd = false) {
        out(control_port, 0xB0 | mode << 1 | (bcd ? 1 : 0));
        write(count);
    }
    void write(unsigned count) {
        out(0x42, count & 0xFF);
        out(0x42, count >> 8);
    }
    void gate(bool open) { out(speaker_port, open ? 1 : 0); }
    bool output() { return (in(speaker_port) & 0x20) != 0; }
    unsigned read() {
        const unsigned low = in(0x42);
        return low | in(0x42) << 8U;
    }
    unsigned count() {
        out(control_port, 0x80);
        return read();
    }
    unsigned status(unsigned channel = 2) {
        out(control_port, 0xE0 | 2U << channel);
        return in(static_cast<std::uint16_t>(0x40 + channel));
    }
    /// The output after each of so many clocks.
    std::string wave(unsigned number) {
        std::string text;
        for (unsigned clock = 0; clock < number; ++clock) {
            clocks(1);
            text += output() ? '1' : '0';
        }
        return text;
    }
    std::string counts(unsigned number) {
        std::string text;
        for (unsigned clock = 0; clock < number; ++clock) {
            clocks(1);
            text += std::to_string(count()) + ' ';
        }
        return text;
    }
};

}  // namespace vitrine::guest::pc
