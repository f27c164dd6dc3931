#pragma once
// Model-specific registers. Intel SDM vol. 4.

#include <cstdint>

namespace vitrine::arch {

namespace msr {
inline constexpr std::uint32_t apic_base = 0x1B;
inline constexpr std::uint32_t pat = 0x277;
inline constexpr std::uint32_t efer = 0xC000'0080;
inline constexpr std::uint32_t star = 0xC000'0081;
inline constexpr std::uint32_t lstar = 0xC000'0082;
inline constexpr std::uint32_t cstar = 0xC000'0083;
inline constexpr std::uint32_t fmask = 0xC000'0084;
inline constexpr std::uint32_t fs_base = 0xC000'0100;
inline constexpr std::uint32_t gs_base = 0xC000'0101;
inline constexpr std::uint32_t kernel_gs_base = 0xC000'0102;
inline constexpr std::uint32_t tsc_aux = 0xC000'0103;
}  // namespace msr

/// EFER.SVME: the SVM instructions are there. AMD APM volume 2, 3.1.7.
inline constexpr std::uint64_t efer_svme = 1U << 12;

/// Reads an MSR that the processor has; #GP, and so a panic, for one that it hasn't.
[[nodiscard]] inline std::uint64_t read_msr(std::uint32_t index) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
    return static_cast<std::uint64_t>(high) << 32 | low;
}

/// Writes an MSR that the processor has, with a value that it accepts.
inline void write_msr(std::uint32_t index, std::uint64_t value) {
    asm volatile("wrmsr"
                 :
                 : "c"(index), "a"(static_cast<std::uint32_t>(value)),
                   "d"(static_cast<std::uint32_t>(value >> 32))
                 : "memory");
}

}  // namespace vitrine::arch
