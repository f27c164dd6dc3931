#pragma once
// Rules that the manual states for the host's registers and again for the guest's, or for several control
// fields. Intel SDM vol. 3C, 27.2 and 27.3.1.1.

#include "guest/cpu/registers.hpp"
#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::vmx {

/// CR0.CD and CR0.NW keep their values over VM entries and exits, and are not checked.
inline constexpr std::uint64_t unchecked_cr0 = guest::cr0::cd | guest::cr0::nw;

/// No bit of an address or value that has 32 bits may be 1 above them.
inline constexpr std::uint64_t upper_half = ~0xFFFF'FFFFULL;

void check_canonical(EntryRules& check, AnyField field, bool applies);
void check_cet_needs_wp(EntryRules& check, AnyField cr4, AnyField cr0);
void check_cr3(EntryRules& check, AnyField field);
void check_perf_global_ctrl(EntryRules& check, AnyField field, bool applies);
void check_pat(EntryRules& check, AnyField field, bool applies);
void check_efer_bits(EntryRules& check, AnyField field, bool applies);
void check_cet_state(EntryRules& check, AnyField cet, AnyField table, bool applies);
/// Of IA32_S_CET or SSP: outside of 64-bit address spaces there are 32 bits.
void check_32_bits(EntryRules& check, AnyField field, bool applies);
void check_pkrs(EntryRules& check, AnyField field, bool applies);

/// Bits of a control field that aren't as the processor allows.
[[nodiscard]] constexpr std::uint64_t disallowed(std::uint64_t value, ControlRange range) {
    return (~value & range.must_be_one) | (value & ~std::uint64_t{range.may_be_one});
}

/// Each bit of a control field is as the processor allows.
void check_allowed(EntryRules& check, AnyField field, ControlRange range);
/// The count, address and last byte of a list of MSRs.
void check_msr_list(EntryRules& check, AnyField count, AnyField address);

}  // namespace vitrine::vmx
