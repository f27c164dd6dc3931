#include "svm/field_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace vitrine::svm {

namespace {

constexpr std::size_t save = offsetof(Vmcb, save);

constexpr std::array fields{
    NamedField{"exception_intercepts", offsetof(ControlArea, exceptions), 4},
    NamedField{"intercepts_1", offsetof(ControlArea, intercepts_1), 4},
    NamedField{"intercepts_2", offsetof(ControlArea, intercepts_2), 4},
    NamedField{"iopm_base_pa", offsetof(ControlArea, io_permissions)},
    NamedField{"msrpm_base_pa", offsetof(ControlArea, msr_permissions)},
    NamedField{"guest_asid", offsetof(ControlArea, asid), 4},
    NamedField{"eventinj", offsetof(ControlArea, event_injection)},
    NamedField{"n_cr3", offsetof(ControlArea, nested_cr3)},
    NamedField{"guest_cs_attributes", save + offsetof(StateSaveArea, cs) + offsetof(VmcbSegment, attributes),
               2},
    NamedField{"guest_efer", save + offsetof(StateSaveArea, efer)},
    NamedField{"guest_cr0", save + offsetof(StateSaveArea, cr0)},
    NamedField{"guest_cr3", save + offsetof(StateSaveArea, cr3)},
    NamedField{"guest_cr4", save + offsetof(StateSaveArea, cr4)},
    NamedField{"guest_dr6", save + offsetof(StateSaveArea, dr6)},
    NamedField{"guest_dr7", save + offsetof(StateSaveArea, dr7)},
    NamedField{"guest_rflags", save + offsetof(StateSaveArea, rflags)},
    NamedField{"guest_rip", save + offsetof(StateSaveArea, rip)},
    NamedField{"guest_rsp", save + offsetof(StateSaveArea, rsp)},
};

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
