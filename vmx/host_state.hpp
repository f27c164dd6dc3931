#pragma once
// The host-state area: what the processor is when a VM exit has happened. Intel SDM vol. 3C, 25.5 and 28.5.

#include "guest/cpu/registers.hpp"
#include "vmx/vmcs.hpp"

namespace vitrine::vmx {

/// Writes the host's present state; exits arrive at `exit` and store the guest's registers to `gpr`
/// (vmx/enter.asm).
void write_host_state(VmcsWriter& write, void (*exit)(), const guest::Registers& gpr);

}  // namespace vitrine::vmx
