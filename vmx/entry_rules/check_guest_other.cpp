// Checks on guest non-register state and on page-directory-pointer-table entries. Intel SDM vol. 3C, 27.3.1.5
// and 27.3.1.6.

#include "guest/cpu/registers.hpp"
#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::vmx {

namespace {

using Type = EntryEvent::Type;

enum Activity : std::uint8_t { active, halted, shutdown, wait_for_sipi };

namespace blocking {
constexpr std::uint64_t by_sti = 1, by_mov_ss = 2, by_smi = 4, by_nmi = 8, enclave = 16;
}

EntryEvent event(EntryRules& check) {
    return EntryEvent::from(check(field::entry_interruption_information));
}

/// Whether an event may be injected into a guest in that state of activity.
bool activity_takes(std::uint64_t activity, const EntryEvent& event) {
    constexpr std::uint8_t debug = 1, machine_check = 18;
    const bool exception = event.type == Type::hardware_exception;
    switch (activity) {
        case halted:
            return event.type == Type::external_interrupt || event.type == Type::nmi ||
                   (exception && (event.vector == debug || event.vector == machine_check)) ||
                   (event.type == Type::other && event.vector == 0);
        case shutdown:
            return event.type == Type::nmi || (exception && event.vector == machine_check);
        case wait_for_sipi:
            return false;
        default:
            return true;
    }
}

bool activity_is_supported(std::uint64_t activity, const Misc& misc) {
    switch (activity) {
        case active:
            return true;
        case halted:
            return misc.activity_hlt;
        case shutdown:
            return misc.activity_shutdown;
        case wait_for_sipi:
            return misc.activity_wait_for_sipi;
        default:
            return false;
    }
}

void check_activity(EntryRules& check) {
    constexpr AnyField field = field::guest_activity_state;
    const auto stack_dpl = [&] { return check(field::guest_ss_access_rights) >> 5 & 3; };
    check.rule(field,
               check(field) <= wait_for_sipi &&
                   (check(field) == active || activity_is_supported(check(field), check.capabilities().misc)),
               "must be a state that the processor supports: 0 (active), 1 (HLT), 2 (shutdown), 3 "
               "(wait-for-SIPI)");
    check.rule(field, check(field) != halted || stack_dpl() == 0, "must not be HLT when SS.DPL isn't 0",
               field::guest_ss_access_rights);
    check.rule(field,
               check(field) == active ||
                   !check.any(field::guest_interruptibility, blocking::by_sti | blocking::by_mov_ss),
               "must be active with blocking by STI or MOV SS", field::guest_interruptibility);
    check.rule(field, !event(check).valid || activity_takes(check(field), event(check)),
               "the injected event can't be delivered in this state", field::entry_interruption_information);
    check.rule(field, check(field) != wait_for_sipi || !check.entry(entry_control::entry_to_smm),
               "must not be wait-for-SIPI with \"entry to SMM\"", field::entry_controls);
}

void check_interruptibility(EntryRules& check) {
    constexpr AnyField field = field::guest_interruptibility;
    const auto blocked = [&](std::uint64_t bits) { return (check(field) & bits) == bits; };
    check.zeros(field, ~0x1FULL, "bits 31:5 are reserved and must be 0");
    check.rule(field, !blocked(blocking::by_sti | blocking::by_mov_ss),
               "blocking by STI and by MOV SS (bits 0 and 1) must not both be 1");
    check.rule(field, !blocked(blocking::by_sti) || check.any(field::guest_rflags, guest::rflags::interrupt),
               "blocking by STI (bit 0) must be 0 when RFLAGS.IF is 0", field::guest_rflags);
    check.rule(field,
               !event(check).is(Type::external_interrupt) ||
                   !check.any(field, blocking::by_sti | blocking::by_mov_ss),
               "bits 0 and 1 must be 0 when an external interrupt is injected",
               field::entry_interruption_information);
    check.rule(field, !event(check).is(Type::nmi) || !blocked(blocking::by_mov_ss),
               "blocking by MOV SS (bit 1) must be 0 when an NMI is injected",
               field::entry_interruption_information);
    check.optional_rule(field, !event(check).is(Type::nmi) || !blocked(blocking::by_sti),
                        "some processors require blocking by STI (bit 0) to be 0 when an NMI is injected",
                        field::entry_interruption_information);
    check.rule(field, !blocked(blocking::by_smi), "outside of SMM, blocking by SMI (bit 2) must be 0");
    check.rule(field,
               !check.pin(pin::virtual_nmis) || !event(check).is(Type::nmi) || !blocked(blocking::by_nmi),
               "with \"virtual NMIs\", blocking by NMI (bit 3) must be 0 when an NMI is injected",
               field::entry_interruption_information);
    check.rule(field, !blocked(blocking::enclave) || !blocked(blocking::by_mov_ss),
               "enclave interruption (bit 4) must be 0 with blocking by MOV SS (bit 1)");
    check.rule(field, !blocked(blocking::enclave) || check.processor().sgx,
               "enclave interruption (bit 4) must be 0 on a processor without SGX");
}

void check_pending_debug(EntryRules& check) {
    constexpr AnyField field = field::guest_pending_debug;
    constexpr std::uint64_t reserved = 0xFF0 | 1U << 13 | 1U << 15 | ~0x1'FFFFULL;
    constexpr std::uint64_t single_step = 1U << 14, rtm = 1U << 16, enabled_breakpoint = 1U << 12;
    constexpr std::uint64_t branch_trap = 2;  // IA32_DEBUGCTL.BTF
    check.zeros(field, reserved, "bits 11:4, 13, 15 and 63:17 are reserved and must be 0");

    const auto held = [&] {
        return check.any(field::guest_interruptibility, blocking::by_sti | blocking::by_mov_ss) ||
               check(field::guest_activity_state) == halted;
    };
    const auto stepping = [&] {
        return check.any(field::guest_rflags, guest::rflags::tf) &&
               !check.any(field::guest_debugctl, branch_trap);
    };
    check.rule(field, !held() || !stepping() || check.any(field, single_step),
               "with blocking by STI or MOV SS, or in HLT, BS (bit 14) must be 1 when RFLAGS.TF is 1 and "
               "IA32_DEBUGCTL.BTF is 0",
               field::guest_rflags);
    check.rule(field, !held() || stepping() || !check.any(field, single_step),
               "with blocking by STI or MOV SS, or in HLT, BS (bit 14) must be 0 when RFLAGS.TF is 0 or "
               "IA32_DEBUGCTL.BTF is 1",
               field::guest_rflags);
    const auto in_transaction = [&] { return check.any(field, rtm); };
    check.rule(field, !in_transaction() || (check(field) & ~rtm) == enabled_breakpoint,
               "with RTM (bit 16), bit 12 must be 1 and every other bit 0");
    check.rule(field, !in_transaction() || check.processor().rtm,
               "RTM (bit 16) must be 0 on a processor without RTM");
    check.rule(field, !in_transaction() || !check.any(field::guest_interruptibility, blocking::by_mov_ss),
               "RTM (bit 16) must be 0 with blocking by MOV SS", field::guest_interruptibility);
}

void check_link_pointer(EntryRules& check) {
    constexpr AnyField field = field::vmcs_link_pointer;
    const auto links = [&] { return check(field) != ~0ULL; };
    const auto reachable = [&] {
        return links() && (check(field) & (0xFFF | check.beyond_structures())) == 0;
    };
    check.page(field, links());
    constexpr std::uint32_t shadow_indicator = 1U << 31;
    std::uint32_t first = 0;
    const auto read_first = [&] {
        first = static_cast<std::uint32_t>(check.read_memory(check(field)).value_or(0));
    };
    if (reachable()) read_first();
    check.rule(field, !reachable() || (first & ~shadow_indicator) == check.capabilities().basic.revision,
               "bits 30:0 of the 4 bytes there must be the processor's VMCS revision identifier");
    if (reachable()) read_first();
    check.rule(
        field,
        !reachable() || ((first & shadow_indicator) != 0) == check.secondary(secondary::vmcs_shadowing),
        "bit 31 of the 4 bytes there must equal the control \"VMCS shadowing\"",
        field::secondary_processor_controls);
    check.rule(field, check(field) != check.processor().vmcs_address || !links(),
               "must not be the current-VMCS pointer");
}

void check_pdptes(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.6");
    const auto applies = [&] {
        return check.any(field::guest_cr0, guest::cr0::pg) && check.any(field::guest_cr4, guest::cr4::pae) &&
               !check.entry(entry_control::ia32e_mode_guest);
    };
    constexpr std::uint64_t present = 1, low_reserved = 0x1E6;
    const auto wrong = [&](std::uint64_t entry) {
        return (entry & present) != 0 ? entry & (low_reserved | check.beyond_physical()) : 0;
    };
    const auto in_vmcs = [&] { return applies() && check.secondary(secondary::enable_ept); };
    const char* words =
        "of a present entry, bits 2:1, 8:5 and those beyond the physical-address width must be 0";
    const auto from_vmcs = [&](AnyField field) {
        check.bits(field, in_vmcs() ? wrong(check(field)) : 0, words);
    };
    from_vmcs(field::guest_pdpte0);
    from_vmcs(field::guest_pdpte1);
    from_vmcs(field::guest_pdpte2);
    from_vmcs(field::guest_pdpte3);

    const auto in_memory = [&] { return applies() && !check.secondary(secondary::enable_ept); };
    std::uint64_t bad = 0;
    if (in_memory()) {
        constexpr std::uint64_t table = 0xFFFF'FFE0;
        for (unsigned i = 0; i < 4; ++i)
            bad |= wrong(check.read_memory((check(field::guest_cr3) & table) + 8ULL * i).value_or(0));
    }
    check.rule(
        field::guest_cr3, bad == 0,
        "without \"enable EPT\", of each present page-directory-pointer-table entry in memory, bits 2:1, "
        "8:5 and those beyond the physical-address width must be 0");
}

}  // namespace

void check_guest_other(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.5");
    check_activity(check);
    check_interruptibility(check);
    check_pending_debug(check);
    check_link_pointer(check);
    check_pdptes(check);
}

}  // namespace vitrine::vmx
