#pragma once
// What Vitrine needs of a processor's VMX, and what it costs the user when something is missing.

#include <span>

#include "kernel/requirement.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

using Requirement = vitrine::Requirement<Capabilities>;

/// Every requirement, most basic first.
[[nodiscard]] std::span<const Requirement> requirements();

}  // namespace vitrine::vmx
