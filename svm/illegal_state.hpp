#pragma once
// Why VMRUN refuses a VMCB: the list of illegal states. APM volume 2, 15.5.1 and 15.20.

#include <cstdint>
#include <span>
#include <string_view>

#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// What of the processor decides which bits must be 0.
struct Limits {
    unsigned physical_bits = 40;
};

/// One rule of the list.
struct IllegalState {
    std::string_view field;
    std::string_view rule;  ///< what is wrong and what it must be; a literal
    std::string_view section;
    std::uint64_t (*value)(const Vmcb& vmcb);
    bool (*broken)(const Vmcb& vmcb, const Limits& limits);
};

/// Every rule; those for which broken() is true explain a VMEXIT_INVALID.
[[nodiscard]] std::span<const IllegalState> illegal_states();

}  // namespace vitrine::svm
