#pragma once
// From segment and offset to a linear address, with the checks that the processor makes. Intel SDM vol.
// 3A, 5.3 to 5.5.

#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// The linear address of `size` bytes at segment:offset, for reading or writing. What the processor would
/// raise instead: #SS(0) through SS, else #GP(0).
[[nodiscard]] Result<std::uint64_t, action::Inject> linear_address(VirtualCpu& cpu, SegmentName name,
                                                                   std::uint64_t offset, std::uint32_t size,
                                                                   bool write);

/// The same of a segment register that was read before, for many addresses in it. `long_mode`: in 64-bit
/// code.
[[nodiscard]] Result<std::uint64_t, action::Inject> linear_address(const Segment& segment, bool long_mode,
                                                                   SegmentName name, std::uint64_t offset,
                                                                   std::uint32_t size, bool write);

}  // namespace vitrine::guest
