#include "vmx/controls.hpp"

#include <array>
#include <bit>

#include "kernel/log/packed_names.hpp"

namespace vitrine::vmx {

namespace {

constexpr auto pin_names = pack_bits<[] {
    return std::array{
        BitName{0, "external-interrupt exiting"},
        BitName{3, "NMI exiting"},
        BitName{5, "virtual NMIs"},
        BitName{6, "activate VMX-preemption timer"},
        BitName{7, "process posted interrupts"},
    };
}>();

constexpr auto primary_names = pack_bits<[] {
    return std::array{
        BitName{2, "interrupt-window exiting"},
        BitName{3, "use TSC offsetting"},
        BitName{7, "HLT exiting"},
        BitName{9, "INVLPG exiting"},
        BitName{10, "MWAIT exiting"},
        BitName{11, "RDPMC exiting"},
        BitName{12, "RDTSC exiting"},
        BitName{15, "CR3-load exiting"},
        BitName{16, "CR3-store exiting"},
        BitName{17, "activate tertiary controls"},
        BitName{19, "CR8-load exiting"},
        BitName{20, "CR8-store exiting"},
        BitName{21, "use TPR shadow"},
        BitName{22, "NMI-window exiting"},
        BitName{23, "MOV-DR exiting"},
        BitName{24, "unconditional I/O exiting"},
        BitName{25, "use I/O bitmaps"},
        BitName{27, "monitor trap flag"},
        BitName{28, "use MSR bitmaps"},
        BitName{29, "MONITOR exiting"},
        BitName{30, "PAUSE exiting"},
        BitName{31, "activate secondary controls"},
    };
}>();

constexpr auto secondary_names = pack_bits<[] {
    return std::array{
        BitName{0, "virtualize APIC accesses"},
        BitName{1, "enable EPT"},
        BitName{2, "descriptor-table exiting"},
        BitName{3, "enable RDTSCP"},
        BitName{4, "virtualize x2APIC mode"},
        BitName{5, "enable VPID"},
        BitName{6, "WBINVD exiting"},
        BitName{7, "unrestricted guest"},
        BitName{8, "APIC-register virtualization"},
        BitName{9, "virtual-interrupt delivery"},
        BitName{10, "PAUSE-loop exiting"},
        BitName{11, "RDRAND exiting"},
        BitName{12, "enable INVPCID"},
        BitName{13, "enable VM functions"},
        BitName{14, "VMCS shadowing"},
        BitName{15, "enable ENCLS exiting"},
        BitName{16, "RDSEED exiting"},
        BitName{17, "enable PML"},
        BitName{18, "EPT-violation #VE"},
        BitName{19, "conceal VMX from PT"},
        BitName{20, "enable XSAVES/XRSTORS"},
        BitName{21, "PASID translation"},
        BitName{22, "mode-based execute control for EPT"},
        BitName{23, "sub-page write permissions for EPT"},
        BitName{24, "Intel PT uses guest physical addresses"},
        BitName{25, "use TSC scaling"},
        BitName{26, "enable user wait and pause"},
        BitName{27, "enable PCONFIG"},
        BitName{28, "enable ENCLV exiting"},
        BitName{30, "VMM bus-lock detection"},
        BitName{31, "instruction timeout"},
    };
}>();

constexpr auto exit_names = pack_bits<[] {
    return std::array{
        BitName{2, "save debug controls"},
        BitName{9, "host address-space size"},
        BitName{12, "load IA32_PERF_GLOBAL_CTRL"},
        BitName{15, "acknowledge interrupt on exit"},
        BitName{18, "save IA32_PAT"},
        BitName{19, "load IA32_PAT"},
        BitName{20, "save IA32_EFER"},
        BitName{21, "load IA32_EFER"},
        BitName{22, "save VMX-preemption timer value"},
        BitName{23, "clear IA32_BNDCFGS"},
        BitName{24, "conceal VMX from PT"},
        BitName{25, "clear IA32_RTIT_CTL"},
        BitName{26, "clear IA32_LBR_CTL"},
        BitName{27, "clear UINV"},
        BitName{28, "load CET state"},
        BitName{29, "load PKRS"},
        BitName{30, "save IA32_PERF_GLOBAL_CTRL"},
        BitName{31, "activate secondary controls"},
    };
}>();

constexpr auto entry_names = pack_bits<[] {
    return std::array{
        BitName{2, "load debug controls"},
        BitName{9, "IA-32e mode guest"},
        BitName{10, "entry to SMM"},
        BitName{11, "deactivate dual-monitor treatment"},
        BitName{13, "load IA32_PERF_GLOBAL_CTRL"},
        BitName{14, "load IA32_PAT"},
        BitName{15, "load IA32_EFER"},
        BitName{16, "load IA32_BNDCFGS"},
        BitName{17, "conceal VMX from PT"},
        BitName{18, "load IA32_RTIT_CTL"},
        BitName{19, "load UINV"},
        BitName{20, "load CET state"},
        BitName{21, "load guest IA32_LBR_CTL"},
        BitName{22, "load PKRS"},
    };
}>();

PackedBitNames names_of(ControlField field) {
    switch (field) {
        case ControlField::pin:
            return pin_names;
        case ControlField::primary:
            return primary_names;
        case ControlField::secondary:
            return secondary_names;
        case ControlField::exit:
            return exit_names;
        case ControlField::entry:
            break;
    }
    return entry_names;
}

ControlRefusal refusal(ControlField field, std::uint32_t bits, bool forced) {
    return {name(field), control_name(field, static_cast<unsigned>(std::countr_zero(bits))), forced};
}

}  // namespace

std::string_view name(ControlField field) {
    switch (field) {
        case ControlField::pin:
            return "pin-based";
        case ControlField::primary:
            return "primary";
        case ControlField::secondary:
            return "secondary";
        case ControlField::exit:
            return "exit";
        case ControlField::entry:
            return "entry";
    }
    return "";
}

std::string_view control_name(ControlField field, unsigned bit) {
    for (const BitName entry : names_of(field)) {
        if (entry.bit == bit) return entry.name;
    }
    return "reserved";
}

Result<std::uint32_t, ControlRefusal> compute_controls(ControlField field, ControlRange range,
                                                       std::uint32_t wanted, std::uint32_t unwanted) {
    if (const std::uint32_t missing = wanted & ~range.may_be_one; missing != 0) {
        return fail(refusal(field, missing, false));
    }
    if (const std::uint32_t forced = unwanted & range.must_be_one; forced != 0) {
        return fail(refusal(field, forced, true));
    }
    return wanted | range.must_be_one;
}

Result<Controls, ControlRefusal> guest_controls(const Capabilities& capabilities,
                                                const ControlChoices& choices) {
    std::uint32_t pin = pin::external_interrupt_exiting | pin::nmi_exiting;
    // What the guest put into DR7 and IA32_DEBUGCTL has to be there again at the next entry.
    std::uint32_t exit = exit_control::save_debug_controls | exit_control::host_address_space_size |
                         exit_control::acknowledge_interrupt_on_exit | exit_control::save_pat |
                         exit_control::load_pat | exit_control::save_efer | exit_control::load_efer;
    if (choices.preemption_timer) {
        // Saved at each exit and loaded at each entry, the timer counts what the guest alone used.
        pin |= pin::preemption_timer;
        exit |= exit_control::save_preemption_timer;
    }

    std::uint32_t primary = primary::use_tsc_offsetting | primary::hlt_exiting | primary::mwait_exiting |
                            primary::rdpmc_exiting | primary::cr8_load_exiting | primary::cr8_store_exiting |
                            primary::use_io_bitmaps | primary::use_msr_bitmaps | primary::monitor_exiting |
                            primary::activate_secondary_controls;
    if (choices.rdtsc_exiting) primary |= primary::rdtsc_exiting;
    if (choices.cr3_exiting) primary |= primary::cr3_load_exiting | primary::cr3_store_exiting;

    // On while an interrupt waits, so it must be possible to have it both ways.
    if (choices.interrupts) {
        constexpr std::uint32_t window = primary::interrupt_window_exiting;
        (void)VITRINE_TRY(compute_controls(ControlField::primary, capabilities.primary, window, window));
    }

    // VPID only saves flushes, and RDTSCP and INVPCID are hidden from a guest whose processor can't allow
    // them. RDRAND and RDSEED, which are hidden from every guest since no run with them repeats, raise #UD
    // where the processor has them.
    const std::uint32_t optional =
        capabilities.secondary.may_be_one &
        (secondary::enable_vpid | secondary::enable_rdtscp | secondary::enable_invpcid |
         secondary::rdrand_exiting | secondary::rdseed_exiting);
    const std::uint32_t secondary =
        secondary::enable_ept | secondary::unrestricted_guest | secondary::wbinvd_exiting | optional;

    return Controls{
        .pin = VITRINE_TRY(compute_controls(ControlField::pin, capabilities.pin, pin, 0)),
        .primary = VITRINE_TRY(compute_controls(ControlField::primary, capabilities.primary, primary, 0)),
        .secondary =
            VITRINE_TRY(compute_controls(ControlField::secondary, capabilities.secondary, secondary, 0)),
        .exit = VITRINE_TRY(compute_controls(ControlField::exit, capabilities.exit, exit, 0)),
        .entry = VITRINE_TRY(compute_controls(
            ControlField::entry, capabilities.entry,
            entry_control::load_debug_controls | entry_control::load_pat | entry_control::load_efer,
            entry_control::ia32e_mode_guest)),
    };
}

}  // namespace vitrine::vmx
