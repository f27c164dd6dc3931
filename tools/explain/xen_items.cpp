// What of Xen's dump of a VMCS differs from KVM's: vmcs_dump_vcpu() of xen/arch/x86/hvm/vmx/vmcs.c, Xen 4.2
// to 4.20.

#include "tools/explain/items.hpp"

namespace vitrine::tools {

namespace {

using namespace vmx::field;

// The segment registers are rows of a table from 4.6 on. Beside RSP, RIP and RFLAGS stands, in brackets,
// Xen's own copy. EFER that isn't in the VMCS is from the MSR list, or the real one with what is forced.
constexpr std::array guest_items{
    segment_item("CS: $4 $5 $8 $G", 1),
    segment_item("DS: $4 $5 $8 $G", 3),
    segment_item("SS: $4 $5 $8 $G", 2),
    segment_item("ES: $4 $5 $8 $G", 0),
    segment_item("FS: $4 $5 $8 $G", 4),
    segment_item("GS: $4 $5 $8 $G", 5),
    segment_item("LDTR: $4 $5 $8 $G", 6),
    segment_item("TR: $4 $5 $8 $G", 7),
    item("GDTR: $8 $G", guest_gdtr_limit, guest_gdtr_base),
    item("IDTR: $8 $G", guest_idtr_limit, guest_idtr_base),
    item("EFER(VMCS) = $", guest_efer),
    item("EFER(MSR LL) = $G"),
    item("EFER(effective) = $G"),
    item("PreemptionTimer = $", preemption_timer_value),
    item("SM Base = $", guest_smbase),
    item("CR3: actual=$, target_count=$d", guest_cr3, cr3_target_count),
    item("target0=$, target1=$", cr3_target_value0, cr3_target_value1),
    item("target2=$, target3=$", cr3_target_value2, cr3_target_value3),
    item("Guest PAT = $", guest_pat),
    item("TSC Offset = $", tsc_offset),
    item("DebugCtl=$ DebugExceptions=$", guest_debugctl, guest_pending_debug),
    item("Interruptibility=$4 ActivityState=$4", guest_interruptibility, guest_activity_state),
};

constexpr std::array host_items{
    item("RIP = $ (", host_rip),
    item("Host PAT = $", host_pat),
};

constexpr std::array control_items{
    item("reason=$ qualification=$8", exit_reason, exit_qualification),
    item("EPTP index = $", eptp_index),
    item("VMfunc controls = $", vm_function_controls),
    item("CR3 target0=$", cr3_target_value0),
    item("CR3 target2=$", cr3_target_value2),
    item("target0=$", cr3_target_value0),
    item("target1=$", cr3_target_value1),
    item("target2=$", cr3_target_value2),
    item("target3=$", cr3_target_value3),
};

}  // namespace

std::span<const Item> xen_guest_items() {
    return guest_items;
}

std::span<const Item> xen_host_items() {
    return host_items;
}

std::span<const Item> xen_control_items() {
    return control_items;
}

}  // namespace vitrine::tools
