// Checks on guest control registers, debug registers, MSRs, descriptor-table registers, RIP and RFLAGS. Intel
// SDM vol. 3C, 27.3.1.1, 27.3.1.3 and 27.3.1.4.

#include "guest/cpu/registers.hpp"
#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

namespace {

bool ia32e(EntryRules& check) {
    return check.entry(entry_control::ia32e_mode_guest);
}

void check_control_registers(EntryRules& check) {
    const auto unrestricted = [&] { return check.secondary(secondary::unrestricted_guest); };
    const auto cr0 = [&](std::uint64_t bits) { return (check(field::guest_cr0) & bits) == bits; };
    const auto cr4 = [&](std::uint64_t bits) { return (check(field::guest_cr4) & bits) == bits; };
    check.bits(field::guest_cr0,
               wrong_fixed_bits(check(field::guest_cr0), check.capabilities().cr0_fixed0,
                                check.capabilities().cr0_fixed1) &
                   ~(unchecked_cr0 | (unrestricted() ? guest::cr0::pe | guest::cr0::pg : 0)),
               "VMX operation fixes this bit of CR0 to the other value (A.7)");
    check.rule(field::guest_cr0, !cr0(guest::cr0::pg) || cr0(guest::cr0::pe),
               "with CR0.PG, CR0.PE must be 1");
    check.bits(field::guest_cr4,
               wrong_fixed_bits(check(field::guest_cr4), check.capabilities().cr4_fixed0,
                                check.capabilities().cr4_fixed1),
               "VMX operation fixes this bit of CR4 to the other value (A.8)");
    check_cet_needs_wp(check, field::guest_cr4, field::guest_cr0);

    constexpr std::uint64_t debugctl_reserved = ~0xFFFFULL | 0x38;
    constexpr std::uint64_t debugctl_bus_lock = 1U << 2;
    check.zeros(
        field::guest_debugctl, debugctl_reserved | (check.processor().bus_lock ? 0 : debugctl_bus_lock),
        "the bits that IA32_DEBUGCTL reserves must be 0", check.entry(entry_control::load_debug_controls));
    check.rule(field::guest_cr0, !ia32e(check) || cr0(guest::cr0::pg),
               "with \"IA-32e mode guest\", CR0.PG must be 1", field::entry_controls);
    check.rule(field::guest_cr4, !ia32e(check) || cr4(guest::cr4::pae),
               "with \"IA-32e mode guest\", CR4.PAE must be 1", field::entry_controls);
    check.rule(field::guest_cr4, ia32e(check) || !cr4(guest::cr4::pcide),
               "without \"IA-32e mode guest\", CR4.PCIDE must be 0", field::entry_controls);
    check_cr3(check, field::guest_cr3);
    check.zeros(field::guest_dr7, upper_half, "bits 63:32 must be 0",
                check.entry(entry_control::load_debug_controls));
    check_canonical(check, field::guest_sysenter_esp, true);
    check_canonical(check, field::guest_sysenter_eip, true);
    check_cet_state(check, field::guest_s_cet, field::guest_ssp_table, check.entry(entry_control::load_cet));
    check_32_bits(check, field::guest_s_cet, check.entry(entry_control::load_cet) && !ia32e(check));
}

void check_msrs(EntryRules& check) {
    check_perf_global_ctrl(check, field::guest_perf_global_ctrl,
                           check.entry(entry_control::load_perf_global_ctrl));
    check_pat(check, field::guest_pat, check.entry(entry_control::load_pat));

    const auto loads_efer = [&] { return check.entry(entry_control::load_efer); };
    const auto efer = [&](std::uint64_t bits) { return check.any(field::guest_efer, bits); };
    const auto paging = [&] { return check.any(field::guest_cr0, guest::cr0::pg); };
    check_efer_bits(check, field::guest_efer, loads_efer());
    check.rule(field::guest_efer, !loads_efer() || efer(guest::efer::lma) == ia32e(check),
               "LMA (bit 10) must equal the VM-entry control \"IA-32e mode guest\"", field::entry_controls);
    check.rule(field::guest_efer,
               !loads_efer() || !paging() || efer(guest::efer::lma) == efer(guest::efer::lme),
               "with CR0.PG, LMA (bit 10) must equal LME (bit 8)", field::guest_cr0);

    const auto loads_bndcfgs = [&] { return check.entry(entry_control::load_bndcfgs); };
    check.zeros(field::guest_bndcfgs, 0xFFC, "bits 11:2 are reserved and must be 0", loads_bndcfgs());
    check_canonical(check, field::guest_bndcfgs, loads_bndcfgs());
    constexpr std::uint64_t lbr_defined = 0x7F'000F;
    check.zeros(field::guest_lbr_ctl, ~lbr_defined, "the bits that IA32_LBR_CTL reserves must be 0",
                check.entry(entry_control::load_lbr_ctl));
    check_pkrs(check, field::guest_pkrs, check.entry(entry_control::load_pkrs));
    check.zeros(field::guest_uinv, 0xFF00, "bits 15:8 must be 0", check.entry(entry_control::load_uinv));
}

void check_descriptor_tables(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.3");
    constexpr std::uint64_t beyond_limit = 0xFFFF'0000;
    check_canonical(check, field::guest_gdtr_base, true);
    check_canonical(check, field::guest_idtr_base, true);
    check.zeros(field::guest_gdtr_limit, beyond_limit, "bits 31:16 must be 0");
    check.zeros(field::guest_idtr_limit, beyond_limit, "bits 31:16 must be 0");
}

constexpr const char* uniform = "the bits beyond the processor's linear-address width must be all 0 or all 1";

/// Weaker than canonical: the highest bit of the linear address itself may differ.
bool beyond_linear_is_uniform(EntryRules& check, std::uint64_t address) {
    const unsigned width = check.processor().linear_bits;
    const std::uint64_t beyond = width < 64 ? address >> width : 0;
    return beyond == 0 || beyond == ~0ULL >> width;
}

void check_rip_and_rflags(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.4");
    constexpr std::uint64_t long_code = 1U << 13;
    const auto code_64 = [&] { return ia32e(check) && check.any(field::guest_cs_access_rights, long_code); };
    check.zeros(field::guest_rip, upper_half, "outside of 64-bit mode bits 63:32 must be 0", !code_64());
    check.rule(field::guest_rip, !code_64() || beyond_linear_is_uniform(check, check(field::guest_rip)),
               uniform);

    constexpr std::uint64_t reserved = ~0x3F'FFFFULL | 1U << 15 | 1U << 5 | 1U << 3;
    const auto flags = [&](std::uint64_t bits) { return check.any(field::guest_rflags, bits); };
    check.zeros(field::guest_rflags, reserved, "reserved bits (63:22, 15, 5 and 3) must be 0");
    check.rule(field::guest_rflags, flags(guest::rflags::fixed_one), "bit 1 must be 1");
    check.rule(field::guest_rflags, !flags(guest::rflags::vm) || !ia32e(check),
               "VM (bit 17) must be 0 with \"IA-32e mode guest\"", field::entry_controls);
    check.rule(field::guest_rflags, !flags(guest::rflags::vm) || check.any(field::guest_cr0, guest::cr0::pe),
               "VM (bit 17) must be 0 when CR0.PE is 0", field::guest_cr0);
    check.rule(
        field::guest_rflags,
        flags(guest::rflags::interrupt) || !EntryEvent::from(check(field::entry_interruption_information))
                                                .is(EntryEvent::Type::external_interrupt),
        "IF (bit 9) must be 1 when an external interrupt is injected", field::entry_interruption_information);
    const auto loads_cet = [&] { return check.entry(entry_control::load_cet); };
    check.zeros(field::guest_ssp, 3, "bits 1:0 must be 0", loads_cet());
    check.rule(field::guest_ssp,
               !loads_cet() || !ia32e(check) || beyond_linear_is_uniform(check, check(field::guest_ssp)),
               uniform);
    check_32_bits(check, field::guest_ssp, loads_cet() && !ia32e(check));
}

}  // namespace

void check_guest_registers(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.1");
    check_control_registers(check);
    check_msrs(check);
    check_descriptor_tables(check);
    check_rip_and_rflags(check);
}

}  // namespace vitrine::vmx
