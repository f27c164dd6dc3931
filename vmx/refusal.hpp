#pragma once
// Why there is no guest, and the lines that say so.

#include "kernel/complaint.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/steps.hpp"

namespace vitrine::vmx {

/// The `vmx step=check` line: what this processor's VMX has.
void log_check(Steps& steps, const Capabilities& capabilities);

/// An `error` line for a control that the processor hasn't got.
[[nodiscard]] Complaint log_control_refusal(Steps& steps, const ControlRefusal& refusal);

}  // namespace vitrine::vmx
