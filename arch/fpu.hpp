#pragma once
// The registers that Vitrine never uses and a guest therefore owns while it exists: x87, SSE and AVX state,
// debug registers, the MSRs of SYSCALL. They are cleared before a guest's first entry and after its last
// exit, so that nothing passes between guests.

#include <cstdint>
#include <span>

#include "arch/extended_state.hpp"

namespace vitrine::arch {

/// This processor's extended state, as CPUID tells it.
[[nodiscard]] ExtendedState read_extended_state();

/// Allows the instructions that clear that state, as far as the processor has them. Once, before any guest.
void enable_extended_state();

/// Writes a guest's extended state into `area`, which is aligned to 64 and has read_extended_state().size
/// bytes. Bytes that the processor doesn't define are 0. Intel SDM vol. 1, 13.4.
void save_extended_state(std::span<std::uint8_t> area);

/// Loads what that wrote; XCR0 stays as it is. The area must be one that faults nowhere.
void load_extended_state(std::span<const std::uint8_t> area);

/// The bits of MXCSR that may be set. Intel SDM vol. 1, 11.6.6.
[[nodiscard]] std::uint32_t mxcsr_mask();

/// XCR0; 1 where the processor has no XSAVE.
[[nodiscard]] std::uint64_t guest_xcr0();

/// Puts all that state as it is after a reset; XCR0 becomes 1. Nothing may be lacking in
/// read_extended_state().
void reset_guest_registers();

}  // namespace vitrine::arch
