#pragma once
// The VMCB fields that `inject=` can overwrite, by the manual's names in small letters. APM volume 2,
// appendix B.

#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/log/packed_names.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// Where in the VMCB a field lies.
struct FieldPlace {
    std::uint16_t offset = 0;  ///< bytes into the VMCB
    std::uint8_t size = 8;     ///< bytes

    [[nodiscard]] constexpr std::uint64_t largest() const {
        return size == 8 ? ~0ULL : (1ULL << (8 * size)) - 1;
    }
};

struct NamedField : FieldPlace {
    std::string_view name;
};

/// Every field, in the order of their offsets.
using NamedFields = WithNames<NamedField, FieldPlace>;
[[nodiscard]] NamedFields named_fields();
[[nodiscard]] std::optional<NamedField> find_field(std::string_view name);

/// The field's value; nothing for an offset that isn't in the table.
[[nodiscard]] std::optional<std::uint64_t> read_field(const Vmcb& vmcb, std::uint32_t offset);

/// Overwrites a field found by its offset; false for one that isn't in the table.
[[nodiscard]] bool write_field(Vmcb& vmcb, std::uint32_t offset, std::uint64_t value);

}  // namespace vitrine::svm
