// INT 1Ah, IRQ 0 and IRQ 8.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosTime : public BiosTest {
protected:
    BiosTime() { devices.rtc.set({.year = 2026, .month = 1, .day = 1}); }  // midnight

    static constexpr std::uint32_t ticks_a_day = 0x1800B0;
    static constexpr std::uint8_t register_b = 0x0B;

    void tick() { EXPECT_TRUE(own_call(rom::OwnCall::timer_tick).is<action::Advance>()); }
    void time_call(unsigned ax, unsigned cx, unsigned dx) {
        set(Gpr::rcx, cx);
        set(Gpr::rdx, dx);
        call(0x1A, ax);
    }
    void expect_time(std::uint16_t cx, std::uint16_t dx) {
        EXPECT_FALSE(carry());
        EXPECT_EQ(word(Gpr::rcx), cx);
        EXPECT_EQ(word(Gpr::rdx), dx);
        expect_only_changed({Gpr::rcx, Gpr::rdx});
    }
};

TEST_F(BiosTime, TicksAreCountedReadAndSet) {
    set_data<std::uint32_t>(data_field::timer_ticks, 0x0001'FFFF);
    tick();
    EXPECT_TRUE(log().silent);
    expect_only_changed({});
    call(0x1A, 0x00FF);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rcx), 2);
    EXPECT_EQ(word(Gpr::rdx), 0);
    EXPECT_EQ(word(Gpr::rax), 0x0000);  // AL: no midnight has passed
    EXPECT_EQ(logged(key::ticks), 0x2'0000U);
    expect_only_changed({Gpr::rax, Gpr::rcx, Gpr::rdx});
    time_call(0x0100, 0x0012, 0x3456);
    EXPECT_FALSE(carry());
    EXPECT_EQ(data(data_field::timer_ticks), 0x12'3456U);
    expect_only_changed({});
}

TEST_F(BiosTime, MidnightBeginsADayAndIsToldOnce) {
    set_data<std::uint32_t>(data_field::timer_ticks, ticks_a_day - 1);
    tick();
    EXPECT_EQ(data(data_field::timer_ticks), 0U);
    call(0x1A, 0);
    EXPECT_EQ(low(Gpr::rax), 1);
    call(0x1A, 0);
    EXPECT_EQ(low(Gpr::rax), 0);
    set_data<std::uint8_t>(data_field::midnight, 1);
    time_call(0x0100, 0, 0);
    EXPECT_EQ(data(data_field::midnight), 0);
    set_data<std::uint32_t>(data_field::timer_ticks, 0xFFFF'FFFF);  // nonsense
    tick();
    tick();
    EXPECT_EQ(data(data_field::timer_ticks), 1U);
}

TEST_F(BiosTime, AProgramThatKeepsInterruptsOffStillSeesTimePass) {
    caller_flags = 0x0002;
    devices.pic.set_line(0, true);
    set(Gpr::rax, 0);
    EXPECT_TRUE(interrupt(0x1A).is<action::Resume>());
    EXPECT_TRUE(log().silent);
    EXPECT_TRUE(again().is<action::Advance>());
    EXPECT_EQ(log().function, "get-ticks");
    EXPECT_FALSE(log().silent);
    EXPECT_EQ(flags & rflags::interrupt, 0U);
}

TEST_F(BiosTime, TheFloppysMotorRunsOut) {
    set_data<std::uint8_t>(data_field::floppy_motor, 0x81);
    set_data<std::uint8_t>(data_field::floppy_motor_timeout, 2);
    tick();
    EXPECT_EQ(data(data_field::floppy_motor), 0x81);
    tick();
    EXPECT_EQ(data(data_field::floppy_motor), 0x80);
    tick();
    EXPECT_EQ(data(data_field::floppy_motor_timeout), 0);
}

TEST_F(BiosTime, TimeOfDay) {
    call(0x1A, 0x0200);
    expect_time(0x0000, 0x0000);
    time_call(0x0300, 0x2359, 0x5800);
    EXPECT_FALSE(carry());
    EXPECT_EQ(logged(key::value), 0x23'5958U);
    expect_only_changed({});
    pass(pc::ticks_per_second);
    call(0x1A, 0x0200);
    expect_time(0x2359, 0x5900);
    pass(pc::ticks_per_second);
    call(0x1A, 0x0200);
    expect_time(0x0000, 0x0000);
    call(0x1A, 0x0400);
    expect_time(0x2026, 0x0102);  // the next day
}

TEST_F(BiosTime, SettingTheTimeSetsSummerTimeAndTheClocksMode) {
    devices.rtc.set_cmos(register_b, 0x04 | 0x20);  // binary, of 12 hours, with an alarm
    time_call(0x0300, 0x1545, 0x3001);
    EXPECT_EQ(devices.rtc.cmos(register_b), 0x23);  // the alarm stays
    call(0x1A, 0x0200);
    expect_time(0x1545, 0x3001);
}

TEST_F(BiosTime, Date) {
    call(0x1A, 0x0400);
    expect_time(0x2026, 0x0101);
    // From the 31st to a month that is shorter, and to a leap day.
    time_call(0x0500, 0x2025, 0x1231);
    time_call(0x0500, 0x2028, 0x0229);
    EXPECT_FALSE(carry());
    EXPECT_EQ(logged(key::value), 0x2028'0229U);
    call(0x1A, 0x0400);
    expect_time(0x2028, 0x0229);
    time_call(0x0500, 0x1999, 0x0228);
    call(0x1A, 0x0400);
    expect_time(0x1999, 0x0228);
}

TEST_F(BiosTime, AnAlarmInterruptsOnce) {
    time_call(0x0600, 0x0000, 0x0200);
    EXPECT_FALSE(carry());
    EXPECT_EQ(devices.rtc.cmos(register_b) & 0x20, 0x20);
    time_call(0x0600, 0x0000, 0x0300);
    EXPECT_TRUE(carry());
    EXPECT_EQ(status(), "busy");
    pass(2 * pc::ticks_per_second);
    EXPECT_EQ(devices.pic.acknowledge(), 0x08);  // the timer's goes before
    (void)own_call(rom::OwnCall::timer_end);
    EXPECT_EQ(devices.pic.acknowledge(), 0x70);
    (void)own_call(rom::OwnCall::clock);
    EXPECT_EQ(low(Gpr::rax), 1);
    (void)own_call(rom::OwnCall::clock_end);
    EXPECT_FALSE(devices.pic.in_service(8));
    (void)own_call(rom::OwnCall::clock);
    EXPECT_EQ(low(Gpr::rax), 0);
    call(0x1A, 0x0700);
    EXPECT_FALSE(carry());
    EXPECT_EQ(devices.rtc.cmos(register_b) & 0x20, 0);
    time_call(0x0600, 0x0000, 0x0300);
    EXPECT_FALSE(carry());
}

TEST_F(BiosTime, TheTimersInterruptEnds) {
    devices.pic.set_line(0, true);
    EXPECT_EQ(devices.pic.acknowledge(), 0x08);
    (void)own_call(rom::OwnCall::timer_end);
    EXPECT_FALSE(devices.pic.in_service(0));
}

TEST_F(BiosTime, NoPciAndNothingElse) {
    call(0x1A, 0xB101);
    EXPECT_TRUE(carry());
    EXPECT_EQ(high(Gpr::rax), 0x81);
    EXPECT_EQ(log().function, "pci");
    expect_only_changed({Gpr::rax});
    call(0x1A, 0x3500);
    EXPECT_TRUE(carry());
    EXPECT_EQ(word(Gpr::rax), 0x3500);
    EXPECT_EQ(log().function, "unknown");
}

}  // namespace
}  // namespace vitrine::guest::bios
