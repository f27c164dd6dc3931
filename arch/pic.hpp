#pragma once
// The pair of 8259 interrupt controllers, which Vitrine doesn't use.

#include "arch/port.hpp"

namespace vitrine::arch {

/// Masks every line: firmware leaves the PIT running.
inline void mask_pics() {
    constexpr std::uint16_t primary_data = 0x21;
    constexpr std::uint16_t secondary_data = 0xA1;
    constexpr std::uint8_t all = 0xFF;
    out8(secondary_data, all);
    out8(primary_data, all);
}

}  // namespace vitrine::arch
