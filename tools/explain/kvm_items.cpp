#include "tools/explain/kvm_items.hpp"

#include <algorithm>
#include <charconv>

#include "vmx/fields.hpp"

namespace vitrine::tools {

namespace {

using namespace vmx::field;

template <class... Fields>
consteval KvmItem item(std::string_view pattern, const Fields&... fields) {
    KvmItem made{pattern};
    std::size_t count = 0;
    ((made.encodings[count++] = fields.encoding), ...);
    return made;
}

consteval KvmItem segment(std::string_view pattern, unsigned number) {
    const vmx::SegmentFields fields = vmx::segment_fields(number);
    return {pattern, {fields.selector, fields.access_rights, fields.limit, fields.base}};
}

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
    item("RFLAGS=$", guest_rflags),
    item("DR7 = $", guest_dr7),
    item("Sysenter RSP=$ CS:RIP=$:$", guest_sysenter_esp, guest_sysenter_cs, guest_sysenter_eip),
    segment("ES: sel=$, attr=$, limit=$, base=$", 0),
    segment("CS: sel=$, attr=$, limit=$, base=$", 1),
    segment("SS: sel=$, attr=$, limit=$, base=$", 2),
    segment("DS: sel=$, attr=$, limit=$, base=$", 3),
    segment("FS: sel=$, attr=$, limit=$, base=$", 4),
    segment("GS: sel=$, attr=$, limit=$, base=$", 5),
    segment("LDTR: sel=$, attr=$, limit=$, base=$", 6),
    segment("TR: sel=$, attr=$, limit=$, base=$", 7),
    item("GDTR: limit=$, base=$", guest_gdtr_limit, guest_gdtr_base),
    item("IDTR: limit=$, base=$", guest_idtr_limit, guest_idtr_base),
    item("EFER= $ (autoload)"),
    item("EFER= $ (effective)"),
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
    item("Sysenter RSP=$ CS:RIP=$:$", host_sysenter_esp, host_sysenter_cs, host_sysenter_eip),
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
    item("SVI|RVI = $|$"),
    item("TPR Threshold = $", tpr_threshold),
    item("APIC-access addr = $", apic_access_address),
    item("virt-APIC addr = $", virtual_apic_address),
    item("PostedIntrVec = $", posted_interrupt_notification_vector),
    item("EPT pointer = $", ept_pointer),
    item("PLE Gap=$ Window=$", ple_gap, ple_window),
    item("Virtual processor ID = $", vpid),
};

bool is_word(char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') || character == '_';
}

/// Takes a hexadecimal number off the text.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.begin(), text.end(), value, 16);
    if (parsed.ec != std::errc{} || (parsed.ptr != text.end() && is_word(*parsed.ptr))) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.begin()));
    return value;
}

}  // namespace

std::optional<KvmMatch> match(const KvmItem& item, std::string_view text) {
    KvmMatch found;
    std::string_view left = text;
    std::size_t count = 0;
    for (const char expected : item.pattern) {
        if (expected == '$') {
            const auto value = take_number(left);
            if (!value) return std::nullopt;
            found.values[count++] = *value;
        } else if (expected == ' ') {
            left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
        } else if (left.starts_with(expected)) {
            left.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    found.length = text.size() - left.size();
    return found;
}

std::span<const KvmItem> kvm_guest_items() {
    return guest_items;
}

std::span<const KvmItem> kvm_host_items() {
    return host_items;
}

std::span<const KvmItem> kvm_control_items() {
    return control_items;
}

}  // namespace vitrine::tools
