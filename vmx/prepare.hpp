#pragma once
// What VMXON asks of the processor's other registers, and reading what VMX it has.

#include "kernel/result.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/requirements.hpp"

namespace vitrine::vmx {

/// Sets and locks IA32_FEATURE_CONTROL, which the firmware left open. Vol. 3C, 24.7.
void enable_in_feature_control();

/// Sets the CR0 and CR4 bits that VMX operation fixes to 1 and refuses when it fixes one to 0 that is set.
/// A.7, A.8.
[[nodiscard]] Result<void> satisfy_fixed_bits(const Capabilities& capabilities);

}  // namespace vitrine::vmx
