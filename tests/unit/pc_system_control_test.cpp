#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

class SystemControlTest : public PcTest {};

TEST_F(SystemControlTest, PortBKeepsItsFourLowBits) {
    out(0x61, 0xFF);
    EXPECT_EQ(in(0x61) & 0xCF, 0x0F);
    EXPECT_TRUE(devices.pit.speaker_gate());
    out(0x61, 0x00);
    EXPECT_EQ(in(0x61) & 0xCF, 0x00);
    EXPECT_FALSE(devices.pit.speaker_gate());
}

TEST_F(SystemControlTest, TheRefreshBitTogglesEvery15Microseconds) {
    constexpr Ticks second_part = ticks_per_second / 1'000'000;
    unsigned changes = 0;
    unsigned before = in(0x61) & 0x10;
    for (unsigned step = 0; step < 1000; ++step) {
        pass(second_part);
        const unsigned now = in(0x61) & 0x10;
        if (now != before) ++changes;
        before = now;
    }
    EXPECT_NEAR(changes, 1000 / 15, 5);
}

TEST_F(SystemControlTest, PortBHasTheOutputOfTimer2) {
    out(0x43, 0xB6);
    out(0x42, 100);
    out(0x42, 0);
    out(0x61, 0x01);
    pass(10 * ticks_per_pit_clock);
    EXPECT_EQ(in(0x61) & 0x20, 0x20);
    pass(50 * ticks_per_pit_clock);
    EXPECT_EQ(in(0x61) & 0x20, 0x00);
    out(0x61, 0x00);
    EXPECT_EQ(in(0x61) & 0x20, 0x20);
}

TEST_F(SystemControlTest, Port80KeepsTheProgressCode) {
    out(0x80, 0x5A);
    EXPECT_EQ(in(0x80), 0x5A);
}

TEST_F(SystemControlTest, Port92HasTheA20Gate) {
    EXPECT_EQ(in(0x92) & 0x03, 0x02);
    out(0x92, 0x00);
    EXPECT_FALSE(devices.a20.open());
    EXPECT_EQ(in(0x92) & 0x03, 0x00);
    out(0x64, 0xDF);  // the keyboard controller's gate is the same
    EXPECT_EQ(in(0x92) & 0x03, 0x02);
    out(0x92, 0x02);
    EXPECT_TRUE(devices.a20.open());
}

TEST_F(SystemControlTest, Port92Resets) {
    EXPECT_TRUE(resets(0x92, 0x03));
}

TEST_F(SystemControlTest, ThePortsBelongToTheirDevices) {
    EXPECT_EQ(ports.read(boot_vcpu, 0x61, 1).device, "system");
    EXPECT_EQ(ports.read(boot_vcpu, 0x60, 4).device, "keyboard");
    EXPECT_EQ(ports.read(boot_vcpu, 0x43, 1).device, "pit");
    EXPECT_EQ(ports.read(boot_vcpu, 0x4D0, 2).device, "pic");
    EXPECT_EQ(ports.read(boot_vcpu, 0x71, 1).device, "rtc");
    EXPECT_EQ(ports.read(boot_vcpu, 0x3DA, 1).device, "vga");
    PortBus other;
    ASSERT_TRUE(devices.attach(other));
    EXPECT_FALSE(devices.attach(other));
}

}  // namespace
}  // namespace vitrine::guest::pc
