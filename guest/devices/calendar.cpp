#include "guest/devices/calendar.hpp"

#include <algorithm>
#include <array>

namespace vitrine::guest::pc {

namespace {

constexpr std::uint64_t first_year = 1900;
constexpr std::uint64_t seconds_a_minute = 60, seconds_an_hour = 60 * seconds_a_minute,
                        seconds_a_day = 24 * seconds_an_hour;
constexpr unsigned february = 2;

constexpr bool is_leap(std::uint64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr std::uint64_t days_of_year(std::uint64_t year) {
    return is_leap(year) ? 366 : 365;
}

constexpr unsigned days_of_month(std::uint64_t year, unsigned month) {
    constexpr std::array<std::uint8_t, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == february && is_leap(year) ? 1U : 0U);
}

}  // namespace

std::int64_t seconds_of(const DateTime& time) {
    std::uint64_t days = 0;
    for (std::uint64_t year = first_year; year < time.year; ++year) days += days_of_year(year);
    const unsigned last = std::clamp<unsigned>(time.month, 1, 12);
    for (unsigned month = 1; month < last; ++month) days += days_of_month(time.year, month);
    days += std::clamp<unsigned>(time.day, 1, days_of_month(time.year, last)) - 1;
    return static_cast<std::int64_t>(days * seconds_a_day + time.hour * seconds_an_hour +
                                     time.minute * seconds_a_minute + time.second);
}

DateTime date_of(std::int64_t since_first) {
    // Nothing here is negative, and unsigned division is the shorter instruction.
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(since_first, 0));
    std::uint64_t days = seconds / seconds_a_day;
    const auto rest = static_cast<unsigned>(seconds % seconds_a_day);
    constexpr unsigned weekday_of_first = 1;  // 1900-01-01 was a Monday
    DateTime time{.weekday = static_cast<std::uint8_t>((days + weekday_of_first) % 7 + 1),
                  .hour = static_cast<std::uint8_t>(rest / 3600),
                  .minute = static_cast<std::uint8_t>(rest / 60 % 60),
                  .second = static_cast<std::uint8_t>(rest % 60)};
    // The calendar repeats every 400 years.
    constexpr std::uint64_t cycle_years = 400, cycle_days = 146097;
    std::uint64_t year = first_year + days / cycle_days * cycle_years;
    days %= cycle_days;
    for (; days >= days_of_year(year); ++year) days -= days_of_year(year);
    unsigned month = 1;
    for (; days >= days_of_month(year, month); ++month) days -= days_of_month(year, month);
    time.year = static_cast<std::uint16_t>(year);
    time.month = static_cast<std::uint8_t>(month);
    time.day = static_cast<std::uint8_t>(days + 1);
    return time;
}

}  // namespace vitrine::guest::pc
