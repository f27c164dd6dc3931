#pragma once
// `caps`: what this processor's virtualization can do, and what Vitrine does with it.

#include "boot/context.hpp"
#include "boot/run_guests.hpp"

namespace vitrine {

/// Writes the report of the processor's vendor. Ok also when no guest could run here; unsupported without
/// any virtualization.
[[nodiscard]] Outcome report_processor(Context& context);

/// The outcome for a processor without VMX and SVM, with its `error` line.
[[nodiscard]] Outcome no_virtualization(Sink& sink);

}  // namespace vitrine
