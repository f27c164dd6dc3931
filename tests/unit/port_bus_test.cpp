#include "guest/machine/port_bus.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"

namespace vitrine::guest {
namespace {

struct Access {
    unsigned offset, size;
    std::uint32_t value;
    bool operator==(const Access&) const = default;
};

class Recorder final : public PortDevice {
public:
    explicit Recorder(std::uint8_t widest) : widest_(widest) {}
    std::string_view name() const override { return "recorder"; }
    std::uint8_t widest() const override { return widest_; }
    std::uint32_t read(std::uint16_t offset, std::uint8_t size) override {
        accesses.push_back({offset, size, 0});
        return 0x4433'2211U >> (8 * offset);
    }
    std::optional<action::Stop> write(std::uint16_t offset, std::uint8_t size, std::uint32_t value) override {
        accesses.push_back({offset, size, value});
        return std::nullopt;
    }
    std::vector<Access> accesses;

private:
    std::uint8_t widest_;
};

TEST(PortBus, NothingReadsAsAllOnes) {
    PortBus bus;
    EXPECT_EQ(bus.read(0x61, 1).value, 0xFFU);
    EXPECT_EQ(bus.read(0x61, 2).value, 0xFFFFU);
    EXPECT_EQ(bus.read(0x61, 4).value, 0xFFFF'FFFFU);
    EXPECT_EQ(bus.read(0x61, 1).device, "none");
    EXPECT_EQ(bus.write(0x61, 4, 1).device, "none");
}

TEST(PortBus, WideAccessComesAsBytesToANarrowDevice) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_EQ(bus.read(0x100, 4).value, 0x4433'2211U);
    EXPECT_EQ(bus.write(0x100, 2, 0xBBAA).device, "recorder");
    EXPECT_EQ(device.accesses,
              (std::vector<Access>{{0, 1, 0}, {1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {0, 1, 0xAA}, {1, 1, 0xBB}}));
}

TEST(PortBus, AnAccessAcrossTheEdgeIsSplit) {
    PortBus bus;
    Recorder device(4);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_EQ(bus.read(0x102, 4).value, 0xFFFF'4433U);
    EXPECT_EQ(bus.read(0xFE, 4).value, 0x2211'FFFFU);
    EXPECT_EQ(bus.read(0xFE, 4).device, "recorder");
    EXPECT_EQ(bus.read(0xFFFF, 4).value, 0xFFFF'FFFFU);
    device.accesses.clear();
    EXPECT_EQ(bus.write(0xFF, 4, 0xDDCC'BBAA).device, "recorder");
    EXPECT_EQ(device.accesses, (std::vector<Access>{{0, 1, 0xBB}, {1, 1, 0xCC}, {2, 1, 0xDD}}));
}

TEST(PortBus, ADeviceMayHaveSeveralRanges) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x20, 0x21}, device, 0));
    ASSERT_TRUE(bus.attach({0x4A0, 0x4A1}, device, 2));
    EXPECT_EQ(bus.read(0x4A1, 1).value, 0x44U);
    EXPECT_EQ(bus.write(0x21, 1, 7).device, "recorder");
    EXPECT_EQ(device.accesses, (std::vector<Access>{{3, 1, 0}, {1, 1, 7}}));
}

TEST(PortBus, TakenPortsAreRefused) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_FALSE(bus.attach({0x103, 0x104}, device));
    EXPECT_FALSE(bus.attach({0x105, 0x104}, device));
    for (std::uint16_t port = 1; port < PortBus::most_ranges; ++port)
        EXPECT_TRUE(bus.attach({port, port}, device));
    EXPECT_FALSE(bus.attach({0x200, 0x200}, device));
}

TEST(DebugExit, EndsTheGuestWithTwiceTheValueAndOne) {
    PortBus bus;
    DebugExit device;
    ASSERT_TRUE(bus.attach(DebugExit::ports, device));
    const auto written = bus.write(0xF4, 4, 0x10);
    ASSERT_TRUE(written.stop);
    EXPECT_EQ(written.stop->code, 0x21U);
    EXPECT_EQ(written.stop->status, Status::failed);
    EXPECT_EQ(bus.write(0xF4, 1, 0).stop->code, 1U);
}

TEST(DebugConsole, ReadsAsItsOwnNumber) {
    Console console;
    PortBus bus;
    DebugConsole device(console);
    ASSERT_TRUE(bus.attach(DebugConsole::ports, device));
    EXPECT_EQ(bus.read(0xE9, 1).value, 0xE9U);
    (void)bus.write(0xE9, 1, '\n');
    ASSERT_TRUE(console.take_line());
}

}  // namespace
}  // namespace vitrine::guest
