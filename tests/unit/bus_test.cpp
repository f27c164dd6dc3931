#include "guest/machine/bus.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"

namespace vitrine::guest {
namespace {

struct Seen {
    unsigned offset, size;
    std::uint64_t value;
    bool operator==(const Seen&) const = default;
};

class Recorder final : public Device {
public:
    explicit Recorder(std::uint8_t widest) : widest_(widest) {}
    std::string_view name() const override { return "recorder"; }
    std::uint8_t widest() const override { return widest_; }
    std::uint64_t read(Access access) override {
        accesses.push_back({access.offset, access.size, 0});
        vcpus.push_back(access.vcpu);
        return 0x4433'2211U >> (8 * access.offset);
    }
    void write(Access access, std::uint64_t value) override {
        accesses.push_back({access.offset, access.size, value});
        vcpus.push_back(access.vcpu);
    }
    std::vector<Seen> accesses;
    std::vector<VcpuId> vcpus;

    std::uint8_t widest_;
};

TEST(Bus, NothingReadsAsAllOnes) {
    PortBus bus;
    EXPECT_EQ(bus.read(boot_vcpu, 0x61, 1).value, 0xFFU);
    EXPECT_EQ(bus.read(boot_vcpu, 0x61, 2).value, 0xFFFFU);
    EXPECT_EQ(bus.read(boot_vcpu, 0x61, 4).value, 0xFFFF'FFFFU);
    EXPECT_EQ(bus.read(boot_vcpu, 0x61, 1).device, "none");
    EXPECT_EQ(bus.write(boot_vcpu, 0x61, 4, 1), "none");
}

TEST(Bus, WideAccessComesAsBytesToANarrowDevice) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_EQ(bus.read(boot_vcpu, 0x100, 4).value, 0x4433'2211U);
    EXPECT_EQ(bus.write(boot_vcpu, 0x100, 2, 0xBBAA), "recorder");
    EXPECT_EQ(device.accesses,
              (std::vector<Seen>{{0, 1, 0}, {1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {0, 1, 0xAA}, {1, 1, 0xBB}}));
}

TEST(Bus, AnAccessAcrossTheEdgeIsSplit) {
    PortBus bus;
    Recorder device(4);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_EQ(bus.read(boot_vcpu, 0x102, 4).value, 0xFFFF'4433U);
    EXPECT_EQ(bus.read(boot_vcpu, 0xFE, 4).value, 0x2211'FFFFU);
    EXPECT_EQ(bus.read(boot_vcpu, 0xFE, 4).device, "recorder");
    EXPECT_EQ(bus.read(boot_vcpu, 0xFFFF, 4).value, 0xFFFF'FFFFU);
    device.accesses.clear();
    EXPECT_EQ(bus.write(boot_vcpu, 0xFF, 4, 0xDDCC'BBAA), "recorder");
    EXPECT_EQ(device.accesses, (std::vector<Seen>{{0, 1, 0xBB}, {1, 1, 0xCC}, {2, 1, 0xDD}}));
}

TEST(Bus, ADeviceMayHaveSeveralRanges) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x20, 0x21}, device, 0));
    ASSERT_TRUE(bus.attach({0x4A0, 0x4A1}, device, 2));
    EXPECT_EQ(bus.read(boot_vcpu, 0x4A1, 1).value, 0x44U);
    EXPECT_EQ(bus.write(boot_vcpu, 0x21, 1, 7), "recorder");
    EXPECT_EQ(device.accesses, (std::vector<Seen>{{3, 1, 0}, {1, 1, 7}}));
}

TEST(Bus, TakenPortsAreRefused) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    EXPECT_FALSE(bus.attach({0x103, 0x104}, device));
    EXPECT_FALSE(bus.attach({0x105, 0x104}, device));
    for (std::uint16_t port = 1; port < PortBus::most_ranges; ++port)
        EXPECT_TRUE(bus.attach({port, port}, device));
    EXPECT_FALSE(bus.attach({0x200, 0x200}, device));
}

TEST(Bus, AnAccessNamesItsProcessor) {
    PortBus bus;
    Recorder device(1);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    (void)bus.read(3, 0x100, 1);
    bus.write(2, 0x100, 2, 0);
    EXPECT_EQ(device.vcpus, (std::vector<VcpuId>{3, 2, 2}));
}

TEST(Bus, ASearchFindsWhatNoTableHas) {
    Bus<std::uint64_t> bus;
    Recorder low(4), high(8), top(4);
    ASSERT_TRUE(bus.attach({0xFEE0'0000, 0xFEE0'0FFF}, high));
    ASSERT_TRUE(bus.attach({0xFEC0'0000, 0xFEC0'0FFF}, low));
    ASSERT_TRUE(bus.attach({~0ULL - 3, ~0ULL}, top));
    EXPECT_EQ(bus.find(0xFEE0'0FFF)->device, &high);
    EXPECT_EQ(bus.find(0xFEC0'0000)->device, &low);
    EXPECT_EQ(bus.find(~0ULL)->device, &top);
    for (const std::uint64_t hole : {0ULL, 0xFEBF'FFFFULL, 0xFEC0'1000ULL, 0xFEE0'1000ULL, ~0ULL - 4})
        EXPECT_EQ(bus.find(hole), nullptr) << hole;
    bus.write(0, 0xFEE0'0300, 8, 0x1122'3344'5566'7788);
    EXPECT_EQ(high.accesses, (std::vector<Seen>{{0x300, 8, 0x1122'3344'5566'7788}}));
}

TEST(Bus, ABlockIsElementsInTurnAtOneAddress) {
    PortBus bus;
    Recorder device(2);
    ASSERT_TRUE(bus.attach({0x100, 0x103}, device));
    std::array<std::uint8_t, 4> bytes{};
    EXPECT_EQ(bus.read_block(boot_vcpu, 0x100, 2, bytes), "recorder");
    EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{0x11, 0x22, 0x11, 0x22}));
    EXPECT_EQ(bus.read_block(boot_vcpu, 0x103, 2, bytes), "recorder");  // split: nobody is at port 104h
    EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{0x44, 0xFF, 0x44, 0xFF}));
    device.accesses.clear();
    EXPECT_EQ(bus.write_block(boot_vcpu, 0x100, 2, bytes), "recorder");
    EXPECT_EQ(device.accesses, (std::vector<Seen>{{0, 2, 0xFF44}, {0, 2, 0xFF44}}));
    EXPECT_EQ(bus.write_block(boot_vcpu, 0x200, 2, bytes), "none");
    EXPECT_EQ(bus.read_block(boot_vcpu, 0x200, 2, bytes), "none");
    EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{0xFF, 0xFF, 0xFF, 0xFF}));
}

TEST(DebugExit, EndsTheGuestWithTwiceTheValueAndOne) {
    PortBus bus;
    Requests requests;
    DebugExit device(requests);
    ASSERT_TRUE(bus.attach(DebugExit::ports, device));
    bus.write(boot_vcpu, 0xF4, 4, 0x10);
    bus.write(boot_vcpu, 0xF4, 1, 0);  // the first counts
    auto end = requests.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->code, 0x21U);
    EXPECT_EQ(end->status, Status::failed);
    EXPECT_FALSE(requests.wants_end());
    bus.write(boot_vcpu, 0xF4, 1, 0);
    end = requests.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->code, 1U);
}

TEST(DebugConsole, ReadsAsItsOwnNumber) {
    Console console;
    PortBus bus;
    DebugConsole device(console);
    ASSERT_TRUE(bus.attach(DebugConsole::ports, device));
    EXPECT_EQ(bus.read(boot_vcpu, 0xE9, 1).value, 0xE9U);
    (void)bus.write(boot_vcpu, 0xE9, 1, '\n');
    ASSERT_TRUE(console.take_line());
}

}  // namespace
}  // namespace vitrine::guest
