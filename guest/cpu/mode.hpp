#pragma once
// Which mode the guest's processor is in, as its registers tell.

#include <cstdint>

#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// 64-bit code: IA-32e mode with CS.L.
[[nodiscard]] inline bool in_64bit_mode(VirtualCpu& cpu) {
    return (cpu.read(Register::efer) & efer::lma) != 0 && cpu.segment(SegmentName::cs).long_mode();
}

/// Bytes of an address by default: 8, 4 or 2. Intel SDM vol. 1, table 3-4.
[[nodiscard]] inline std::uint8_t default_address_size(VirtualCpu& cpu) {
    if (in_64bit_mode(cpu)) return 8;
    return cpu.segment(SegmentName::cs).big() ? 4 : 2;
}

/// Privilege level 3; real mode is 0. Intel SDM vol. 3C, 25.4.1: SS.DPL is the CPL.
[[nodiscard]] inline bool at_user_level(VirtualCpu& cpu) {
    return (cpu.read(Register::cr0) & cr0::pe) != 0 && cpu.segment(SegmentName::ss).dpl() == 3;
}

/// The low `bytes` (2, 4 or 8) of a register.
[[nodiscard]] constexpr std::uint64_t low_part(std::uint64_t value, std::uint8_t bytes) {
    return bytes == 8 ? value : value & ((1ULL << (8 * bytes)) - 1);
}

/// `old` with its low `bytes` replaced, as a write to SI, ESI or RSI does: a 32-bit write clears the upper
/// half.
[[nodiscard]] constexpr std::uint64_t with_low_part(std::uint64_t old, std::uint64_t value,
                                                    std::uint8_t bytes) {
    if (bytes >= 4) return low_part(value, bytes);
    const std::uint64_t mask = (1ULL << (8 * bytes)) - 1;
    return (old & ~mask) | (value & mask);
}

/// Bits 63:47 are all alike, as 4-level paging wants an address.
[[nodiscard]] constexpr bool is_canonical(std::uint64_t address) {
    const auto upper = static_cast<std::int64_t>(address) >> 47;
    return upper == 0 || upper == -1;
}

}  // namespace vitrine::guest
