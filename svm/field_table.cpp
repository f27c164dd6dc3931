#include "svm/field_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace vitrine::svm {

namespace {

constexpr std::size_t save = offsetof(Vmcb, save);

/// The four fields of a segment register.
consteval std::array<NamedField, 4> segment(std::size_t offset, std::string_view selector,
                                            std::string_view attributes, std::string_view limit,
                                            std::string_view base) {
    const auto at = [&](std::size_t member) { return static_cast<std::uint16_t>(save + offset + member); };
    return {NamedField{selector, at(offsetof(VmcbSegment, selector)), 2},
            NamedField{attributes, at(offsetof(VmcbSegment, attributes)), 2},
            NamedField{limit, at(offsetof(VmcbSegment, limit)), 4},
            NamedField{base, at(offsetof(VmcbSegment, base)), 8}};
}

constexpr std::array segments{
    segment(offsetof(StateSaveArea, es), "guest_es_selector", "guest_es_attributes", "guest_es_limit",
            "guest_es_base"),
    segment(offsetof(StateSaveArea, cs), "guest_cs_selector", "guest_cs_attributes", "guest_cs_limit",
            "guest_cs_base"),
    segment(offsetof(StateSaveArea, ss), "guest_ss_selector", "guest_ss_attributes", "guest_ss_limit",
            "guest_ss_base"),
    segment(offsetof(StateSaveArea, ds), "guest_ds_selector", "guest_ds_attributes", "guest_ds_limit",
            "guest_ds_base"),
    segment(offsetof(StateSaveArea, fs), "guest_fs_selector", "guest_fs_attributes", "guest_fs_limit",
            "guest_fs_base"),
    segment(offsetof(StateSaveArea, gs), "guest_gs_selector", "guest_gs_attributes", "guest_gs_limit",
            "guest_gs_base"),
    segment(offsetof(StateSaveArea, gdtr), "guest_gdtr_selector", "guest_gdtr_attributes", "guest_gdtr_limit",
            "guest_gdtr_base"),
    segment(offsetof(StateSaveArea, ldtr), "guest_ldtr_selector", "guest_ldtr_attributes", "guest_ldtr_limit",
            "guest_ldtr_base"),
    segment(offsetof(StateSaveArea, idtr), "guest_idtr_selector", "guest_idtr_attributes", "guest_idtr_limit",
            "guest_idtr_base"),
    segment(offsetof(StateSaveArea, tr), "guest_tr_selector", "guest_tr_attributes", "guest_tr_limit",
            "guest_tr_base"),
};

constexpr std::array others{
    NamedField{"cr_read_intercepts", offsetof(ControlArea, cr_reads), 2},
    NamedField{"cr_write_intercepts", offsetof(ControlArea, cr_writes), 2},
    NamedField{"dr_read_intercepts", offsetof(ControlArea, dr_reads), 2},
    NamedField{"dr_write_intercepts", offsetof(ControlArea, dr_writes), 2},
    NamedField{"exception_intercepts", offsetof(ControlArea, exceptions), 4},
    NamedField{"intercepts_1", offsetof(ControlArea, intercepts_1), 4},
    NamedField{"intercepts_2", offsetof(ControlArea, intercepts_2), 4},
    NamedField{"iopm_base_pa", offsetof(ControlArea, io_permissions)},
    NamedField{"msrpm_base_pa", offsetof(ControlArea, msr_permissions)},
    NamedField{"tsc_offset", offsetof(ControlArea, tsc_offset)},
    NamedField{"guest_asid", offsetof(ControlArea, asid), 4},
    NamedField{"tlb_control", offsetof(ControlArea, tlb_control), 4},
    NamedField{"virtual_interrupt", offsetof(ControlArea, virtual_interrupt)},
    NamedField{"interrupt_shadow", offsetof(ControlArea, interrupt_shadow)},
    NamedField{"nested_paging", offsetof(ControlArea, nested_paging)},
    NamedField{"eventinj", offsetof(ControlArea, event_injection)},
    NamedField{"n_cr3", offsetof(ControlArea, nested_cr3)},
    NamedField{"lbr_virtualization", offsetof(ControlArea, lbr_virtualization)},
    NamedField{"vmcb_clean", offsetof(ControlArea, clean)},
    NamedField{"guest_cpl", save + offsetof(StateSaveArea, cpl), 1},
    NamedField{"guest_efer", save + offsetof(StateSaveArea, efer)},
    NamedField{"guest_cr0", save + offsetof(StateSaveArea, cr0)},
    NamedField{"guest_cr3", save + offsetof(StateSaveArea, cr3)},
    NamedField{"guest_cr4", save + offsetof(StateSaveArea, cr4)},
    NamedField{"guest_dr6", save + offsetof(StateSaveArea, dr6)},
    NamedField{"guest_dr7", save + offsetof(StateSaveArea, dr7)},
    NamedField{"guest_rflags", save + offsetof(StateSaveArea, rflags)},
    NamedField{"guest_rip", save + offsetof(StateSaveArea, rip)},
    NamedField{"guest_rsp", save + offsetof(StateSaveArea, rsp)},
    NamedField{"guest_rax", save + offsetof(StateSaveArea, rax)},
    NamedField{"guest_star", save + offsetof(StateSaveArea, star)},
    NamedField{"guest_lstar", save + offsetof(StateSaveArea, lstar)},
    NamedField{"guest_cstar", save + offsetof(StateSaveArea, cstar)},
    NamedField{"guest_sfmask", save + offsetof(StateSaveArea, sfmask)},
    NamedField{"guest_kernel_gs_base", save + offsetof(StateSaveArea, kernel_gs_base)},
    NamedField{"guest_sysenter_cs", save + offsetof(StateSaveArea, sysenter_cs)},
    NamedField{"guest_sysenter_esp", save + offsetof(StateSaveArea, sysenter_esp)},
    NamedField{"guest_sysenter_eip", save + offsetof(StateSaveArea, sysenter_eip)},
    NamedField{"guest_cr2", save + offsetof(StateSaveArea, cr2)},
    NamedField{"guest_pat", save + offsetof(StateSaveArea, pat)},
    NamedField{"guest_debugctl", save + offsetof(StateSaveArea, debug_control)},
};

/// In the order of their offsets.
constexpr auto fields = [] {
    std::array<NamedField, others.size() + 4 * segments.size()> all;
    auto* next = std::ranges::copy(others, all.begin()).out;
    for (const auto& registers : segments) next = std::ranges::copy(registers, next).out;
    std::ranges::sort(all, {}, &NamedField::offset);
    return all;
}();

}  // namespace

std::span<const NamedField> named_fields() {
    return fields;
}

std::optional<NamedField> find_field(std::string_view name) {
    const auto found = std::ranges::find(fields, name, &NamedField::name);
    if (found == fields.end()) return std::nullopt;
    return *found;
}

std::optional<std::uint64_t> read_field(const Vmcb& vmcb, std::uint32_t offset) {
    const auto found = std::ranges::find(fields, offset, &NamedField::offset);
    if (found == fields.end()) return std::nullopt;
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const std::uint8_t*>(&vmcb) + found->offset, found->size);
    return value;
}

bool write_field(Vmcb& vmcb, std::uint32_t offset, std::uint64_t value) {
    const auto found = std::ranges::find(fields, offset, &NamedField::offset);
    if (found == fields.end()) return false;
    std::memcpy(reinterpret_cast<std::uint8_t*>(&vmcb) + found->offset, &value, found->size);
    return true;
}

}  // namespace vitrine::svm
