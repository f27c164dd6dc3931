#pragma once
// The rate of a PC's time where nothing asks for another: an eighth of a PIT clock, about 105 ns. By executed
// work an instruction takes one, as a tick of the TSC.

#include "guest/machine/clock.hpp"

namespace vitrine::guest::pc {

using guest::Clock;
using guest::never;
using guest::Ticks;

inline constexpr Ticks pit_hertz = 1'193'182;
inline constexpr Ticks ticks_per_pit_clock = 8;
inline constexpr Ticks ticks_per_second = pit_hertz * ticks_per_pit_clock;

}  // namespace vitrine::guest::pc
