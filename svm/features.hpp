#pragma once
// What a processor's SVM has. APM volume 3, CPUID Fn8000_000A; volume 2, 15.4.

#include <array>
#include <cstdint>
#include <span>

#include "guest/cpu/virtual_cpu.hpp"
#include "kernel/requirement.hpp"

namespace vitrine::svm {

/// CPUID Fn8000_000A and VM_CR, by name.
struct Features {
    std::uint32_t revision = 0;
    std::uint32_t asids = 0;
    bool nested_paging = false;
    bool next_rip = false;        ///< NRIPS: the VMCB tells where the next instruction is
    bool decode_assists = false;  ///< the VMCB has the instruction's bytes and a CR access' register
    bool flush_by_asid = false;
    bool clean_bits = false;
    bool disabled = false;  ///< VM_CR.SVMDIS
    bool locked = false;    ///< VM_CR.LOCK: SVMDIS can't be cleared
};

/// Reads the leaf and VM_CR (MSR C001_0114, 15.30.1).
[[nodiscard]] Features parse_features(const guest::CpuidAnswer& leaf, std::uint64_t vm_cr);

using Requirement = vitrine::Requirement<Features>;

/// Every requirement, most basic first.
[[nodiscard]] std::span<const Requirement> requirements();

}  // namespace vitrine::svm
