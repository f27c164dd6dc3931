#pragma once
// What Vitrine needs of a processor's VMX, and what it costs the user when something is missing.

#include <span>

#include "kernel/refusal.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// What one feature is needed for, and how it is found.
struct Requirement {
    bool essential = true;  ///< without it no guest runs; else it only costs something
    Missing missing;
    bool (*present)(const Capabilities&);
};

/// Every requirement, most basic first.
[[nodiscard]] std::span<const Requirement> requirements();

}  // namespace vitrine::vmx
