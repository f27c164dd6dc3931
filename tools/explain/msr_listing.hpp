#pragma once
// A processor's capabilities as Linux's tools print them: rdmsr, dumps of /dev/cpu/N/msr, cpuid -r,
// /proc/cpuinfo.

#include <optional>
#include <string_view>

#include "tools/explain/dump.hpp"

namespace vitrine::tools {

/// What the lines of a plain text tell; nothing when they tell nothing. Of an MSR that comes more than once,
/// as from `rdmsr -a`, the first is taken.
[[nodiscard]] std::optional<DumpedProcessor> read_msr_listing(std::string_view text);

}  // namespace vitrine::tools
