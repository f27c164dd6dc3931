#pragma once
// Why there is no guest, and the lines that say so.

#include <string_view>

#include "kernel/refusal.hpp"
#include "kernel/result.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/requirements.hpp"
#include "vmx/steps.hpp"

namespace vitrine::vmx {

/// The `vmx step=check` line: what this processor's VMX has.
void log_check(Steps& steps, const Capabilities& capabilities);

/// An `error` line for something that the processor or its firmware lacks.
[[nodiscard]] Refusal log_missing(Steps& steps, const Missing& missing);

/// Names every requirement that is not met, with what it costs: an `error` line for an essential one, which
/// refuses, else a `vmx step=check` line.
[[nodiscard]] Result<void, Refusal> log_unmet(Steps& steps, const Capabilities& capabilities);

/// An `error` line for a control that the processor hasn't got.
[[nodiscard]] Refusal log_control_refusal(Steps& steps, const ControlRefusal& refusal);

/// An `error` line for a VMX structure that found no memory.
[[nodiscard]] Refusal log_out_of_memory(Steps& steps);

}  // namespace vitrine::vmx
