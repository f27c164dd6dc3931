#include "guest/devices/system_control.hpp"

namespace vitrine::guest::pc {

namespace {

constexpr std::uint8_t timer_gate = 0x01, speaker_data = 0x02, refresh = 0x10, timer_output = 0x20;
constexpr std::uint8_t fast_reset = 0x01, fast_a20 = 0x02;

/// Memory is refreshed about every 15 us, and port 61h toggles with it.
constexpr Ticks pit_clocks_a_refresh = 18;

}  // namespace

void SystemControl::reset() {
    latch_b_ = post_ = 0;
}

std::uint64_t SystemControl::read(Access access) {
    switch (access.offset) {
        case port_b_offset: {
            const bool refreshed = (clock_.counted(pit_hertz) / pit_clocks_a_refresh & 1) != 0;
            return latch_b_ | (timer_.speaker_gate() ? timer_gate : 0U) | (refreshed ? refresh : 0U) |
                   (timer_.speaker_output() ? timer_output : 0U);
        }
        case post_offset:
            return post_;
        default:
            return a20_.open() ? fast_a20 : 0U;
    }
}

void SystemControl::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    switch (access.offset) {
        case port_b_offset:
            latch_b_ = byte & (speaker_data | 0x0C);
            timer_.set_speaker_gate((byte & timer_gate) != 0);
            return;
        case post_offset:
            post_ = byte;
            return;
        default:
            a20_.set((byte & fast_a20) != 0);
            if ((byte & fast_reset) != 0) requests_.reset("the guest reset the machine (port 92h)");
    }
}

}  // namespace vitrine::guest::pc
