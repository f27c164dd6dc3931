#pragma once
// Why VMRUN refuses a VMCB: the list of illegal states. APM volume 2, 15.5.1 and 15.20.

#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/log/log.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// What of the processor decides which bits must be 0.
struct Limits {
    unsigned physical_bits = 40;
    std::uint64_t cr4 = ~0ULL;   ///< bits that the processor has
    std::uint64_t efer = ~0ULL;  ///< bits that the processor has
};

/// What of CPUID decides it.
struct LimitFeatures {
    std::uint32_t standard_ecx = 0, standard_edx = 0;      ///< Fn0000_0001
    std::uint32_t structured_ebx = 0, structured_ecx = 0;  ///< Fn0000_0007
    std::uint32_t extended_ecx = 0, extended_edx = 0;      ///< Fn8000_0001
    std::uint32_t sizes_eax = 0, sizes_ebx = 0;            ///< Fn8000_0008
    std::uint32_t further_eax = 0;                         ///< Fn8000_0021
};
[[nodiscard]] Limits limits_of(const LimitFeatures& features);

/// One rule of the list.
struct IllegalState {
    const char* field;  ///< by its name in field_table.hpp
    const char* rule;   ///< what is wrong and what it must be
    const char* section;
    bool (*broken)(const Vmcb& vmcb, const Limits& limits);
};

/// An `error` line for every rule that `vmcb` breaks; how many those are.
unsigned explain_illegal_state(Sink& sink, const Vmcb& vmcb, const Limits& limits);

/// How many rules `vmcb` breaks.
[[nodiscard]] unsigned count_illegal_states(const Vmcb& vmcb, const Limits& limits);

/// Every rule; those for which broken() is true explain a VMEXIT_INVALID.
[[nodiscard]] std::span<const IllegalState> illegal_states();

}  // namespace vitrine::svm
