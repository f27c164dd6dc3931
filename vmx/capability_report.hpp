#pragma once
// The capability report: `caps` lines that decode every capability MSR, and say what Vitrine does with each
// control. Intel SDM vol. 3D, appendix A.

#include <optional>

#include "kernel/log/log.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// The MSR's name in the SDM.
[[nodiscard]] std::string_view msr_name(CapabilityMsr msr);

/// A `caps msr=… index=… value=…` line for each MSR that there is.
void log_capability_msrs(Sink& sink, const CapabilityMsrs& msrs);

/// The whole report, sorted by MSR and bit, then by control field and bit.
void report_capabilities(Sink& sink, const CapabilityMsrs& msrs);

}  // namespace vitrine::vmx
