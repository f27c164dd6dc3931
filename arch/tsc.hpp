#pragma once
// The time-stamp counter.

#include <cstdint>

namespace vitrine::arch {

/// Ticks since reset.
[[nodiscard]] inline std::uint64_t read_tsc() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return static_cast<std::uint64_t>(high) << 32 | low;
}

}  // namespace vitrine::arch
