#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr unsigned second = 0x00, second_alarm = 0x01, minute = 0x02, minute_alarm = 0x03, hour = 0x04,
                   hour_alarm = 0x05, weekday = 0x06, day = 0x07, month = 0x08, year = 0x09,
                   register_a = 0x0A, register_b = 0x0B, register_c = 0x0C, register_d = 0x0D, century = 0x32;
constexpr unsigned any = 0xC0;

constexpr DateTime midnight{2026, 1, 1, 5, 0, 0, 0};

class RtcTest : public PcTest {
protected:
    RtcTest() { devices.rtc.set(midnight); }

    unsigned get(unsigned index) { return in_at(0x70, index); }
    void set(unsigned index, unsigned value) { out_at(0x70, index, value); }
    void seconds(Ticks number) { pass(number * ticks_per_second); }
    /// The clock's interrupt, ended; false when there is none.
    bool interrupted() {
        while (devices.pic.pending()) {
            (void)devices.pic.acknowledge();
            const unsigned line = devices.pic.acknowledged_line();
            devices.pic.end_of_interrupt(line);
            if (line == 8) return true;
        }
        return false;
    }
    /// How many a second come, each heard at once.
    unsigned interrupts_a_second() {
        unsigned count = 0;
        const Ticks end = devices.clock.now + ticks_per_second;
        while (devices.rtc.next_event() <= end) {
            pass(devices.rtc.next_event() - devices.clock.now);
            if (interrupted()) ++count;
            (void)get(register_c);
        }
        pass(end - devices.clock.now);
        return count;
    }
    unsigned date() { return get(century) << 24 | get(year) << 16 | get(month) << 8 | get(day); }
    unsigned time() { return get(hour) << 16 | get(minute) << 8 | get(second); }
};

TEST_F(RtcTest, BeginsInThe2026OfItsEpoch) {
    devices.rtc.set(Rtc::epoch);
    EXPECT_EQ(date(), 0x20260101U);
    EXPECT_EQ(time(), 0x123456U);
    const Devices others{requests};
    EXPECT_EQ(others.rtc.now().hour, Rtc::epoch.hour);
    EXPECT_EQ(others.rtc.now().second, Rtc::epoch.second);
}

TEST_F(RtcTest, CountsInBcd) {
    EXPECT_EQ(time(), 0x000000U);
    EXPECT_EQ(get(weekday), 0x05U);  // a Thursday
    EXPECT_EQ(get(register_a), 0x26U);
    EXPECT_EQ(get(register_b), 0x02U);
    EXPECT_EQ(get(register_d), 0x80U);
    seconds(23 * 3600 + 59 * 60 + 58);
    EXPECT_EQ(time(), 0x235958U);
    seconds(2);
    EXPECT_EQ(time(), 0x000000U);
    EXPECT_EQ(date(), 0x20260102U);
    EXPECT_EQ(get(weekday), 0x06U);
}

TEST_F(RtcTest, TheIndexIsOnlyWritten) {
    out(0x70, 0x8B);  // bit 7 is no part of it
    EXPECT_EQ(in(0x70), 0xFF);
    EXPECT_EQ(in(0x71), 0x02);
}

TEST_F(RtcTest, CountsInBinary) {
    set(register_b, 0x06);
    seconds(12 * 3600 + 34 * 60 + 56);
    EXPECT_EQ(time(), 0x0C2238U);
    EXPECT_EQ(get(year), 26U);
    EXPECT_EQ(get(century), 20U);
    set(second, 59);
    EXPECT_EQ(get(second), 59U);
}

TEST_F(RtcTest, CountsTwelveHours) {
    set(register_b, 0x00);
    EXPECT_EQ(get(hour), 0x12U);  // midnight
    seconds(3600);
    EXPECT_EQ(get(hour), 0x01U);
    seconds(11 * 3600);
    EXPECT_EQ(get(hour), 0x92U);  // noon
    seconds(11 * 3600);
    EXPECT_EQ(get(hour), 0x91U);
    set(hour, 0x12);
    set(register_b, 0x02);
    EXPECT_EQ(get(hour), 0x00U);
    set(register_b, 0x04);
    set(hour, 0x8C);
    EXPECT_EQ(get(hour), 0x8CU);
    set(register_b, 0x06);
    EXPECT_EQ(get(hour), 12U);
}

TEST_F(RtcTest, IsSetInAnyOrderWhileItStandsStill) {
    set(register_b, 0x82);
    set(day, 0x31);
    set(month, 0x02);
    set(second, 0x30);
    seconds(100);
    EXPECT_EQ(get(second), 0x30U);
    EXPECT_EQ(get(day), 0x31U);
    EXPECT_EQ(get(month), 0x02U);
    set(month, 0x12);
    set(year, 0x99);
    set(century, 0x19);
    set(hour, 0x23);
    set(minute, 0x59);
    set(register_b, 0x02);
    EXPECT_EQ(date(), 0x19991231U);
    EXPECT_EQ(get(weekday), 0x06U);
    seconds(30);
    EXPECT_EQ(date(), 0x20000101U);
    EXPECT_EQ(time(), 0x000000U);
}

TEST_F(RtcTest, KnowsLeapYears) {
    const auto after_february = [this](unsigned of_century, unsigned of_year) {
        set(register_b, 0x82);
        set(century, of_century);
        set(year, of_year);
        set(month, 0x02);
        set(day, 0x28);
        set(hour, 0x23);
        set(minute, 0x59);
        set(second, 0x59);
        set(register_b, 0x02);
        seconds(1);
        return get(month) << 8 | get(day);
    };
    EXPECT_EQ(after_february(0x20, 0x26), 0x0301U);
    EXPECT_EQ(after_february(0x20, 0x28), 0x0229U);
    EXPECT_EQ(after_february(0x20, 0x00), 0x0229U);
    EXPECT_EQ(after_february(0x21, 0x00), 0x0301U);
}

TEST_F(RtcTest, NonsenseIsSetWithoutHarm) {
    for (const unsigned mode : {0x02U, 0x06U, 0x00U, 0x04U, 0x82U}) {
        set(register_b, mode);
        for (unsigned index = 0; index < 0x80; ++index) {
            for (const unsigned value : {0x00U, 0xFFU, 0x9AU})
                set(index == register_b ? second : index, value);
        }
        seconds(1);
        for (unsigned index = 0; index < 0x80; ++index) (void)get(index);
        set(register_b, 0x06);
        EXPECT_LT(get(second), 60U);
        EXPECT_LT(get(hour), 24U);
        EXPECT_GE(get(month), 1U);
        EXPECT_LE(get(month), 12U);
    }
}

TEST_F(RtcTest, AnUpdateIsInProgressForThe2228MicrosecondsBeforeASecond) {
    const auto before_the_second = [](Ticks microseconds) {
        return ticks_per_second - microseconds * ticks_per_second / 1'000'000;
    };
    pass(before_the_second(2240));
    EXPECT_EQ(get(register_a), 0x26U);
    pass(before_the_second(2220) - devices.clock.now);
    EXPECT_EQ(get(register_a), 0xA6U);
    pass(ticks_per_second - 1 - devices.clock.now);
    EXPECT_EQ(get(register_a), 0xA6U);
    set(register_b, 0x82);
    EXPECT_EQ(get(register_a), 0x26U);
    set(register_b, 0x02);
    pass(1);
    EXPECT_EQ(get(register_a), 0x26U);
    set(register_a, 0xA6);  // that bit is read-only
    EXPECT_EQ(get(register_a), 0x26U);
}

TEST_F(RtcTest, ReadOnlyRegistersStay) {
    set(register_c, 0xFF);
    set(register_d, 0x00);
    EXPECT_EQ(get(register_c), 0x00U);
    EXPECT_EQ(get(register_d), 0x80U);
}

TEST_F(RtcTest, ThePeriodicInterruptHasTheRatesOfTable5) {
    set(register_b, 0x42);
    constexpr std::array rates{std::pair{15U, 2U},   std::pair{14U, 4U},   std::pair{10U, 64U},
                               std::pair{6U, 1024U}, std::pair{3U, 8192U}, std::pair{1U, 256U},
                               std::pair{2U, 128U}};
    for (const auto& [rate, hertz] : rates) {
        set(register_a, 0x20 | rate);
        (void)get(register_c);
        (void)interrupted();
        EXPECT_EQ(interrupts_a_second(), hertz) << rate;
    }
    set(register_a, 0x20);
    EXPECT_EQ(devices.rtc.next_event(), never);
    set(register_a, 0x66);  // the divider is held
    EXPECT_EQ(devices.rtc.next_event(), never);
}

TEST_F(RtcTest, ReadingRegisterCLetsTheNextInterruptCome) {
    set(register_b, 0x12);
    seconds(1);
    EXPECT_TRUE(interrupted());
    seconds(1);
    EXPECT_FALSE(interrupted());
    EXPECT_EQ(get(register_c), 0xD0U);  // the periodic flag is set, too
    EXPECT_EQ(get(register_c), 0x00U);
    seconds(1);
    EXPECT_TRUE(interrupted());
}

TEST_F(RtcTest, FlagsAreSetWithoutInterrupts) {
    set(second_alarm, 0x02);
    set(minute_alarm, any);
    set(hour_alarm, any);
    seconds(1);
    EXPECT_EQ(get(register_c), 0x50U);
    seconds(2);
    EXPECT_EQ(get(register_c), 0x70U);
    EXPECT_FALSE(interrupted());
    seconds(1);
    set(register_b, 0x12);  // the flag is set already
    EXPECT_TRUE(interrupted());
    set(register_b, 0x02);
    EXPECT_EQ(get(register_c), 0x50U);
}

TEST_F(RtcTest, TheAlarmComesAtItsTime) {
    set(hour_alarm, 0x01);
    set(minute_alarm, 0x30);
    set(second_alarm, 0x15);
    set(register_b, 0x22);
    seconds(5414);
    EXPECT_FALSE(interrupted());
    seconds(1);
    EXPECT_TRUE(interrupted());
    EXPECT_EQ(get(register_c) & 0xA0, 0xA0U);
    seconds(86399);
    EXPECT_FALSE(interrupted());
    seconds(1);
    EXPECT_TRUE(interrupted());
}

TEST_F(RtcTest, AnAlarmIsNotForSecondsThatHavePassed) {
    seconds(60);
    set(second_alarm, 0x30);
    set(minute_alarm, 0x00);
    set(hour_alarm, 0x00);
    set(register_b, 0x22);
    EXPECT_FALSE(interrupted());
    EXPECT_EQ(get(register_c) & 0x20, 0x00U);
}

TEST_F(RtcTest, AlarmsMayMatchAnyHourMinuteOrSecond) {
    for (const unsigned index : {second_alarm, minute_alarm, hour_alarm}) set(index, 0xFF);
    set(register_b, 0x22);
    (void)get(register_c);
    EXPECT_EQ(interrupts_a_second(), 1U);
    set(second_alarm, 0x00);
    unsigned count = 0;
    for (unsigned number = 0; number < 120; ++number) count += interrupts_a_second();
    EXPECT_EQ(count, 2U);
}

TEST_F(RtcTest, SetClearsTheUpdateInterruptsEnable) {
    set(register_b, 0x92);
    EXPECT_EQ(get(register_b), 0x82U);
    EXPECT_EQ(devices.rtc.next_event(), never);
    (void)get(register_c);
    seconds(3);
    EXPECT_EQ(get(register_c) & 0x10, 0x00U);
}

}  // namespace
}  // namespace vitrine::guest::pc
