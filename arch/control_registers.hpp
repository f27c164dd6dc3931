#pragma once
// Control registers and XCR0. Intel SDM vol. 3A, 2.5 and 2.6.

#include <cstdint>

namespace vitrine::arch {

namespace cr0 {
inline constexpr std::uint64_t mp = 1ULL << 1;
inline constexpr std::uint64_t em = 1ULL << 2;
inline constexpr std::uint64_t ts = 1ULL << 3;
inline constexpr std::uint64_t ne = 1ULL << 5;
inline constexpr std::uint64_t wp = 1ULL << 16;
inline constexpr std::uint64_t nw = 1ULL << 29;
inline constexpr std::uint64_t cd = 1ULL << 30;
}  // namespace cr0

namespace cr4 {
inline constexpr std::uint64_t osfxsr = 1ULL << 9;
inline constexpr std::uint64_t osxmmexcpt = 1ULL << 10;
inline constexpr std::uint64_t umip = 1ULL << 11;
inline constexpr std::uint64_t vmxe = 1ULL << 13;
inline constexpr std::uint64_t osxsave = 1ULL << 18;
inline constexpr std::uint64_t smep = 1ULL << 20;
inline constexpr std::uint64_t smap = 1ULL << 21;
}  // namespace cr4

[[nodiscard]] inline std::uint64_t read_cr0() {
    std::uint64_t value = 0;
    asm volatile("mov %%cr0, %0" : "=r"(value));
    return value;
}
inline void write_cr0(std::uint64_t value) {
    asm volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

[[nodiscard]] inline std::uint64_t read_cr2() {
    std::uint64_t value = 0;
    asm volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}
inline void write_cr2(std::uint64_t value) {
    asm volatile("mov %0, %%cr2" : : "r"(value));
}

[[nodiscard]] inline std::uint64_t read_cr3() {
    std::uint64_t value = 0;
    asm volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}
inline void write_cr3(std::uint64_t value) {
    asm volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

[[nodiscard]] inline std::uint64_t read_cr4() {
    std::uint64_t value = 0;
    asm volatile("mov %%cr4, %0" : "=r"(value));
    return value;
}
inline void write_cr4(std::uint64_t value) {
    asm volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

/// XCR0. The processor must have XSAVE and CR4.OSXSAVE be set.
[[nodiscard]] inline std::uint64_t read_xcr0() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return static_cast<std::uint64_t>(high) << 32 | low;
}
inline void write_xcr0(std::uint64_t value) {
    asm volatile("xsetbv"
                 :
                 : "c"(0), "a"(static_cast<std::uint32_t>(value)),
                   "d"(static_cast<std::uint32_t>(value >> 32)));
}

}  // namespace vitrine::arch
