#pragma once
// System control ports: 61h with the speaker's gate and the refresh toggle, 92h with fast A20 and fast reset,
// and 80h, where a BIOS shows its progress.

#include <cstdint>

#include "guest/devices/clock.hpp"
#include "guest/devices/keyboard.hpp"
#include "guest/devices/pit.hpp"
#include "guest/machine/port_bus.hpp"

namespace vitrine::guest::pc {

class SystemControl final : public PortDevice {
public:
    static constexpr PortRange port_b{0x61, 0x61}, post_port{0x80, 0x80}, port_a{0x92, 0x92};
    static constexpr std::uint16_t port_b_offset = 0, post_offset = 1, port_a_offset = 2;

    SystemControl(const Clock& clock, Pit& pit, A20Gate& a20) : clock_(clock), pit_(pit), a20_(a20) {}

    [[nodiscard]] std::string_view name() const override { return "system"; }
    [[nodiscard]] std::uint32_t read(std::uint16_t offset, std::uint8_t size) override;
    [[nodiscard]] std::optional<action::Stop> write(std::uint16_t offset, std::uint8_t size,
                                                    std::uint32_t value) override;
    [[nodiscard]] bool may_end_guest() const override { return true; }

private:
    const Clock& clock_;
    Pit& pit_;
    A20Gate& a20_;
    std::uint8_t latch_b_ = 0;  ///< bits of port 61h that are only kept
    std::uint8_t post_ = 0;
};

}  // namespace vitrine::guest::pc
