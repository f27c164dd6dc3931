#pragma once
// How fast the time-stamp counter runs, measured against the interval timer.

#include <cstdint>

namespace vitrine::arch {

/// Ticks of the TSC in a second; 0 where the timer doesn't count. Takes 10 ms.
[[nodiscard]] std::uint64_t measure_tsc_hertz();

}  // namespace vitrine::arch
