#pragma once
// Source text for another hypervisor that has it write its VMCS as a dump.

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::tools {

/// The dumper in that language, `c` (C99, a header) or `rust` (a module): every field by its encoding, from
/// the field table. Nothing for another word.
[[nodiscard]] std::optional<std::string> snippet(std::string_view language);

}  // namespace vitrine::tools
