#pragma once
// Fields by name and by encoding.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/log/packed_names.hpp"
#include "vmx/fields.hpp"

namespace vitrine::vmx {

/// A field of the VMCS whose C++ type doesn't matter.
struct FieldCode {
    std::uint16_t encoding = 0;

    [[nodiscard]] constexpr FieldWidth width() const { return static_cast<FieldWidth>(encoding >> 13 & 3); }
    [[nodiscard]] constexpr FieldType type() const { return static_cast<FieldType>(encoding >> 10 & 3); }
    [[nodiscard]] constexpr bool writable() const { return type() != FieldType::read_only; }
    /// The largest value that fits the field.
    [[nodiscard]] constexpr std::uint64_t largest() const {
        return width() == FieldWidth::bits16 ? 0xFFFF : width() == FieldWidth::bits32 ? 0xFFFF'FFFF : ~0ULL;
    }
};

struct NamedField : FieldCode {
    std::string_view name;
};

inline constexpr std::size_t field_count = 181;

/// Every field, in the order of their encodings, which is that of the SDM's appendix B.
using NamedFields = WithNames<NamedField, FieldCode>;
[[nodiscard]] NamedFields named_fields();

/// The field of that name.
[[nodiscard]] std::optional<NamedField> find_field(std::string_view name);

/// The field's name; "unknown" when there is none with that encoding.
[[nodiscard]] std::string_view field_name(AnyField field);

/// The place in named_fields() of the field with that encoding.
[[nodiscard]] std::optional<std::size_t> field_index(std::uint32_t encoding);

}  // namespace vitrine::vmx
