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
    return {NamedField{{at(offsetof(VmcbSegment, selector)), 2}, selector},
            NamedField{{at(offsetof(VmcbSegment, attributes)), 2}, attributes},
            NamedField{{at(offsetof(VmcbSegment, limit)), 4}, limit},
            NamedField{{at(offsetof(VmcbSegment, base)), 8}, base}};
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
    NamedField{{offsetof(ControlArea, cr_reads), 2}, "cr_read_intercepts"},
    NamedField{{offsetof(ControlArea, cr_writes), 2}, "cr_write_intercepts"},
    NamedField{{offsetof(ControlArea, dr_reads), 2}, "dr_read_intercepts"},
    NamedField{{offsetof(ControlArea, dr_writes), 2}, "dr_write_intercepts"},
    NamedField{{offsetof(ControlArea, exceptions), 4}, "exception_intercepts"},
    NamedField{{offsetof(ControlArea, intercepts_1), 4}, "intercepts_1"},
    NamedField{{offsetof(ControlArea, intercepts_2), 4}, "intercepts_2"},
    NamedField{{offsetof(ControlArea, io_permissions)}, "iopm_base_pa"},
    NamedField{{offsetof(ControlArea, msr_permissions)}, "msrpm_base_pa"},
    NamedField{{offsetof(ControlArea, tsc_offset)}, "tsc_offset"},
    NamedField{{offsetof(ControlArea, asid), 4}, "guest_asid"},
    NamedField{{offsetof(ControlArea, tlb_control), 4}, "tlb_control"},
    NamedField{{offsetof(ControlArea, virtual_interrupt)}, "virtual_interrupt"},
    NamedField{{offsetof(ControlArea, interrupt_shadow)}, "interrupt_shadow"},
    NamedField{{offsetof(ControlArea, nested_paging)}, "nested_paging"},
    NamedField{{offsetof(ControlArea, event_injection)}, "eventinj"},
    NamedField{{offsetof(ControlArea, nested_cr3)}, "n_cr3"},
    NamedField{{offsetof(ControlArea, lbr_virtualization)}, "lbr_virtualization"},
    NamedField{{offsetof(ControlArea, clean)}, "vmcb_clean"},
    NamedField{{save + offsetof(StateSaveArea, cpl), 1}, "guest_cpl"},
    NamedField{{save + offsetof(StateSaveArea, efer)}, "guest_efer"},
    NamedField{{save + offsetof(StateSaveArea, cr0)}, "guest_cr0"},
    NamedField{{save + offsetof(StateSaveArea, cr3)}, "guest_cr3"},
    NamedField{{save + offsetof(StateSaveArea, cr4)}, "guest_cr4"},
    NamedField{{save + offsetof(StateSaveArea, dr6)}, "guest_dr6"},
    NamedField{{save + offsetof(StateSaveArea, dr7)}, "guest_dr7"},
    NamedField{{save + offsetof(StateSaveArea, rflags)}, "guest_rflags"},
    NamedField{{save + offsetof(StateSaveArea, rip)}, "guest_rip"},
    NamedField{{save + offsetof(StateSaveArea, rsp)}, "guest_rsp"},
    NamedField{{save + offsetof(StateSaveArea, rax)}, "guest_rax"},
    NamedField{{save + offsetof(StateSaveArea, star)}, "guest_star"},
    NamedField{{save + offsetof(StateSaveArea, lstar)}, "guest_lstar"},
    NamedField{{save + offsetof(StateSaveArea, cstar)}, "guest_cstar"},
    NamedField{{save + offsetof(StateSaveArea, sfmask)}, "guest_sfmask"},
    NamedField{{save + offsetof(StateSaveArea, kernel_gs_base)}, "guest_kernel_gs_base"},
    NamedField{{save + offsetof(StateSaveArea, sysenter_cs)}, "guest_sysenter_cs"},
    NamedField{{save + offsetof(StateSaveArea, sysenter_esp)}, "guest_sysenter_esp"},
    NamedField{{save + offsetof(StateSaveArea, sysenter_eip)}, "guest_sysenter_eip"},
    NamedField{{save + offsetof(StateSaveArea, cr2)}, "guest_cr2"},
    NamedField{{save + offsetof(StateSaveArea, pat)}, "guest_pat"},
    NamedField{{save + offsetof(StateSaveArea, debug_control)}, "guest_debugctl"},
};

/// In the order of their offsets.
constexpr auto fields = [] {
    std::array<NamedField, others.size() + 4 * segments.size()> all;
    NamedField* next = std::ranges::copy(others, all.data()).out;
    for (const auto& registers : segments) next = std::ranges::copy(registers, next).out;
    std::ranges::sort(all, {}, &NamedField::offset);
    return all;
}();

// What of it the kernel carries.
constexpr auto names = pack_names<[] {
    std::array<std::string_view, fields.size()> all;
    std::ranges::transform(fields, all.begin(), &NamedField::name);
    return all;
}>();
constexpr auto places = [] {
    std::array<FieldPlace, fields.size()> all;
    std::ranges::copy(fields, all.begin());
    return all;
}();

/// Null where no field begins there.
const FieldPlace* place_at(std::uint32_t offset) {
    for (const FieldPlace& place : places)
        if (place.offset == offset) return &place;
    return nullptr;
}

}  // namespace

NamedFields named_fields() {
    return {names, places.data()};
}

std::optional<NamedField> find_field(std::string_view name) {
    for (const NamedField field : named_fields()) {
        if (field.name == name) return field;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> read_field(const Vmcb& vmcb, std::uint32_t offset) {
    const FieldPlace* const found = place_at(offset);
    if (found == nullptr) return std::nullopt;
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const std::uint8_t*>(&vmcb) + found->offset, found->size);
    return value;
}

bool write_field(Vmcb& vmcb, std::uint32_t offset, std::uint64_t value) {
    const FieldPlace* const found = place_at(offset);
    if (found == nullptr) return false;
    std::memcpy(reinterpret_cast<std::uint8_t*>(&vmcb) + found->offset, &value, found->size);
    return true;
}

}  // namespace vitrine::svm
