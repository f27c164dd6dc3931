#pragma once
// The registers that Vitrine never uses and a guest therefore owns while it exists: x87, SSE and AVX state,
// debug registers, the MSRs of SYSCALL. They are cleared before a guest's first entry and after its last
// exit, so that nothing passes between guests.

#include "arch/extended_state.hpp"

namespace vitrine::arch {

/// This processor's extended state, as CPUID tells it.
[[nodiscard]] ExtendedState read_extended_state();

/// Allows the instructions that clear that state, as far as the processor has them. Once, before any guest.
void enable_extended_state();

/// Puts all that state as it is after a reset; XCR0 becomes 1. Nothing may be lacking in
/// read_extended_state().
void reset_guest_registers();

}  // namespace vitrine::arch
