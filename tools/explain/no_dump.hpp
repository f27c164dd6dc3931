#pragma once
// Texts that people take for a dump and that aren't one.

#include <string_view>

#include "tools/explain/dump.hpp"

namespace vitrine::tools {

/// Why there is no dump in this plain text, and how to get one.
[[nodiscard]] DumpError no_dump(std::string_view text);

}  // namespace vitrine::tools
