#pragma once
// What every run looks at before it believes the processor: an instruction that Vitrine itself does without,
// but guests don't.

#include "arch/signed_division.hpp"
#include "kernel/log/log.hpp"

namespace vitrine {

/// IDIV of 64 bits: true when it raised #DE.
using SignedDivide = bool (*)(arch::SignedDivision*);

/// Whether `divide` does what the manual says, of dividends and divisors of both signs and widths, #DE for a
/// quotient that doesn't fit among them. Intel SDM vol. 2A, "IDIV".
[[nodiscard]] bool divides_right(SignedDivide divide);

/// A `check` line when it doesn't: a guest that divides gets wrong results, and the log can't show it.
void log_self_check(Sink& sink, SignedDivide divide);

/// A `check` line for a processor with RDRAND or RDSEED whose guests can't be kept from them: AMD's SVM has
/// no intercept for these (APM vol. 2, 15.9), and CPUID alone hides them.
void log_unrepeatable(Sink& sink);

}  // namespace vitrine
