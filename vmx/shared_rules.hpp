#pragma once
// Rules that the manual states for the host's registers and again for the guest's. Intel SDM vol. 3C, 27.2.2
// and 27.3.1.1.

#include "guest/registers.hpp"
#include "vmx/entry_rules.hpp"

namespace vitrine::vmx {

/// CR0.CD and CR0.NW keep their values over VM entries and exits, and are not checked.
inline constexpr std::uint64_t unchecked_cr0 = guest::cr0::cd | guest::cr0::nw;

template <class AnyField>
void check_canonical(EntryRules& check, const AnyField& field, bool applies) {
    check.rule(field, !applies || check.canonical(check(field)), "the address must be canonical");
}

template <class Cr4, class Cr0>
void check_cet_needs_wp(EntryRules& check, const Cr4& cr4, const Cr0& cr0) {
    constexpr std::uint64_t cet = 1U << 23;
    check.rule(cr4, (check(cr4) & cet) == 0 || (check(cr0) & guest::cr0::wp) != 0,
               "with CR4.CET, CR0.WP must be 1", cr0);
}

template <class AnyField>
void check_cr3(EntryRules& check, const AnyField& field) {
    // Bits 62:61 turn on linear-address masking where CR4.LAM_SUP, bit 28, may be 1.
    constexpr std::uint64_t lam = 3ULL << 61;
    const std::uint64_t allowed = (check.capabilities().cr4_fixed1 >> 28 & 1) != 0 ? lam : 0;
    check.bits(field, check(field) & check.beyond_physical() & ~allowed,
               "no bit beyond the processor's physical-address width may be 1");
}

template <class AnyField>
void check_perf_global_ctrl(EntryRules& check, const AnyField& field, bool applies) {
    if (applies && !check.processor().perf_global_ctrl) check.unknown();
    check.bits(field, applies ? check(field) & ~check.processor().perf_global_ctrl.value_or(~0ULL) : 0,
               "no bit may be 1 that IA32_PERF_GLOBAL_CTRL reserves on this processor");
}

template <class AnyField>
void check_pat(EntryRules& check, const AnyField& field, bool applies) {
    check.rule(field, !applies || valid_pat(check(field)),
               "each byte must be a memory type: 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB) or 7 (UC-)");
}

template <class AnyField>
void check_efer_bits(EntryRules& check, const AnyField& field, bool applies) {
    constexpr std::uint64_t defined =
        guest::efer::sce | guest::efer::lme | guest::efer::lma | guest::efer::nxe;
    check.bits(field, applies ? check(field) & ~defined : 0, "the bits that IA32_EFER reserves must be 0");
}

template <class Cet, class Table>
void check_cet_state(EntryRules& check, const Cet& cet, const Table& table, bool applies) {
    constexpr std::uint64_t reserved = 0xFU << 6;
    constexpr std::uint64_t suppress_and_tracker = 3U << 10;
    check.bits(cet, applies ? check(cet) & reserved : 0, "bits 9:6 are reserved and must be 0");
    check.rule(cet, !applies || (check(cet) & suppress_and_tracker) != suppress_and_tracker,
               "SUPPRESS and TRACKER (bits 10 and 11) must not both be 1");
    check_canonical(check, cet, applies);
    check_canonical(check, table, applies);
}

/// Of IA32_S_CET or SSP: outside of 64-bit address spaces there are 32 bits.
template <class AnyField>
void check_32_bits(EntryRules& check, const AnyField& field, bool applies) {
    check.bits(field, applies ? check(field) & ~0xFFFF'FFFFULL : 0,
               "outside of IA-32e mode bits 63:32 must be 0");
}

template <class AnyField>
void check_pkrs(EntryRules& check, const AnyField& field, bool applies) {
    check.bits(field, applies ? check(field) & ~0xFFFF'FFFFULL : 0, "bits 63:32 must be 0");
}

}  // namespace vitrine::vmx
