#include "vmx/field_table.hpp"

#include <array>

#include "vmx/fields.hpp"

namespace vitrine::vmx {

namespace {

template <class T, FieldWidth width, FieldType type>
consteval NamedField named(const Field<T, width, type>& field) {
    static_assert(Field<T, width, type>::writable);
    return {field.name, field.encoding, static_cast<T>(~T{0})};
}

template <class... Fields>
consteval std::array<NamedField, sizeof...(Fields)> table(const Fields&... fields) {
    return {named(fields)...};
}

using namespace field;

constexpr auto fields = table(
    vpid, guest_es_selector, guest_cs_selector, guest_ss_selector, guest_ds_selector, guest_fs_selector,
    guest_gs_selector, guest_ldtr_selector, guest_tr_selector, host_es_selector, host_cs_selector,
    host_ss_selector, host_ds_selector, host_fs_selector, host_gs_selector, host_tr_selector,
    io_bitmap_a_address, io_bitmap_b_address, msr_bitmap_address, exit_msr_store_address,
    exit_msr_load_address, entry_msr_load_address, tsc_offset, ept_pointer, xss_exiting_bitmap,
    tsc_multiplier, vmcs_link_pointer, guest_debugctl, guest_pat, guest_efer, guest_pdpte0, guest_pdpte1,
    guest_pdpte2, guest_pdpte3, host_pat, host_efer, pin_based_controls, primary_processor_controls,
    exception_bitmap, page_fault_error_code_mask, page_fault_error_code_match, cr3_target_count,
    exit_controls, exit_msr_store_count, exit_msr_load_count, entry_controls, entry_msr_load_count,
    entry_interruption_information, entry_exception_error_code, entry_instruction_length,
    secondary_processor_controls, guest_es_limit, guest_cs_limit, guest_ss_limit, guest_ds_limit,
    guest_fs_limit, guest_gs_limit, guest_ldtr_limit, guest_tr_limit, guest_gdtr_limit, guest_idtr_limit,
    guest_es_access_rights, guest_cs_access_rights, guest_ss_access_rights, guest_ds_access_rights,
    guest_fs_access_rights, guest_gs_access_rights, guest_ldtr_access_rights, guest_tr_access_rights,
    guest_interruptibility, guest_activity_state, guest_sysenter_cs, preemption_timer_value, host_sysenter_cs,
    cr0_mask, cr4_mask, cr0_read_shadow, cr4_read_shadow, guest_cr0, guest_cr3, guest_cr4, guest_es_base,
    guest_cs_base, guest_ss_base, guest_ds_base, guest_fs_base, guest_gs_base, guest_ldtr_base, guest_tr_base,
    guest_gdtr_base, guest_idtr_base, guest_dr7, guest_rsp, guest_rip, guest_rflags, guest_pending_debug,
    guest_sysenter_esp, guest_sysenter_eip, host_cr0, host_cr3, host_cr4, host_fs_base, host_gs_base,
    host_tr_base, host_gdtr_base, host_idtr_base, host_sysenter_esp, host_sysenter_eip, host_rsp, host_rip);

}  // namespace

std::span<const NamedField> named_fields() {
    return fields;
}

std::optional<NamedField> find_field(std::string_view name) {
    for (const NamedField& candidate : fields) {
        if (candidate.name == name) return candidate;
    }
    return std::nullopt;
}

}  // namespace vitrine::vmx
