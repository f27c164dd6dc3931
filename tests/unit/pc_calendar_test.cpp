#include <gtest/gtest.h>

#include "guest/devices/calendar.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::int64_t day = 86400;

DateTime date(std::uint16_t year, unsigned month, unsigned of_month) {
    return {
        .year = year, .month = static_cast<std::uint8_t>(month), .day = static_cast<std::uint8_t>(of_month)};
}

TEST(Calendar, BeginsIn1900) {
    EXPECT_EQ(seconds_of(date(1900, 1, 1)), 0);
    EXPECT_EQ(seconds_of(date(1970, 1, 1)), 2'208'988'800);  // RFC 868
    const DateTime first = date_of(0);
    EXPECT_EQ(first.year, 1900);
    EXPECT_EQ(first.month, 1);
    EXPECT_EQ(first.day, 1);
    EXPECT_EQ(first.weekday, 2);  // a Monday
}

TEST(Calendar, EveryDayComesBack) {
    std::int64_t seconds = 0;
    unsigned weekday = 2;
    for (std::uint16_t year = 1900; year <= 2400; year = static_cast<std::uint16_t>(year + 1)) {
        for (; date_of(seconds).year == year; seconds += day) {
            const DateTime time = date_of(seconds);
            ASSERT_EQ(seconds_of(time), seconds);
            ASSERT_EQ(time.weekday, weekday);
            weekday = weekday % 7 + 1;
        }
    }
    EXPECT_EQ(date_of(seconds).year, 2401);
}

TEST(Calendar, LeapYears) {
    EXPECT_EQ(seconds_of(date(2024, 3, 1)) - seconds_of(date(2024, 2, 28)), 2 * day);
    EXPECT_EQ(seconds_of(date(2025, 3, 1)) - seconds_of(date(2025, 2, 28)), day);
    EXPECT_EQ(seconds_of(date(2000, 3, 1)) - seconds_of(date(2000, 2, 28)), 2 * day);
    EXPECT_EQ(seconds_of(date(2100, 3, 1)) - seconds_of(date(2100, 2, 28)), day);
}

TEST(Calendar, TimeOfDay) {
    DateTime time = date(2026, 12, 31);
    time.hour = 23;
    time.minute = 59;
    time.second = 58;
    const DateTime back = date_of(seconds_of(time));
    EXPECT_EQ(back.hour, 23);
    EXPECT_EQ(back.minute, 59);
    EXPECT_EQ(back.second, 58);
    EXPECT_EQ(date_of(seconds_of(time) + 2).year, 2027);
}

TEST(Calendar, WhatIsOutOfRangeIsTheNearest) {
    EXPECT_EQ(seconds_of(date(2026, 0, 0)), seconds_of(date(2026, 1, 1)));
    EXPECT_EQ(seconds_of(date(2026, 200, 200)), seconds_of(date(2026, 12, 31)));
    EXPECT_EQ(seconds_of(date(2026, 2, 31)), seconds_of(date(2026, 2, 28)));
    EXPECT_EQ(seconds_of(date(100, 1, 1)), 0);
    EXPECT_EQ(date_of(-1).year, 1900);
}

TEST(Calendar, FarAwayYearsTakeNoLonger) {
    const DateTime far = date_of(std::int64_t{1} << 62);
    EXPECT_GE(far.month, 1);
    EXPECT_LE(far.month, 12);
    EXPECT_GE(far.day, 1);
    EXPECT_LE(far.day, 31);
}

}  // namespace
}  // namespace vitrine::guest::pc
