#pragma once
// The guest's own time. It runs by executed work unless time=real asks otherwise: nothing that Vitrine does
// for the guest takes any of it, so that a log is the same from run to run.

#include <cstdint>

namespace vitrine::guest::pc {

/// Guest time: eighths of a PIT clock, about 105 ns. By executed work an instruction takes one, as a tick of
/// the TSC.
using Ticks = std::uint64_t;

inline constexpr Ticks pit_hertz = 1'193'182;
inline constexpr Ticks ticks_per_pit_clock = 8;
inline constexpr Ticks ticks_per_second = pit_hertz * ticks_per_pit_clock;

/// An event that never comes.
inline constexpr Ticks never = ~Ticks{0};

/// What devices look at. The platform sets it when the guest has exited.
struct Clock {
    Ticks now = 0;
};

}  // namespace vitrine::guest::pc
