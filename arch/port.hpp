#pragma once
// I/O ports.

#include <cstdint>

namespace vitrine::arch {

/// Reads a byte from `port`.
[[nodiscard]] inline std::uint8_t in8(std::uint16_t port) {
    std::uint8_t value = 0;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/// Writes a byte to `port`.
inline void out8(std::uint16_t port, std::uint8_t value) {
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

/// Writes 16 bits to `port`.
inline void out16(std::uint16_t port, std::uint16_t value) {
    asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

/// Writes 32 bits to `port`.
inline void out32(std::uint16_t port, std::uint32_t value) {
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

}  // namespace vitrine::arch
