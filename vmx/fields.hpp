#pragma once
// Every field of the VMCS, in the order of the SDM's appendix B.
// Intel SDM revision 325462-083US (March 2024); every section number in vmx/ is that revision's.
//
// A field's encoding is computed from its type, width and index (25.11.2), and its C++ type fixes the width
// of the value, so that a 16-bit field can't be given a 64-bit value nor a field's number be taken for a
// value.

#include <cstdint>
#include <string_view>

namespace vitrine::vmx {

enum class FieldWidth : std::uint8_t { bits16 = 0, bits64 = 1, bits32 = 2, natural = 3 };
enum class FieldType : std::uint8_t { control = 0, read_only = 1, guest = 2, host = 3 };

template <class T, FieldWidth width, FieldType type>
struct Field {
    using Value = T;
    static constexpr bool writable = type != FieldType::read_only;

    std::uint32_t encoding;
    std::string_view name;  ///< the SDM's name in snake case

    consteval Field(std::uint32_t index, std::string_view field_name)
        : encoding(index << 1 | static_cast<std::uint32_t>(type) << 10 |
                   static_cast<std::uint32_t>(width) << 13),
          name(field_name) {}
};

/// A field whose C++ type doesn't matter, by its encoding.
struct AnyField {
    std::uint32_t encoding;

    constexpr explicit AnyField(std::uint32_t any) : encoding(any) {}
    template <class T, FieldWidth width, FieldType type>
    constexpr AnyField(const Field<T, width, type>& field) : encoding(field.encoding) {}  // NOLINT: converts
};

template <FieldType type>
using Field16 = Field<std::uint16_t, FieldWidth::bits16, type>;
template <FieldType type>
using Field32 = Field<std::uint32_t, FieldWidth::bits32, type>;
template <FieldType type>
using Field64 = Field<std::uint64_t, FieldWidth::bits64, type>;
template <FieldType type>
using FieldNatural = Field<std::uint64_t, FieldWidth::natural, type>;

namespace field {
using enum FieldType;

// B.1 16-bit fields
inline constexpr Field16<control> vpid{0, "vpid"};
inline constexpr Field16<control> posted_interrupt_notification_vector{
    1, "posted_interrupt_notification_vector"};
inline constexpr Field16<control> eptp_index{2, "eptp_index"};
inline constexpr Field16<control> hlat_prefix_size{3, "hlat_prefix_size"};
inline constexpr Field16<control> last_pid_pointer_index{4, "last_pid_pointer_index"};
inline constexpr Field16<guest> guest_es_selector{0, "guest_es_selector"};
inline constexpr Field16<guest> guest_cs_selector{1, "guest_cs_selector"};
inline constexpr Field16<guest> guest_ss_selector{2, "guest_ss_selector"};
inline constexpr Field16<guest> guest_ds_selector{3, "guest_ds_selector"};
inline constexpr Field16<guest> guest_fs_selector{4, "guest_fs_selector"};
inline constexpr Field16<guest> guest_gs_selector{5, "guest_gs_selector"};
inline constexpr Field16<guest> guest_ldtr_selector{6, "guest_ldtr_selector"};
inline constexpr Field16<guest> guest_tr_selector{7, "guest_tr_selector"};
inline constexpr Field16<guest> guest_interrupt_status{8, "guest_interrupt_status"};
inline constexpr Field16<guest> pml_index{9, "pml_index"};
inline constexpr Field16<guest> guest_uinv{10, "guest_uinv"};
inline constexpr Field16<host> host_es_selector{0, "host_es_selector"};
inline constexpr Field16<host> host_cs_selector{1, "host_cs_selector"};
inline constexpr Field16<host> host_ss_selector{2, "host_ss_selector"};
inline constexpr Field16<host> host_ds_selector{3, "host_ds_selector"};
inline constexpr Field16<host> host_fs_selector{4, "host_fs_selector"};
inline constexpr Field16<host> host_gs_selector{5, "host_gs_selector"};
inline constexpr Field16<host> host_tr_selector{6, "host_tr_selector"};

// B.2 64-bit fields
inline constexpr Field64<control> io_bitmap_a_address{0, "io_bitmap_a_address"};
inline constexpr Field64<control> io_bitmap_b_address{1, "io_bitmap_b_address"};
inline constexpr Field64<control> msr_bitmap_address{2, "msr_bitmap_address"};
inline constexpr Field64<control> exit_msr_store_address{3, "vm_exit_msr_store_address"};
inline constexpr Field64<control> exit_msr_load_address{4, "vm_exit_msr_load_address"};
inline constexpr Field64<control> entry_msr_load_address{5, "vm_entry_msr_load_address"};
inline constexpr Field64<control> executive_vmcs_pointer{6, "executive_vmcs_pointer"};
inline constexpr Field64<control> pml_address{7, "pml_address"};
inline constexpr Field64<control> tsc_offset{8, "tsc_offset"};
inline constexpr Field64<control> virtual_apic_address{9, "virtual_apic_address"};
inline constexpr Field64<control> apic_access_address{10, "apic_access_address"};
inline constexpr Field64<control> posted_interrupt_descriptor_address{11,
                                                                      "posted_interrupt_descriptor_address"};
inline constexpr Field64<control> vm_function_controls{12, "vm_function_controls"};
inline constexpr Field64<control> ept_pointer{13, "ept_pointer"};
inline constexpr Field64<control> eoi_exit_bitmap0{14, "eoi_exit_bitmap0"};
inline constexpr Field64<control> eoi_exit_bitmap1{15, "eoi_exit_bitmap1"};
inline constexpr Field64<control> eoi_exit_bitmap2{16, "eoi_exit_bitmap2"};
inline constexpr Field64<control> eoi_exit_bitmap3{17, "eoi_exit_bitmap3"};
inline constexpr Field64<control> eptp_list_address{18, "eptp_list_address"};
inline constexpr Field64<control> vmread_bitmap_address{19, "vmread_bitmap_address"};
inline constexpr Field64<control> vmwrite_bitmap_address{20, "vmwrite_bitmap_address"};
inline constexpr Field64<control> ve_information_address{21, "virtualization_exception_information_address"};
inline constexpr Field64<control> xss_exiting_bitmap{22, "xss_exiting_bitmap"};
inline constexpr Field64<control> encls_exiting_bitmap{23, "encls_exiting_bitmap"};
inline constexpr Field64<control> spp_table_pointer{24, "sub_page_permission_table_pointer"};
inline constexpr Field64<control> tsc_multiplier{25, "tsc_multiplier"};
inline constexpr Field64<control> tertiary_processor_controls{26, "tertiary_processor_controls"};
inline constexpr Field64<control> enclv_exiting_bitmap{27, "enclv_exiting_bitmap"};
inline constexpr Field64<control> low_pasid_directory_address{28, "low_pasid_directory_address"};
inline constexpr Field64<control> high_pasid_directory_address{29, "high_pasid_directory_address"};
inline constexpr Field64<control> shared_ept_pointer{30, "shared_ept_pointer"};
inline constexpr Field64<control> pconfig_exiting_bitmap{31, "pconfig_exiting_bitmap"};
inline constexpr Field64<control> hlat_pointer{32, "hlat_pointer"};
inline constexpr Field64<control> pid_pointer_table_address{33, "pid_pointer_table_address"};
inline constexpr Field64<control> secondary_exit_controls{34, "secondary_vm_exit_controls"};
inline constexpr Field64<control> spec_ctrl_mask{37, "ia32_spec_ctrl_mask"};
inline constexpr Field64<control> spec_ctrl_shadow{38, "ia32_spec_ctrl_shadow"};
inline constexpr Field64<read_only> guest_physical_address{0, "guest_physical_address"};
inline constexpr Field64<guest> vmcs_link_pointer{0, "vmcs_link_pointer"};
inline constexpr Field64<guest> guest_debugctl{1, "guest_ia32_debugctl"};
inline constexpr Field64<guest> guest_pat{2, "guest_ia32_pat"};
inline constexpr Field64<guest> guest_efer{3, "guest_ia32_efer"};
inline constexpr Field64<guest> guest_perf_global_ctrl{4, "guest_ia32_perf_global_ctrl"};
inline constexpr Field64<guest> guest_pdpte0{5, "guest_pdpte0"};
inline constexpr Field64<guest> guest_pdpte1{6, "guest_pdpte1"};
inline constexpr Field64<guest> guest_pdpte2{7, "guest_pdpte2"};
inline constexpr Field64<guest> guest_pdpte3{8, "guest_pdpte3"};
inline constexpr Field64<guest> guest_bndcfgs{9, "guest_ia32_bndcfgs"};
inline constexpr Field64<guest> guest_rtit_ctl{10, "guest_ia32_rtit_ctl"};
inline constexpr Field64<guest> guest_lbr_ctl{11, "guest_ia32_lbr_ctl"};
inline constexpr Field64<guest> guest_pkrs{12, "guest_ia32_pkrs"};
inline constexpr Field64<host> host_pat{0, "host_ia32_pat"};
inline constexpr Field64<host> host_efer{1, "host_ia32_efer"};
inline constexpr Field64<host> host_perf_global_ctrl{2, "host_ia32_perf_global_ctrl"};
inline constexpr Field64<host> host_pkrs{3, "host_ia32_pkrs"};

// B.3 32-bit fields
inline constexpr Field32<control> pin_based_controls{0, "pin_based_controls"};
inline constexpr Field32<control> primary_processor_controls{1, "primary_processor_controls"};
inline constexpr Field32<control> exception_bitmap{2, "exception_bitmap"};
inline constexpr Field32<control> page_fault_error_code_mask{3, "page_fault_error_code_mask"};
inline constexpr Field32<control> page_fault_error_code_match{4, "page_fault_error_code_match"};
inline constexpr Field32<control> cr3_target_count{5, "cr3_target_count"};
inline constexpr Field32<control> exit_controls{6, "vm_exit_controls"};
inline constexpr Field32<control> exit_msr_store_count{7, "vm_exit_msr_store_count"};
inline constexpr Field32<control> exit_msr_load_count{8, "vm_exit_msr_load_count"};
inline constexpr Field32<control> entry_controls{9, "vm_entry_controls"};
inline constexpr Field32<control> entry_msr_load_count{10, "vm_entry_msr_load_count"};
inline constexpr Field32<control> entry_interruption_information{11, "vm_entry_interruption_information"};
inline constexpr Field32<control> entry_exception_error_code{12, "vm_entry_exception_error_code"};
inline constexpr Field32<control> entry_instruction_length{13, "vm_entry_instruction_length"};
inline constexpr Field32<control> tpr_threshold{14, "tpr_threshold"};
inline constexpr Field32<control> secondary_processor_controls{15, "secondary_processor_controls"};
inline constexpr Field32<control> ple_gap{16, "ple_gap"};
inline constexpr Field32<control> ple_window{17, "ple_window"};
inline constexpr Field32<control> instruction_timeout_control{18, "instruction_timeout_control"};
inline constexpr Field32<read_only> instruction_error{0, "vm_instruction_error"};
inline constexpr Field32<read_only> exit_reason{1, "exit_reason"};
inline constexpr Field32<read_only> exit_interruption_information{2, "vm_exit_interruption_information"};
inline constexpr Field32<read_only> exit_interruption_error_code{3, "vm_exit_interruption_error_code"};
inline constexpr Field32<read_only> idt_vectoring_information{4, "idt_vectoring_information"};
inline constexpr Field32<read_only> idt_vectoring_error_code{5, "idt_vectoring_error_code"};
inline constexpr Field32<read_only> exit_instruction_length{6, "vm_exit_instruction_length"};
inline constexpr Field32<read_only> exit_instruction_information{7, "vm_exit_instruction_information"};
inline constexpr Field32<guest> guest_es_limit{0, "guest_es_limit"};
inline constexpr Field32<guest> guest_cs_limit{1, "guest_cs_limit"};
inline constexpr Field32<guest> guest_ss_limit{2, "guest_ss_limit"};
inline constexpr Field32<guest> guest_ds_limit{3, "guest_ds_limit"};
inline constexpr Field32<guest> guest_fs_limit{4, "guest_fs_limit"};
inline constexpr Field32<guest> guest_gs_limit{5, "guest_gs_limit"};
inline constexpr Field32<guest> guest_ldtr_limit{6, "guest_ldtr_limit"};
inline constexpr Field32<guest> guest_tr_limit{7, "guest_tr_limit"};
inline constexpr Field32<guest> guest_gdtr_limit{8, "guest_gdtr_limit"};
inline constexpr Field32<guest> guest_idtr_limit{9, "guest_idtr_limit"};
inline constexpr Field32<guest> guest_es_access_rights{10, "guest_es_access_rights"};
inline constexpr Field32<guest> guest_cs_access_rights{11, "guest_cs_access_rights"};
inline constexpr Field32<guest> guest_ss_access_rights{12, "guest_ss_access_rights"};
inline constexpr Field32<guest> guest_ds_access_rights{13, "guest_ds_access_rights"};
inline constexpr Field32<guest> guest_fs_access_rights{14, "guest_fs_access_rights"};
inline constexpr Field32<guest> guest_gs_access_rights{15, "guest_gs_access_rights"};
inline constexpr Field32<guest> guest_ldtr_access_rights{16, "guest_ldtr_access_rights"};
inline constexpr Field32<guest> guest_tr_access_rights{17, "guest_tr_access_rights"};
inline constexpr Field32<guest> guest_interruptibility{18, "guest_interruptibility_state"};
inline constexpr Field32<guest> guest_activity_state{19, "guest_activity_state"};
inline constexpr Field32<guest> guest_smbase{20, "guest_smbase"};
inline constexpr Field32<guest> guest_sysenter_cs{21, "guest_ia32_sysenter_cs"};
inline constexpr Field32<guest> preemption_timer_value{23, "vmx_preemption_timer_value"};
inline constexpr Field32<host> host_sysenter_cs{0, "host_ia32_sysenter_cs"};

// B.4 natural-width fields
inline constexpr FieldNatural<control> cr0_mask{0, "cr0_guest_host_mask"};
inline constexpr FieldNatural<control> cr4_mask{1, "cr4_guest_host_mask"};
inline constexpr FieldNatural<control> cr0_read_shadow{2, "cr0_read_shadow"};
inline constexpr FieldNatural<control> cr4_read_shadow{3, "cr4_read_shadow"};
inline constexpr FieldNatural<control> cr3_target_value0{4, "cr3_target_value0"};
inline constexpr FieldNatural<control> cr3_target_value1{5, "cr3_target_value1"};
inline constexpr FieldNatural<control> cr3_target_value2{6, "cr3_target_value2"};
inline constexpr FieldNatural<control> cr3_target_value3{7, "cr3_target_value3"};
inline constexpr FieldNatural<read_only> exit_qualification{0, "exit_qualification"};
inline constexpr FieldNatural<read_only> io_rcx{1, "io_rcx"};
inline constexpr FieldNatural<read_only> io_rsi{2, "io_rsi"};
inline constexpr FieldNatural<read_only> io_rdi{3, "io_rdi"};
inline constexpr FieldNatural<read_only> io_rip{4, "io_rip"};
inline constexpr FieldNatural<read_only> guest_linear_address{5, "guest_linear_address"};
inline constexpr FieldNatural<guest> guest_cr0{0, "guest_cr0"};
inline constexpr FieldNatural<guest> guest_cr3{1, "guest_cr3"};
inline constexpr FieldNatural<guest> guest_cr4{2, "guest_cr4"};
inline constexpr FieldNatural<guest> guest_es_base{3, "guest_es_base"};
inline constexpr FieldNatural<guest> guest_cs_base{4, "guest_cs_base"};
inline constexpr FieldNatural<guest> guest_ss_base{5, "guest_ss_base"};
inline constexpr FieldNatural<guest> guest_ds_base{6, "guest_ds_base"};
inline constexpr FieldNatural<guest> guest_fs_base{7, "guest_fs_base"};
inline constexpr FieldNatural<guest> guest_gs_base{8, "guest_gs_base"};
inline constexpr FieldNatural<guest> guest_ldtr_base{9, "guest_ldtr_base"};
inline constexpr FieldNatural<guest> guest_tr_base{10, "guest_tr_base"};
inline constexpr FieldNatural<guest> guest_gdtr_base{11, "guest_gdtr_base"};
inline constexpr FieldNatural<guest> guest_idtr_base{12, "guest_idtr_base"};
inline constexpr FieldNatural<guest> guest_dr7{13, "guest_dr7"};
inline constexpr FieldNatural<guest> guest_rsp{14, "guest_rsp"};
inline constexpr FieldNatural<guest> guest_rip{15, "guest_rip"};
inline constexpr FieldNatural<guest> guest_rflags{16, "guest_rflags"};
inline constexpr FieldNatural<guest> guest_pending_debug{17, "guest_pending_debug_exceptions"};
inline constexpr FieldNatural<guest> guest_sysenter_esp{18, "guest_ia32_sysenter_esp"};
inline constexpr FieldNatural<guest> guest_sysenter_eip{19, "guest_ia32_sysenter_eip"};
inline constexpr FieldNatural<guest> guest_s_cet{20, "guest_ia32_s_cet"};
inline constexpr FieldNatural<guest> guest_ssp{21, "guest_ssp"};
inline constexpr FieldNatural<guest> guest_ssp_table{22, "guest_ia32_interrupt_ssp_table_addr"};
inline constexpr FieldNatural<host> host_cr0{0, "host_cr0"};
inline constexpr FieldNatural<host> host_cr3{1, "host_cr3"};
inline constexpr FieldNatural<host> host_cr4{2, "host_cr4"};
inline constexpr FieldNatural<host> host_fs_base{3, "host_fs_base"};
inline constexpr FieldNatural<host> host_gs_base{4, "host_gs_base"};
inline constexpr FieldNatural<host> host_tr_base{5, "host_tr_base"};
inline constexpr FieldNatural<host> host_gdtr_base{6, "host_gdtr_base"};
inline constexpr FieldNatural<host> host_idtr_base{7, "host_idtr_base"};
inline constexpr FieldNatural<host> host_sysenter_esp{8, "host_ia32_sysenter_esp"};
inline constexpr FieldNatural<host> host_sysenter_eip{9, "host_ia32_sysenter_eip"};
inline constexpr FieldNatural<host> host_rsp{10, "host_rsp"};
inline constexpr FieldNatural<host> host_rip{11, "host_rip"};
inline constexpr FieldNatural<host> host_s_cet{12, "host_ia32_s_cet"};
inline constexpr FieldNatural<host> host_ssp{13, "host_ssp"};
inline constexpr FieldNatural<host> host_ssp_table{14, "host_ia32_interrupt_ssp_table_addr"};

static_assert(vpid.encoding == 0x0000 && guest_tr_selector.encoding == 0x080E &&
              host_tr_selector.encoding == 0x0C0C);
static_assert(xss_exiting_bitmap.encoding == 0x202C && tsc_multiplier.encoding == 0x2032);
static_assert(ept_pointer.encoding == 0x201A && guest_physical_address.encoding == 0x2400);
static_assert(guest_pdpte3.encoding == 0x2810 && host_efer.encoding == 0x2C02);
static_assert(secondary_processor_controls.encoding == 0x401E && exit_reason.encoding == 0x4402);
static_assert(preemption_timer_value.encoding == 0x482E && host_sysenter_cs.encoding == 0x4C00);
static_assert(cr4_read_shadow.encoding == 0x6006 && guest_linear_address.encoding == 0x640A);
static_assert(guest_sysenter_eip.encoding == 0x6826 && host_rip.encoding == 0x6C16);
static_assert(spec_ctrl_shadow.encoding == 0x204C && guest_pkrs.encoding == 0x2818 &&
              host_pkrs.encoding == 0x2C06);
static_assert(guest_uinv.encoding == 0x0814 && last_pid_pointer_index.encoding == 0x0008);
static_assert(guest_ssp_table.encoding == 0x682C && host_ssp_table.encoding == 0x6C1C);
}  // namespace field

/// The four fields that make a segment register, found by its number: a segment's fields stand 2 apart in
/// every group.
struct SegmentFields {
    std::uint32_t selector, base, limit, access_rights;
};

[[nodiscard]] constexpr SegmentFields segment_fields(unsigned number) {
    return {field::guest_es_selector.encoding + 2 * number, field::guest_es_base.encoding + 2 * number,
            field::guest_es_limit.encoding + 2 * number, field::guest_es_access_rights.encoding + 2 * number};
}
static_assert(segment_fields(7).base == field::guest_tr_base.encoding);
static_assert(segment_fields(7).access_rights == field::guest_tr_access_rights.encoding);

}  // namespace vitrine::vmx
