#include "arch/tsc_rate.hpp"

#include "arch/port.hpp"
#include "arch/tsc.hpp"

namespace vitrine::arch {

namespace {

constexpr std::uint16_t channel_2 = 0x42, timer_control = 0x43, system_control = 0x61;
constexpr std::uint8_t gate = 0x01, speaker = 0x02, output = 0x20;
constexpr std::uint8_t channel_2_mode_0 = 0xB0;  // low byte, then high byte; output rises at the count's end
constexpr std::uint32_t pit_hertz = 1'193'182;
constexpr std::uint32_t parts_of_second = 100;

/// Reads of the port before the timer is given up: far more than 10 ms of them.
constexpr unsigned patience = 10'000'000;

}  // namespace

std::uint64_t measure_tsc_hertz() {
    constexpr std::uint32_t count = pit_hertz / parts_of_second;
    const std::uint8_t before = in8(system_control);
    out8(system_control, static_cast<std::uint8_t>((before & ~speaker) | gate));
    out8(timer_control, channel_2_mode_0);
    out8(channel_2, static_cast<std::uint8_t>(count));
    out8(channel_2, static_cast<std::uint8_t>(count >> 8));
    const std::uint64_t start = read_tsc();
    std::uint64_t passed = 0;
    for (unsigned attempt = 0; attempt < patience && passed == 0; ++attempt) {
        if ((in8(system_control) & output) != 0) passed = read_tsc() - start;
    }
    out8(system_control, before);
    return passed * parts_of_second;
}

}  // namespace vitrine::arch
