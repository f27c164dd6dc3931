#pragma once
// The VMCS at one moment, as plain values: what the checks of VM entry work on.

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

#include "vmx/field_table.hpp"

namespace vitrine::vmx {

/// Values of VMCS fields; a field may be missing, because the processor doesn't have it or a dump left it
/// out.
class Snapshot {
public:
    /// The field's value; nothing when it is missing, or when there is no such field.
    [[nodiscard]] std::optional<std::uint64_t> find(std::uint32_t encoding) const {
        const auto index = field_index(encoding);
        if (!index || !present_[*index]) return std::nullopt;
        return values_[*index];
    }

    /// Puts the field's value; false when there is no field with that encoding.
    bool set(std::uint32_t encoding, std::uint64_t value) {
        const auto index = field_index(encoding);
        if (!index) return false;
        values_[*index] = value;
        present_.set(*index);
        return true;
    }

private:
    std::array<std::uint64_t, field_count> values_{};
    std::bitset<field_count> present_;
};

}  // namespace vitrine::vmx
