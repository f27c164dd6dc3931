#pragma once
// Dumps in the form of Vitrine's log, and what it tells of a processor.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/explain/dump.hpp"

namespace vitrine::tools {

/// The last complete VMCS of the `vmcs field=… value=…` lines, where a field is a name or an encoding;
/// nothing when there are no such lines. A field that comes again begins another dump; one with fewer fields
/// than another was cut off.
[[nodiscard]] Result<std::optional<vmx::Snapshot>, DumpError> read_log_dump(std::string_view text,
                                                                            std::vector<std::string>& notes);

/// What the `caps` lines tell; nothing when there are none.
[[nodiscard]] Result<std::optional<DumpedProcessor>, DumpError> read_caps(std::string_view text);

}  // namespace vitrine::tools
