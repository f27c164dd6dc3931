// Checks on the VM-execution and VM-exit control fields. Intel SDM vol. 3C, 27.2.1.1 and 27.2.1.2.

#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

namespace {

void check_reserved_bits(EntryRules& check) {
    check_allowed(check, field::pin_based_controls, check.capabilities().pin);
    check_allowed(check, field::primary_processor_controls, check.capabilities().primary);
    check.bits(
        field::secondary_processor_controls,
        check.primary(primary::activate_secondary_controls)
            ? disallowed(check(field::secondary_processor_controls), check.capabilities().secondary)
            : 0,
        "with \"activate secondary controls\" each bit must be as the processor's capability MSRs allow");
    check.bits(
        field::tertiary_processor_controls,
        check.primary(primary::activate_tertiary_controls)
            ? check(field::tertiary_processor_controls) & ~check.capabilities().tertiary
            : 0,
        "with \"activate tertiary controls\" each bit must be as the processor's capability MSRs allow");
    check.rule(field::cr3_target_count,
               check(field::cr3_target_count) <= check.capabilities().misc.cr3_targets,
               "must not be more than the CR3-target values that the processor has (IA32_VMX_MISC[24:16])");
}

void check_virtual_apic(EntryRules& check) {
    const auto tpr_shadow = [&] { return check.primary(primary::use_tpr_shadow); };
    check.page(field::virtual_apic_address, tpr_shadow());
    check.zeros(field::tpr_threshold, ~0xFULL,
                "with \"use TPR shadow\" and no \"virtual-interrupt delivery\" bits 31:4 must be 0",
                tpr_shadow() && !check.secondary(secondary::virtual_interrupt_delivery));
    const bool compares = tpr_shadow() && !check.secondary(secondary::virtualize_apic_accesses |
                                                           secondary::virtual_interrupt_delivery);
    bool below = true;
    if (compares) {
        constexpr std::uint64_t vtpr_offset = 0x80;
        const auto vtpr = check.read_memory(check(field::virtual_apic_address) + vtpr_offset);
        below = (check(field::tpr_threshold) & 0xF) <= (vtpr.value_or(0) >> 4 & 0xF);
    }
    check.rule(field::tpr_threshold, below,
               "bits 3:0 must not be more than bits 7:4 of VTPR, byte 80H of the virtual-APIC page",
               field::virtual_apic_address);
    check.zeros(field::secondary_processor_controls,
                secondary::virtualize_x2apic_mode | secondary::apic_register_virtualization |
                    secondary::virtual_interrupt_delivery,
                "without \"use TPR shadow\" the controls that virtualize x2APIC mode, APIC registers and "
                "interrupt delivery must be 0",
                !tpr_shadow() && check.primary(primary::activate_secondary_controls));
    check.rule(
        field::tertiary_processor_controls, tpr_shadow() || !check.tertiary(tertiary::ipi_virtualization),
        "without \"use TPR shadow\", \"IPI virtualization\" must be 0", field::primary_processor_controls);
    check.page(field::apic_access_address, check.secondary(secondary::virtualize_apic_accesses));
    check.rule(field::secondary_processor_controls,
               !check.secondary(secondary::virtualize_x2apic_mode) ||
                   !check.secondary(secondary::virtualize_apic_accesses),
               "\"virtualize x2APIC mode\" and \"virtualize APIC accesses\" must not both be 1");
    check.rule(
        field::pin_based_controls,
        !check.secondary(secondary::virtual_interrupt_delivery) || check.pin(pin::external_interrupt_exiting),
        "with \"virtual-interrupt delivery\", \"external-interrupt exiting\" must be 1",
        field::secondary_processor_controls);
    const auto ipi = [&] { return check.tertiary(tertiary::ipi_virtualization); };
    const auto last_pid = [&] {
        return check(field::pid_pointer_table_address) + 8 * check(field::last_pid_pointer_index) + 7;
    };
    check.address(field::pid_pointer_table_address, ipi(), 3, "bits 2:0 must be 0");
    check.rule(field::pid_pointer_table_address, !ipi() || (last_pid() & check.beyond_structures()) == 0,
               "the table's last byte must not lie beyond the processor's physical-address width",
               field::last_pid_pointer_index);
}

void check_posted_interrupts(EntryRules& check) {
    const auto posted = [&] { return check.pin(pin::process_posted_interrupts); };
    check.rule(field::secondary_processor_controls,
               !posted() || check.secondary(secondary::virtual_interrupt_delivery),
               "with \"process posted interrupts\", \"virtual-interrupt delivery\" must be 1",
               field::pin_based_controls);
    check.rule(field::exit_controls, !posted() || check.exit(exit_control::acknowledge_interrupt_on_exit),
               "with \"process posted interrupts\", \"acknowledge interrupt on exit\" must be 1",
               field::pin_based_controls);
    check.zeros(field::posted_interrupt_notification_vector, 0xFF00,
                "must be a vector from 0 to 255: bits 15:8 must be 0", posted());
    check.address(field::posted_interrupt_descriptor_address, posted(), 6, "bits 5:0 must be 0");
}

void check_ept_pointer(EntryRules& check) {
    const auto ept = [&] { return check.secondary(secondary::enable_ept); };
    const auto pointer = [&] { return check(field::ept_pointer); };
    const auto memory_type_is_supported = [&] {
        const std::uint64_t type = pointer() & 7;
        const EptVpid& has = check.capabilities().ept_vpid;
        return (type == 0 && has.uncacheable) || (type == 6 && has.write_back);
    };
    const auto walk_is_supported = [&] {
        const std::uint64_t length = (pointer() >> 3 & 7) + 1;
        const EptVpid& has = check.capabilities().ept_vpid;
        return (length == 4 && has.walk_length_4) || (length == 5 && has.walk_length_5);
    };
    constexpr std::uint64_t accessed_dirty = 1U << 6;
    constexpr std::uint64_t supervisor_shadow = 1U << 7;
    check.rule(field::ept_pointer, !ept() || memory_type_is_supported(),
               "bits 2:0 must be a memory type that the processor supports for EPT: 0 or 6 (A.10)");
    check.rule(field::ept_pointer, !ept() || walk_is_supported(),
               "bits 5:3 must be 1 less than a page-walk length that the processor supports (A.10)");
    check.zeros(field::ept_pointer, accessed_dirty,
                "bit 6 must be 0: the processor has no accessed and dirty flags for EPT",
                ept() && !check.capabilities().ept_vpid.accessed_dirty);
    check.zeros(field::ept_pointer, supervisor_shadow,
                "bit 7 must be 0: the processor has no supervisor shadow-stack control for EPT",
                ept() && !check.capabilities().ept_vpid.supervisor_shadow);
    check.zeros(field::ept_pointer, 0xF00, "bits 11:8 are reserved and must be 0", ept());
    check.physical(field::ept_pointer, ept());
}

void check_what_needs_ept(EntryRules& check) {
    constexpr struct {
        std::uint32_t control;
        const char* rule;
    } needs[] = {
        {secondary::unrestricted_guest, "with \"unrestricted guest\", \"enable EPT\" must be 1"},
        {secondary::mode_based_execute_control,
         "with \"mode-based execute control for EPT\", \"enable EPT\" must be 1"},
        {secondary::enable_pml, "with \"enable PML\", \"enable EPT\" must be 1"},
        {secondary::sub_page_write_permissions,
         "with \"sub-page write permissions for EPT\", \"enable EPT\" must be 1"},
        {secondary::pt_uses_guest_physical,
         "with \"Intel PT uses guest physical addresses\", \"enable EPT\" must be 1"},
    };
    for (const auto& need : needs) {
        check.rule(field::secondary_processor_controls,
                   !check.secondary(need.control) || check.secondary(secondary::enable_ept), need.rule);
    }
    check.rule(
        field::tertiary_processor_controls,
        !check.tertiary(tertiary::enable_hlat | tertiary::paging_write | tertiary::paging_verification) ||
            check.secondary(secondary::enable_ept),
        "with \"enable HLAT\", \"EPT paging-write control\" or \"guest-paging verification\", \"enable "
        "EPT\" must be 1",
        field::secondary_processor_controls);
    check.page(field::pml_address, check.secondary(secondary::enable_pml));
    check.page(field::spp_table_pointer, check.secondary(secondary::sub_page_write_permissions));
    check.zeros(field::hlat_pointer, 0xFE7, "bits 2:0 and 11:5 are reserved and must be 0",
                check.tertiary(tertiary::enable_hlat));
    check.physical(field::hlat_pointer, check.tertiary(tertiary::enable_hlat));
}

void check_structures(EntryRules& check) {
    constexpr std::uint64_t eptp_switching = 1;
    const auto functions = [&] { return check.secondary(secondary::enable_vm_functions); };
    const auto switching = [&] {
        return functions() && check.any(field::vm_function_controls, eptp_switching);
    };
    check.bits(field::vm_function_controls,
               functions() ? check(field::vm_function_controls) & ~check.capabilities().vm_functions : 0,
               "with \"enable VM functions\" no bit may be 1 that IA32_VMX_VMFUNC doesn't allow");
    check.rule(field::secondary_processor_controls, !switching() || check.secondary(secondary::enable_ept),
               "with the VM-function control \"EPTP switching\", \"enable EPT\" must be 1",
               field::vm_function_controls);
    check.page(field::eptp_list_address, switching());
    check.page(field::vmread_bitmap_address, check.secondary(secondary::vmcs_shadowing));
    check.page(field::vmwrite_bitmap_address, check.secondary(secondary::vmcs_shadowing));
    check.page(field::ve_information_address, check.secondary(secondary::ept_violation_ve));
    check.rule(field::entry_controls,
               !check.secondary(secondary::pt_uses_guest_physical) ||
                   (check.entry(entry_control::load_rtit_ctl) && check.exit(exit_control::clear_rtit_ctl)),
               "with \"Intel PT uses guest physical addresses\", \"load IA32_RTIT_CTL\" at entry and \"clear "
               "IA32_RTIT_CTL\" at exit must be 1",
               field::secondary_processor_controls);
    check.rule(field::tsc_multiplier,
               !check.secondary(secondary::use_tsc_scaling) || check(field::tsc_multiplier) != 0,
               "with \"use TSC scaling\" the multiplier must not be 0");
    check.page(field::low_pasid_directory_address, check.secondary(secondary::pasid_translation));
    check.page(field::high_pasid_directory_address, check.secondary(secondary::pasid_translation));
}

}  // namespace

void check_execution_controls(EntryRules& check) {
    check.section(EntryError::controls, "27.2.1.1");
    check_reserved_bits(check);
    check.page(field::io_bitmap_a_address, check.primary(primary::use_io_bitmaps));
    check.page(field::io_bitmap_b_address, check.primary(primary::use_io_bitmaps));
    check.page(field::msr_bitmap_address, check.primary(primary::use_msr_bitmaps));
    check_virtual_apic(check);
    check.rule(field::pin_based_controls, check.pin(pin::nmi_exiting) || !check.pin(pin::virtual_nmis),
               "without \"NMI exiting\", \"virtual NMIs\" must be 0");
    check.rule(field::primary_processor_controls,
               check.pin(pin::virtual_nmis) || !check.primary(primary::nmi_window_exiting),
               "without \"virtual NMIs\", \"NMI-window exiting\" must be 0", field::pin_based_controls);
    check_posted_interrupts(check);
    check.rule(field::vpid, !check.secondary(secondary::enable_vpid) || check(field::vpid) != 0,
               "with \"enable VPID\" it must not be 0, which is the host's");
    check_ept_pointer(check);
    check_what_needs_ept(check);
    check_structures(check);
}

void check_exit_controls(EntryRules& check) {
    check.section(EntryError::controls, "27.2.1.2");
    check_allowed(check, field::exit_controls, check.capabilities().exit);
    check.bits(field::secondary_exit_controls,
               check.exit(exit_control::activate_secondary_controls)
                   ? check(field::secondary_exit_controls) & ~check.capabilities().secondary_exit
                   : 0,
               "with \"activate secondary controls\" each bit must be as IA32_VMX_EXIT_CTLS2 allows");
    check.rule(field::exit_controls,
               check.pin(pin::preemption_timer) || !check.exit(exit_control::save_preemption_timer),
               "without \"activate VMX-preemption timer\", \"save VMX-preemption timer value\" must be 0",
               field::pin_based_controls);
    check_msr_list(check, field::exit_msr_store_count, field::exit_msr_store_address);
    check_msr_list(check, field::exit_msr_load_count, field::exit_msr_load_address);
}

}  // namespace vitrine::vmx
