#pragma once
// System control ports: 61h with the speaker's gate and the refresh toggle, 92h with fast A20 and fast reset,
// and 80h, where a BIOS shows its progress.

#include <cstdint>

#include "guest/devices/clock.hpp"
#include "guest/devices/speaker_timer.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/requests.hpp"
#include "guest/machine/wires.hpp"

namespace vitrine::guest::pc {

class SystemControl final : public Device {
public:
    static constexpr PortRange port_b{0x61, 0x61}, post_port{0x80, 0x80}, port_a{0x92, 0x92};
    static constexpr std::uint16_t port_b_offset = 0, post_offset = 1, port_a_offset = 2;

    SystemControl(const Clock& clock, SpeakerTimer& timer, A20Gate& a20, Requests& requests)
        : clock_(clock), timer_(timer), a20_(a20), requests_(requests) {}

    [[nodiscard]] std::string_view name() const override { return "system"; }
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;
    [[nodiscard]] bool may_end_machine() const override { return true; }

    void state(State& state) { state(latch_b_, post_); }

private:
    const Clock& clock_;
    SpeakerTimer& timer_;
    A20Gate& a20_;
    Requests& requests_;
    std::uint8_t latch_b_ = 0;  ///< bits of port 61h that are only kept
    std::uint8_t post_ = 0;
};

}  // namespace vitrine::guest::pc
