#include "tools/explain/no_dump.hpp"

#include <algorithm>
#include <array>

namespace vitrine::tools {

namespace {

struct Kind {
    std::array<std::string_view, 2> marks;  ///< stand in it, both
    std::string_view cause;
    std::string_view hint;
};

constexpr std::string_view dump_vmcs =
    "have KVM dump it: echo Y | sudo tee /sys/module/kvm_intel/parameters/dump_invalid_vmcs (on AMD "
    "kvm_amd/parameters/dump_invalid_vmcb), let the guest fail again, then sudo dmesg | ./vitrine explain -";

constexpr std::array kinds{
    Kind{{"set kvm_intel.dump_invalid_vmcs=1", ""},
         "QEMU's registers are no VMCS, and KVM dumped none",
         dump_vmcs},
    Kind{{"set kvm_amd.dump_invalid_vmcb=1", ""},
         "QEMU's registers are no VMCB, and KVM dumped none",
         dump_vmcs},
    Kind{{"EAX=", "EFL="}, "QEMU's registers are no VMCS, and KVM dumped none", dump_vmcs},
    Kind{{"RAX=", "RFL="}, "QEMU's registers are no VMCS, and KVM dumped none", dump_vmcs},
    Kind{{"KVM: entry failed, hardware error", ""}, "QEMU's message has no VMCS", dump_vmcs},
    Kind{{"hardware_entry_failure_reason", ""}, "this message has no VMCS", dump_vmcs},
    Kind{{"vm exit[", "inst_error"},
         "bhyve's message has no VMCS",
         "have bhyvectl print it: bhyvectl --vm=NAME --get-all > vmcs.txt"},
    Kind{{"HM error", "VMCS active"},
         "VirtualBox's log has the guest's registers, not the VMCS that it made of them",
         "the number after HM error is the rule that VirtualBox found broken: VMX_IGS_ and its name, in its "
         "include/VBox/vmm/hm_vmx.h"},
    Kind{{"VERR_VMX_INVALID_GUEST_STATE", ""},
         "VirtualBox's message has no VMCS",
         "the lines of a guru meditation with VMX_VMCS names in VBox.log are one"},
    Kind{{"caps msr=", ""},
         "there is no dump of a VMCS in this text",
         "these are a processor's capabilities: give them with --caps, beside a dump"},
};

}  // namespace

DumpError no_dump(std::string_view text) {
    DumpError error{.cause = "the dump is empty", .line = 0, .field = {}, .close = {}, .hint = {}};
    if (text.find_first_not_of(" \n") == std::string_view::npos) return error;
    error.cause = "there is no dump of a VMCS in this text";
    error.hint =
        "a dump has lines as vmcs field=guest_rip value=0x7c00 or GUEST_RIP = 0x7c00, or is what Linux's "
        "KVM or Xen writes, from *** Guest State *** on";
    for (const Kind& kind : kinds) {
        if (!text.contains(kind.marks[0]) || !text.contains(kind.marks[1])) continue;
        error.cause = kind.cause;
        error.hint = kind.hint;
        break;
    }
    return error;
}

}  // namespace vitrine::tools
