#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

void check_canonical(EntryRules& check, AnyField field, bool applies) {
    check.rule(field, !applies || check.canonical(check(field)), "the address must be canonical");
}

void check_cet_needs_wp(EntryRules& check, AnyField cr4, AnyField cr0) {
    constexpr std::uint64_t cet = 1U << 23;
    check.rule(cr4, !check.any(cr4, cet) || check.any(cr0, guest::cr0::wp), "with CR4.CET, CR0.WP must be 1",
               cr0);
}

void check_cr3(EntryRules& check, AnyField field) {
    // Bits 62:61 turn on linear-address masking where CR4.LAM_SUP, bit 28, may be 1.
    constexpr std::uint64_t lam = 3ULL << 61;
    const std::uint64_t allowed = (check.capabilities().cr4_fixed1 >> 28 & 1) != 0 ? lam : 0;
    check.zeros(field, check.beyond_physical() & ~allowed,
                "no bit beyond the processor's physical-address width may be 1");
}

void check_perf_global_ctrl(EntryRules& check, AnyField field, bool applies) {
    if (applies && !check.processor().perf_global_ctrl) check.unknown();
    check.zeros(field, ~check.processor().perf_global_ctrl.value_or(~0ULL),
                "no bit may be 1 that IA32_PERF_GLOBAL_CTRL reserves on this processor", applies);
}

void check_pat(EntryRules& check, AnyField field, bool applies) {
    check.rule(field, !applies || valid_pat(check(field)),
               "each byte must be a memory type: 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB) or 7 (UC-)");
}

void check_efer_bits(EntryRules& check, AnyField field, bool applies) {
    constexpr std::uint64_t defined =
        guest::efer::sce | guest::efer::lme | guest::efer::lma | guest::efer::nxe;
    check.zeros(field, ~defined, "the bits that IA32_EFER reserves must be 0", applies);
}

void check_cet_state(EntryRules& check, AnyField cet, AnyField table, bool applies) {
    constexpr std::uint64_t reserved = 0xFU << 6;
    constexpr std::uint64_t suppress_and_tracker = 3U << 10;
    check.zeros(cet, reserved, "bits 9:6 are reserved and must be 0", applies);
    check.rule(cet, !applies || (check(cet) & suppress_and_tracker) != suppress_and_tracker,
               "SUPPRESS and TRACKER (bits 10 and 11) must not both be 1");
    check_canonical(check, cet, applies);
    check_canonical(check, table, applies);
}

void check_32_bits(EntryRules& check, AnyField field, bool applies) {
    check.zeros(field, upper_half, "outside of IA-32e mode bits 63:32 must be 0", applies);
}

void check_pkrs(EntryRules& check, AnyField field, bool applies) {
    check.zeros(field, upper_half, "bits 63:32 must be 0", applies);
}

void check_allowed(EntryRules& check, AnyField field, ControlRange range) {
    check.bits(field, disallowed(check(field), range),
               "each bit must be as the processor's capability MSRs allow (vol. 3D, A.3 to A.5)");
}

void check_msr_list(EntryRules& check, AnyField count, AnyField address) {
    constexpr std::uint64_t entry_size = 16;
    const auto used = [&] { return check(count) != 0; };
    const auto last = [&] { return check(address) + check(count) * entry_size - 1; };
    check.address(address, used(), 4, "bits 3:0 must be 0");
    check.rule(address, !used() || (last() & check.beyond_structures()) == 0,
               "the list's last byte must not lie beyond the processor's physical-address width", count);
}

}  // namespace vitrine::vmx
