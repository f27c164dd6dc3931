#pragma once
// A PC's devices at their ports, and its time.

#include <gtest/gtest.h>

#include "guest/devices/devices.hpp"
#include "guest/machine/port_bus.hpp"

namespace vitrine::guest::pc {

class PcTest : public testing::Test {
protected:
    PcTest() { EXPECT_TRUE(devices.attach(ports)); }

    std::uint8_t in(std::uint16_t port) { return static_cast<std::uint8_t>(ports.read(port, 1).value); }
    void out(std::uint16_t port, unsigned value) { EXPECT_FALSE(ports.write(port, 1, value).stop); }

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
        devices.update();
    }

    /// The interrupt that is pending, acknowledged; -1 for none.
    int interrupt() { return devices.pic.pending() ? devices.pic.acknowledge() : -1; }

    Devices devices;
    PortBus ports;
};

}  // namespace vitrine::guest::pc
