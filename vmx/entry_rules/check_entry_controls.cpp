// Checks on the VM-entry control fields. Intel SDM vol. 3C, 27.2.1.3.

#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

namespace {

/// Whether the exception delivers an error code; #CP does where there is CET. Vol. 3A, 6.13.
bool has_error_code(std::uint8_t vector, bool cet) {
    constexpr std::uint32_t vectors = 1U << 8 | 0x1FU << 10 | 1U << 17;
    constexpr unsigned control_protection = 21;
    return (vector < 32 && (vectors >> vector & 1) != 0) || (vector == control_protection && cet);
}

/// CR4.CET may be 1.
bool has_cet(const Capabilities& capabilities) {
    return (capabilities.cr4_fixed1 >> 23 & 1) != 0;
}

void check_entry_event(EntryRules& check) {
    using Type = EntryEvent::Type;
    constexpr AnyField field = field::entry_interruption_information;
    const auto event = [&] { return EntryEvent::from(check(field)); };
    constexpr std::uint32_t monitor_trap_flag = 1U << 27;
    constexpr std::uint64_t protection_enable = 1;

    check.rule(field, !event().is(Type::reserved), "bits 10:8: type 1 is reserved");
    check.rule(field, !event().is(Type::other) || check.capabilities().primary.allows(monitor_trap_flag),
               "bits 10:8: type 7 is reserved on a processor without the monitor trap flag");
    check.rule(field, !event().is(Type::nmi) || event().vector == 2, "an NMI (type 2) must have vector 2");
    check.rule(field, !event().is(Type::hardware_exception) || event().vector <= 31,
               "a hardware exception (type 3) must have a vector from 0 to 31");
    check.rule(field, !event().is(Type::other) || event().vector == 0,
               "an other event (type 7) must have vector 0");

    // Where bit 11 may be 1 at all, and where it must be.
    const auto no_error_code = [&] {
        return event().type != Type::hardware_exception || (check.secondary(secondary::unrestricted_guest) &&
                                                            !check.any(field::guest_cr0, protection_enable));
    };
    check.rule(field, !event().valid || !event().error_code || !no_error_code(),
               "bit 11 (deliver error code) must be 0: not a hardware exception, or CR0.PE is 0",
               field::guest_cr0);
    check.rule(
        field,
        !event().valid || no_error_code() || check.capabilities().basic.any_error_code ||
            event().error_code == has_error_code(event().vector, has_cet(check.capabilities())),
        "bit 11 (deliver error code) must be 1 just for the exceptions that have an error code: 8, 10 to "
        "14, 17, with CET 21");
    check.bits(field, event().valid ? event().reserved : 0, "bits 30:12 are reserved and must be 0");
    check.zeros(field::entry_exception_error_code, 0xFFFF'0000,
                "with an error code to deliver, bits 31:16 must be 0", event().valid && event().error_code);

    const auto is_software = [&] {
        return event().is(Type::software_interrupt) || event().is(Type::privileged_software_exception) ||
               event().is(Type::software_exception);
    };
    const auto shortest = [&] { return check.capabilities().misc.zero_length_injection ? 0U : 1U; };
    check.rule(
        field::entry_instruction_length,
        !is_software() || (check(field::entry_instruction_length) >= shortest() &&
                           check(field::entry_instruction_length) <= 15),
        "with a software interrupt or exception it must be from 1 to 15 (0 where IA32_VMX_MISC[30] is 1)");
}

}  // namespace

void check_entry_controls(EntryRules& check) {
    check.section(EntryError::controls, "27.2.1.3");
    check_allowed(check, field::entry_controls, check.capabilities().entry);
    check_entry_event(check);
    check_msr_list(check, field::entry_msr_load_count, field::entry_msr_load_address);
    check.rule(field::entry_controls,
               !check.entry(entry_control::entry_to_smm | entry_control::deactivate_dual_monitor),
               "outside of SMM, \"entry to SMM\" and \"deactivate dual-monitor treatment\" must be 0");
}

}  // namespace vitrine::vmx
