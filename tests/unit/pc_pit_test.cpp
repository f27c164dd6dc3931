#include "pc_pit_channel.hpp"

namespace vitrine::guest::pc {
namespace {

TEST_F(PitTest, CountsInDecimal) {
    gate(true);
    program(2, 0x1000, true);
    clocks(2);
    EXPECT_EQ(count(), 0x0999U);
    program(2, 0, true);  // 10000
    clocks(2);
    EXPECT_EQ(count(), 0x9999U);
}

TEST_F(PitTest, ZeroIsTheLargestCount) {
    gate(true);
    program(0, 0);
    clocks(0x10000);
    EXPECT_FALSE(output());
    clocks(1);
    EXPECT_TRUE(output());
}

TEST_F(PitTest, ALatchedCountStaysUntilItIsRead) {
    gate(true);
    program(2, 1000);
    clocks(11);
    out(control_port, 0x80);
    clocks(100);
    out(control_port, 0x80);  // ignored
    EXPECT_EQ(read(), 990U);
    EXPECT_EQ(read(), 890U);
}

TEST_F(PitTest, OneByteIsReadAndWrittenWhereTheControlWordSaysSo) {
    gate(true);
    out(control_port, 0x94);  // low byte
    out(0x42, 0x20);
    clocks(2);
    EXPECT_EQ(in(0x42), 0x1F);
    EXPECT_EQ(in(0x42), 0x1F);
    out(control_port, 0xA4);  // high byte
    out(0x42, 0x20);
    clocks(2);
    EXPECT_EQ(in(0x42), 0x1F);
    clocks(0x100);
    EXPECT_EQ(in(0x42), 0x1E);
}

TEST_F(PitTest, ReadBackLatchesStatusBeforeTheCount) {
    gate(true);
    program(2, 1000);
    clocks(1);
    out(control_port, 0xC8);
    clocks(999);
    out(control_port, 0xC8);  // the first is kept
    EXPECT_EQ(in(0x42), 0xB4U);
    EXPECT_EQ(read(), 1000U);
    EXPECT_EQ(status(), 0x34U);  // the output is low now
}

TEST_F(PitTest, StatusTellsACountThatTheCounterHasNotYet) {
    gate(true);
    out(control_port, 0xBC);  // 110 is mode 2, too
    EXPECT_EQ(status(), 0xFCU);
    write(10);
    EXPECT_EQ(status(), 0xFCU);
    clocks(1);
    EXPECT_EQ(status(), 0xBCU);
    write(20);
    clocks(8);
    EXPECT_EQ(status(), 0xFCU);
    clocks(2);
    EXPECT_EQ(status(), 0xBCU);
}

TEST_F(PitTest, ReadBackAsksSeveralCounters) {
    out(control_port, 0xEE);
    EXPECT_EQ(in(0x40), 0xB6U);
    EXPECT_EQ(in(0x41) & 0x7F, 0x14U);
    EXPECT_EQ(in(0x42), 0x70U);  // mode 0 without a count
    EXPECT_EQ(in(0x43), 0xFFU);
}

TEST_F(PitTest, TheBiosTimerTicks18TimesASecond) {
    unsigned ticks = 0;
    for (unsigned step = 0; step < 1000; ++step) {
        pass(ticks_per_second / 1000);
        if (interrupt() == 0x08) ++ticks;
        devices.pic.end_of_interrupt(0);
    }
    EXPECT_EQ(ticks, 18U);
}

TEST_F(PitTest, MissedEdgesAreOne) {
    EXPECT_EQ(devices.pit.next_event(), 0x10000 * ticks_per_pit_clock);
    pass(10 * ticks_per_second);
    EXPECT_EQ(interrupt(), 0x08);
    devices.pic.end_of_interrupt(0);
    EXPECT_EQ(interrupt(), -1);
    EXPECT_GT(devices.pit.next_event(), devices.clock.now);
}

TEST_F(PitTest, Mode0InterruptsOnce) {
    out(control_port, 0x30);
    out(0x40, 100);
    out(0x40, 0);
    clocks(100);
    EXPECT_EQ(interrupt(), -1);
    clocks(1);
    EXPECT_EQ(interrupt(), 0x08);
    EXPECT_EQ(devices.pit.next_event(), never);
}

TEST_F(PitTest, AControlWordThatRaisesTheOutputIsAnEdge) {
    clocks(0x9000);  // in the low half
    out(control_port, 0x34);
    EXPECT_EQ(interrupt(), 0x08);
    devices.pic.end_of_interrupt(0);
    out(control_port, 0x34);
    EXPECT_EQ(interrupt(), -1);
}

TEST_F(PitTest, AForbiddenCountOf1NeverInterrupts) {
    for (const unsigned mode : {2U, 3U}) {
        out(control_port, 0x30 | mode << 1);
        out(0x40, 1);
        out(0x40, 0);
        (void)interrupt();
        EXPECT_EQ(devices.pit.next_event(), never) << mode;
    }
}

}  // namespace
}  // namespace vitrine::guest::pc
