#pragma once
// Days and dates of the Gregorian calendar.

#include <cstdint>

#include "guest/devices/rtc.hpp"

namespace vitrine::guest::pc {

/// Seconds from 1900-01-01 00:00:00 to `time`; a month or day out of range counts as the nearest in range.
[[nodiscard]] std::int64_t seconds_of(const DateTime& time);

/// The date that many seconds later than 1900-01-01 00:00:00, weekday included. Not before that.
[[nodiscard]] DateTime date_of(std::int64_t seconds);

}  // namespace vitrine::guest::pc
