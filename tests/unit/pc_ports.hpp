#pragma once
// A PC's devices at their ports, and its time.

#include <gtest/gtest.h>

#include "guest/devices/devices.hpp"
#include "guest/machine/bus.hpp"

namespace vitrine::guest::pc {

class PcTest : public testing::Test {
protected:
    PcTest() { EXPECT_TRUE(devices.attach(ports)); }

    std::uint8_t in(std::uint16_t port) {
        return static_cast<std::uint8_t>(ports.read(boot_vcpu, port, 1).value);
    }
    void out(std::uint16_t port, unsigned value) {
        ports.write(boot_vcpu, port, 1, value);
        EXPECT_FALSE(requests.wants_end());
    }
    /// Whether a write resets the machine, which is a good end.
    bool resets(std::uint16_t port, unsigned value) {
        ports.write(boot_vcpu, port, 1, value);
        const auto end = requests.take_end();
        return end && end->status == Status::ok;
    }

    /// An indexed register, as the clock and the VGA have them.
    std::uint8_t in_at(std::uint16_t port, unsigned index) {
        out(port, index);
        return in(static_cast<std::uint16_t>(port + 1));
    }
    void out_at(std::uint16_t port, unsigned index, unsigned value) {
        out(port, index);
        out(static_cast<std::uint16_t>(port + 1), value);
    }

    void pass(Ticks ticks) {
        devices.clock.now += ticks;
        devices.timers.expire();
    }

    /// The interrupt that is pending, acknowledged; -1 for none.
    int interrupt() { return devices.pic.pending() ? devices.pic.acknowledge() : -1; }

    Requests requests;
    Devices devices{requests};
    PortBus ports;
};

}  // namespace vitrine::guest::pc
