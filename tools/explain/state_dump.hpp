#pragma once
// Dumps of a VMCS in three parts, guest state, host state and control state, as Linux's KVM and Xen write
// them to their logs when the processor refuses a VM entry.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "tools/explain/dump.hpp"

namespace vitrine::tools {

/// The last complete dump, or the last one where none is complete; nothing when there is no dump. Takes plain
/// text (paste.hpp) with whatever a log puts before each line, and lines folded at a space. An error: lines
/// of two dumps are mixed, and nothing before them tells whose they are.
[[nodiscard]] Result<std::optional<Dump>, DumpError> read_state_dump(std::string_view text);

}  // namespace vitrine::tools
