#include "vmx/field_table.hpp"

#include <algorithm>
#include <array>

namespace vitrine::vmx {

namespace {

template <class... Fields>
consteval std::array<NamedField, sizeof...(Fields)> table(const Fields&... fields) {
    return {NamedField{{static_cast<std::uint16_t>(fields.encoding)}, fields.name}...};
}

using namespace field;

// In the order of vmx/fields.hpp; tests/tools finds one that is left out.
constexpr auto fields = table(
    vpid, posted_interrupt_notification_vector, eptp_index, hlat_prefix_size, last_pid_pointer_index,
    guest_es_selector, guest_cs_selector, guest_ss_selector, guest_ds_selector, guest_fs_selector,
    guest_gs_selector, guest_ldtr_selector, guest_tr_selector, guest_interrupt_status, pml_index, guest_uinv,
    host_es_selector, host_cs_selector, host_ss_selector, host_ds_selector, host_fs_selector,
    host_gs_selector, host_tr_selector, io_bitmap_a_address, io_bitmap_b_address, msr_bitmap_address,
    exit_msr_store_address, exit_msr_load_address, entry_msr_load_address, executive_vmcs_pointer,
    pml_address, tsc_offset, virtual_apic_address, apic_access_address, posted_interrupt_descriptor_address,
    vm_function_controls, ept_pointer, eoi_exit_bitmap0, eoi_exit_bitmap1, eoi_exit_bitmap2, eoi_exit_bitmap3,
    eptp_list_address, vmread_bitmap_address, vmwrite_bitmap_address, ve_information_address,
    xss_exiting_bitmap, encls_exiting_bitmap, spp_table_pointer, tsc_multiplier, tertiary_processor_controls,
    enclv_exiting_bitmap, low_pasid_directory_address, high_pasid_directory_address, shared_ept_pointer,
    pconfig_exiting_bitmap, hlat_pointer, pid_pointer_table_address, secondary_exit_controls, spec_ctrl_mask,
    spec_ctrl_shadow, guest_physical_address, vmcs_link_pointer, guest_debugctl, guest_pat, guest_efer,
    guest_perf_global_ctrl, guest_pdpte0, guest_pdpte1, guest_pdpte2, guest_pdpte3, guest_bndcfgs,
    guest_rtit_ctl, guest_lbr_ctl, guest_pkrs, host_pat, host_efer, host_perf_global_ctrl, host_pkrs,
    pin_based_controls, primary_processor_controls, exception_bitmap, page_fault_error_code_mask,
    page_fault_error_code_match, cr3_target_count, exit_controls, exit_msr_store_count, exit_msr_load_count,
    entry_controls, entry_msr_load_count, entry_interruption_information, entry_exception_error_code,
    entry_instruction_length, tpr_threshold, secondary_processor_controls, ple_gap, ple_window,
    instruction_timeout_control, instruction_error, exit_reason, exit_interruption_information,
    exit_interruption_error_code, idt_vectoring_information, idt_vectoring_error_code,
    exit_instruction_length, exit_instruction_information, guest_es_limit, guest_cs_limit, guest_ss_limit,
    guest_ds_limit, guest_fs_limit, guest_gs_limit, guest_ldtr_limit, guest_tr_limit, guest_gdtr_limit,
    guest_idtr_limit, guest_es_access_rights, guest_cs_access_rights, guest_ss_access_rights,
    guest_ds_access_rights, guest_fs_access_rights, guest_gs_access_rights, guest_ldtr_access_rights,
    guest_tr_access_rights, guest_interruptibility, guest_activity_state, guest_smbase, guest_sysenter_cs,
    preemption_timer_value, host_sysenter_cs, cr0_mask, cr4_mask, cr0_read_shadow, cr4_read_shadow,
    cr3_target_value0, cr3_target_value1, cr3_target_value2, cr3_target_value3, exit_qualification, io_rcx,
    io_rsi, io_rdi, io_rip, guest_linear_address, guest_cr0, guest_cr3, guest_cr4, guest_es_base,
    guest_cs_base, guest_ss_base, guest_ds_base, guest_fs_base, guest_gs_base, guest_ldtr_base, guest_tr_base,
    guest_gdtr_base, guest_idtr_base, guest_dr7, guest_rsp, guest_rip, guest_rflags, guest_pending_debug,
    guest_sysenter_esp, guest_sysenter_eip, guest_s_cet, guest_ssp, guest_ssp_table, host_cr0, host_cr3,
    host_cr4, host_fs_base, host_gs_base, host_tr_base, host_gdtr_base, host_idtr_base, host_sysenter_esp,
    host_sysenter_eip, host_rsp, host_rip, host_s_cet, host_ssp, host_ssp_table);

static_assert(fields.size() == field_count);
static_assert(std::ranges::adjacent_find(fields, std::ranges::greater_equal{}, &NamedField::encoding) ==
                  fields.end(),
              "in the order of the encodings, and none twice");

// What of it the kernel carries.
constexpr auto names = pack_names<[] {
    std::array<std::string_view, field_count> all;
    std::ranges::transform(fields, all.begin(), &NamedField::name);
    return all;
}>();
constexpr auto codes = [] {
    std::array<FieldCode, field_count> all;
    std::ranges::copy(fields, all.begin());
    return all;
}();

}  // namespace

NamedFields named_fields() {
    return {names, codes.data()};
}

std::optional<NamedField> find_field(std::string_view name) {
    for (const NamedField field : named_fields()) {
        if (field.name == name) return field;
    }
    return std::nullopt;
}

std::string_view field_name(AnyField field) {
    const auto index = field_index(field.encoding);
    return index ? names[*index] : "unknown";
}

std::optional<std::size_t> field_index(std::uint32_t encoding) {
    const auto index = static_cast<std::size_t>(
        std::ranges::lower_bound(codes, encoding, {}, &FieldCode::encoding) - codes.begin());
    return index < codes.size() && codes[index].encoding == encoding ? std::optional(index) : std::nullopt;
}

}  // namespace vitrine::vmx
