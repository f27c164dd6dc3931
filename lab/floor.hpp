#pragma once
// `check=floor`: what an exit and the way back cost when nothing is done in between. docs/exit-cost.md.

#include <cstdint>
#include <optional>

#include "boot/context.hpp"
#include "svm/vcpu.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine {

/// Measures it with a guest of its own and logs it; false when that guest could not run, or when its round
/// trips were not all alike. Memory that it takes from the context's frames is its caller's to release.
[[nodiscard]] bool measure_floor(Context& context, const vmx::Operation& operation, vmx::Steps& steps);
[[nodiscard]] bool measure_floor(Context& context, const svm::Operation& operation, svm::Steps& steps);

}  // namespace vitrine
