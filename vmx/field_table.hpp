#pragma once
// Fields by name, for `inject=FIELD:VALUE`.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vitrine::vmx {

/// A writable field, its value's width aside.
struct NamedField {
    std::string_view name;
    std::uint32_t encoding = 0;
    std::uint64_t largest = 0;  ///< value that fits the field
};

/// Every writable field that Vitrine knows, in the order of the SDM's appendix B.
[[nodiscard]] std::span<const NamedField> named_fields();

/// The field of that name.
[[nodiscard]] std::optional<NamedField> find_field(std::string_view name);

}  // namespace vitrine::vmx
