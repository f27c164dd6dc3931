#pragma once
// Which of a processor's controls Vitrine turns on for a guest, and why not the others.

#include "kernel/log/log.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// A `caps use=… field=… status=…` line for every control that the processor has: `yes` when Vitrine's
/// guests run with it, by the code that chooses their controls; else `no` and why.
void report_control_uses(Sink& sink, const Capabilities& capabilities);

}  // namespace vitrine::vmx
