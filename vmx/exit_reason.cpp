#include "vmx/exit_reason.hpp"

#include <array>

#include "kernel/log/packed_names.hpp"

namespace vitrine::vmx {

namespace {

// Appendix C, by number. Numbers that it leaves out are empty.
constexpr auto names = pack_names<[] {
    return std::array<std::string_view, 79>{
        "exception-or-nmi",
        "external-interrupt",
        "triple-fault",
        "init",
        "sipi",
        "io-smi",
        "other-smi",
        "interrupt-window",
        "nmi-window",
        "task-switch",
        "cpuid",
        "getsec",
        "hlt",
        "invd",
        "invlpg",
        "rdpmc",
        "rdtsc",
        "rsm",
        "vmcall",
        "vmclear",
        "vmlaunch",
        "vmptrld",
        "vmptrst",
        "vmread",
        "vmresume",
        "vmwrite",
        "vmxoff",
        "vmxon",
        "control-register-access",
        "mov-dr",
        "io-instruction",
        "rdmsr",
        "wrmsr",
        "entry-failure-guest-state",
        "entry-failure-msr-loading",
        "",
        "mwait",
        "monitor-trap-flag",
        "",
        "monitor",
        "pause",
        "entry-failure-machine-check",
        "",
        "tpr-below-threshold",
        "apic-access",
        "virtualized-eoi",
        "gdtr-or-idtr-access",
        "ldtr-or-tr-access",
        "ept-violation",
        "ept-misconfiguration",
        "invept",
        "rdtscp",
        "preemption-timer",
        "invvpid",
        "wbinvd",
        "xsetbv",
        "apic-write",
        "rdrand",
        "invpcid",
        "vmfunc",
        "encls",
        "rdseed",
        "pml-full",
        "xsaves",
        "xrstors",
        "pconfig",
        "spp-event",
        "umwait",
        "tpause",
        "loadiwkey",
        "enclv",
        "",
        "enqcmd-pasid",
        "enqcmds-pasid",
        "bus-lock",
        "instruction-timeout",
        "seamcall",
        "tdcall",
        "rdmsrlist",
    };
}>();

}  // namespace

std::string_view exit_reason_name(std::uint16_t basic) {
    const std::string_view name = names[basic];
    return name.empty() ? "unknown" : name;
}

}  // namespace vitrine::vmx
