#pragma once
// The registers that Vitrine never uses and a guest therefore owns while it exists: x87, SSE and AVX state,
// debug registers, the MSRs of SYSCALL. They are cleared before a guest's first entry and after its last
// exit, so that nothing passes between guests.

namespace vitrine::arch {

/// Allows the instructions that clear that state. Once, before any guest.
void enable_extended_state();

/// Puts all that state as it is after a reset; XCR0 becomes 1.
void reset_guest_registers();

}  // namespace vitrine::arch
