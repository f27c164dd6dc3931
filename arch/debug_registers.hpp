#pragma once
// Debug registers. Intel SDM vol. 3B, 18.2.

#include <cstdint>

namespace vitrine::arch {

[[nodiscard]] inline std::uint64_t read_dr6() {
    std::uint64_t value = 0;
    asm volatile("mov %%dr6, %0" : "=r"(value));
    return value;
}
inline void write_dr6(std::uint64_t value) {
    asm volatile("mov %0, %%dr6" : : "r"(value));
}

/// DR0 to DR3.
[[nodiscard]] inline std::uint64_t read_breakpoint(unsigned number) {
    std::uint64_t value = 0;
    switch (number & 3) {
        case 0:
            asm volatile("mov %%dr0, %0" : "=r"(value));
            break;
        case 1:
            asm volatile("mov %%dr1, %0" : "=r"(value));
            break;
        case 2:
            asm volatile("mov %%dr2, %0" : "=r"(value));
            break;
        default:
            asm volatile("mov %%dr3, %0" : "=r"(value));
            break;
    }
    return value;
}
inline void write_breakpoint(unsigned number, std::uint64_t value) {
    switch (number & 3) {
        case 0:
            asm volatile("mov %0, %%dr0" : : "r"(value));
            break;
        case 1:
            asm volatile("mov %0, %%dr1" : : "r"(value));
            break;
        case 2:
            asm volatile("mov %0, %%dr2" : : "r"(value));
            break;
        default:
            asm volatile("mov %0, %%dr3" : : "r"(value));
            break;
    }
}

/// Puts DR0 to DR3 and DR6 into the state after a reset.
inline void reset_debug_registers() {
    constexpr std::uint64_t dr6_after_reset = 0xFFFF'0FF0;
    asm volatile("mov %0, %%dr0\n\tmov %0, %%dr1\n\tmov %0, %%dr2\n\tmov %0, %%dr3" : : "r"(0ULL));
    write_dr6(dr6_after_reset);
}

}  // namespace vitrine::arch
