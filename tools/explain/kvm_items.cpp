// What Linux's KVM prints of a VMCS: dump_vmcs() of arch/x86/kvm/vmx/vmx.c, Linux 3.18 to 6.18.

#include "tools/explain/items.hpp"

namespace vitrine::tools {

namespace {

using namespace vmx::field;

// From 5.12 on, EFER is also shown where it is not loaded from the VMCS: "autoload" is of the MSR list, and
// "effective" of KVM's own mind.
constexpr std::array guest_items{
    item("CR0: actual=$, shadow=$, gh_mask=$", guest_cr0, cr0_read_shadow, cr0_mask),
    item("CR4: actual=$, shadow=$, gh_mask=$", guest_cr4, cr4_read_shadow, cr4_mask),
    item("CR3 = $", guest_cr3),
    item("PDPTR0 = $", guest_pdpte0),
    item("PDPTR1 = $", guest_pdpte1),
    item("PDPTR2 = $", guest_pdpte2),
    item("PDPTR3 = $", guest_pdpte3),
    item("RSP = $", guest_rsp),
    item("RIP = $", guest_rip),
    item("RFLAGS=$8", guest_rflags),
    item("DR7 = $", guest_dr7),
    item("Sysenter RSP=$ CS:RIP=$4:$", guest_sysenter_esp, guest_sysenter_cs, guest_sysenter_eip),
    segment_item("ES: sel=$, attr=$5, limit=$, base=$", 0),
    segment_item("CS: sel=$, attr=$5, limit=$, base=$", 1),
    segment_item("SS: sel=$, attr=$5, limit=$, base=$", 2),
    segment_item("DS: sel=$, attr=$5, limit=$, base=$", 3),
    segment_item("FS: sel=$, attr=$5, limit=$, base=$", 4),
    segment_item("GS: sel=$, attr=$5, limit=$, base=$", 5),
    segment_item("LDTR: sel=$, attr=$5, limit=$, base=$", 6),
    segment_item("TR: sel=$, attr=$5, limit=$, base=$", 7),
    item("GDTR: limit=$, base=$", guest_gdtr_limit, guest_gdtr_base),
    item("IDTR: limit=$, base=$", guest_idtr_limit, guest_idtr_base),
    item("EFER= $G (autoload)"),
    item("EFER= $G (effective)"),
    item("EFER = $", guest_efer),
    item("PAT = $", guest_pat),
    item("DebugCtl = $", guest_debugctl),
    item("DebugExceptions = $", guest_pending_debug),
    item("PerfGlobCtl = $", guest_perf_global_ctrl),
    item("BndCfgS = $", guest_bndcfgs),
    item("Interruptibility = $", guest_interruptibility),
    item("ActivityState = $", guest_activity_state),
    item("InterruptStatus = $", guest_interrupt_status),
    item("S_CET = $", guest_s_cet),
    item("SSP = $", guest_ssp),
    item("SSP TABLE = $", guest_ssp_table),
};

constexpr std::array host_items{
    item("RIP = $", host_rip),
    item("RSP = $", host_rsp),
    item("CS=$", host_cs_selector),
    item("SS=$", host_ss_selector),
    item("DS=$", host_ds_selector),
    item("ES=$", host_es_selector),
    item("FS=$", host_fs_selector),
    item("GS=$", host_gs_selector),
    item("TR=$", host_tr_selector),
    item("FSBase=$", host_fs_base),
    item("GSBase=$", host_gs_base),
    item("TRBase=$", host_tr_base),
    item("GDTBase=$", host_gdtr_base),
    item("IDTBase=$", host_idtr_base),
    item("CR0=$", host_cr0),
    item("CR3=$", host_cr3),
    item("CR4=$", host_cr4),
    item("Sysenter RSP=$ CS:RIP=$4:$", host_sysenter_esp, host_sysenter_cs, host_sysenter_eip),
    item("EFER = $", host_efer),
    item("PAT = $", host_pat),
    item("PerfGlobCtl = $", host_perf_global_ctrl),
    item("S_CET = $", host_s_cet),
    item("SSP = $", host_ssp),
    item("SSP TABLE = $", host_ssp_table),
};

// SVI and RVI repeat the guest's InterruptStatus.
constexpr std::array control_items{
    item("PinBased=$", pin_based_controls),
    item("CPUBased=$", primary_processor_controls),
    item("SecondaryExec=$", secondary_processor_controls),
    item("TertiaryExec=$", tertiary_processor_controls),
    item("EntryControls=$", entry_controls),
    item("ExitControls=$", exit_controls),
    item("ExceptionBitmap=$", exception_bitmap),
    item("PFECmask=$", page_fault_error_code_mask),
    item("PFECmatch=$", page_fault_error_code_match),
    item("VMEntry: intr_info=$ errcode=$ ilen=$", entry_interruption_information, entry_exception_error_code,
         entry_instruction_length),
    item("VMExit: intr_info=$ errcode=$ ilen=$", exit_interruption_information, exit_interruption_error_code,
         exit_instruction_length),
    item("reason=$ qualification=$", exit_reason, exit_qualification),
    item("IDTVectoring: info=$ errcode=$", idt_vectoring_information, idt_vectoring_error_code),
    item("TSC Offset = $", tsc_offset),
    item("TSC Multiplier = $", tsc_multiplier),
    item("SVI|RVI = $2|$2"),
    item("TPR Threshold = $2", tpr_threshold),
    item("APIC-access addr = $", apic_access_address),
    item("virt-APIC addr = $", virtual_apic_address),
    item("PostedIntrVec = $2", posted_interrupt_notification_vector),
    item("EPT pointer = $", ept_pointer),
    item("PLE Gap=$ Window=$", ple_gap, ple_window),
    item("Virtual processor ID = $", vpid),
};

}  // namespace

std::span<const Item> kvm_guest_items() {
    return guest_items;
}

std::span<const Item> kvm_host_items() {
    return host_items;
}

std::span<const Item> kvm_control_items() {
    return control_items;
}

}  // namespace vitrine::tools
