// Checks on host control registers, MSRs, segment registers and on the address-space size. Intel SDM vol. 3C,
// 27.2.2 to 27.2.4.

#include "guest/cpu/registers.hpp"
#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

namespace {

constexpr const char* section_registers = "27.2.2";
constexpr const char* section_segments = "27.2.3";
constexpr const char* section_size = "27.2.4";

void check_registers(EntryRules& check) {
    check.section(EntryError::host_state, section_registers);
    check.bits(field::host_cr0,
               wrong_fixed_bits(check(field::host_cr0), check.capabilities().cr0_fixed0,
                                check.capabilities().cr0_fixed1) &
                   ~unchecked_cr0,
               "VMX operation fixes this bit of CR0 to the other value (A.7)");
    check.bits(field::host_cr4,
               wrong_fixed_bits(check(field::host_cr4), check.capabilities().cr4_fixed0,
                                check.capabilities().cr4_fixed1),
               "VMX operation fixes this bit of CR4 to the other value (A.8)");
    check_cet_needs_wp(check, field::host_cr4, field::host_cr0);
    check_cr3(check, field::host_cr3);
    check_canonical(check, field::host_sysenter_esp, true);
    check_canonical(check, field::host_sysenter_eip, true);
    check_perf_global_ctrl(check, field::host_perf_global_ctrl,
                           check.exit(exit_control::load_perf_global_ctrl));
    check_pat(check, field::host_pat, check.exit(exit_control::load_pat));

    const auto loads_efer = [&] { return check.exit(exit_control::load_efer); };
    const std::uint64_t size_bits = guest::efer::lma | guest::efer::lme;
    check_efer_bits(check, field::host_efer, loads_efer());
    check.bits(field::host_efer,
               loads_efer() ? (check(field::host_efer) ^
                               (check.exit(exit_control::host_address_space_size) ? size_bits : 0)) &
                                  size_bits
                            : 0,
               "LMA and LME must each equal the VM-exit control \"host address-space size\"");
    check_cet_state(check, field::host_s_cet, field::host_ssp_table, check.exit(exit_control::load_cet));
    const auto loads_cet = [&] { return check.exit(exit_control::load_cet); };
    check.zeros(field::host_ssp, 3, "bits 1:0 must be 0", loads_cet());
    check_canonical(check, field::host_ssp, loads_cet());
    check_pkrs(check, field::host_pkrs, check.exit(exit_control::load_pkrs));
}

void check_segments(EntryRules& check) {
    check.section(EntryError::host_state, section_segments);
    constexpr std::uint64_t rpl_and_ti = 7;
    const auto selector = [&](AnyField field) {
        check.zeros(field, rpl_and_ti, "RPL and TI (bits 2:0) must be 0");
    };
    selector(field::host_cs_selector);
    selector(field::host_ss_selector);
    selector(field::host_ds_selector);
    selector(field::host_es_selector);
    selector(field::host_fs_selector);
    selector(field::host_gs_selector);
    selector(field::host_tr_selector);
    check.rule(field::host_cs_selector, check(field::host_cs_selector) != 0, "must not be 0");
    check.rule(field::host_tr_selector, check(field::host_tr_selector) != 0, "must not be 0");
    check.rule(field::host_ss_selector,
               check.exit(exit_control::host_address_space_size) || check(field::host_ss_selector) != 0,
               "must not be 0 when \"host address-space size\" is 0", field::exit_controls);
    check_canonical(check, field::host_fs_base, true);
    check_canonical(check, field::host_gs_base, true);
    check_canonical(check, field::host_gdtr_base, true);
    check_canonical(check, field::host_idtr_base, true);
    check_canonical(check, field::host_tr_base, true);
}

void check_address_space_size(EntryRules& check) {
    check.section(EntryError::host_state, section_size);
    const auto size_64 = [&] { return check.exit(exit_control::host_address_space_size); };
    const bool long_mode = check.processor().long_mode;
    check.rule(field::entry_controls, long_mode || !check.entry(entry_control::ia32e_mode_guest),
               "outside of IA-32e mode, \"IA-32e mode guest\" must be 0");
    check.rule(field::exit_controls, long_mode == size_64(),
               "\"host address-space size\" must be 1 in IA-32e mode, and 0 outside of it");
    check.rule(field::entry_controls, size_64() || !check.entry(entry_control::ia32e_mode_guest),
               "when \"host address-space size\" is 0, \"IA-32e mode guest\" must be 0",
               field::exit_controls);
    check.rule(field::host_cr4, size_64() || !check.any(field::host_cr4, guest::cr4::pcide),
               "when \"host address-space size\" is 0, CR4.PCIDE must be 0", field::exit_controls);
    check.zeros(field::host_rip, upper_half, "when \"host address-space size\" is 0, bits 63:32 must be 0",
                !size_64());
    const auto loads_cet_32 = [&] { return check.exit(exit_control::load_cet) && !size_64(); };
    check_32_bits(check, field::host_s_cet, loads_cet_32());
    check_32_bits(check, field::host_ssp, loads_cet_32());
    check.rule(field::host_cr4, !size_64() || check.any(field::host_cr4, guest::cr4::pae),
               "when \"host address-space size\" is 1, CR4.PAE must be 1", field::exit_controls);
    check_canonical(check, field::host_rip, size_64());
}

}  // namespace

void check_host_state(EntryRules& check) {
    check_registers(check);
    check_segments(check);
    check_address_space_size(check);
}

}  // namespace vitrine::vmx
