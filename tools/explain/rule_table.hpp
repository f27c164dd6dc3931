#pragma once
// docs/vm-entry-checks.md: every rule of VM entry, by the manual's section, with what checks it or why it is
// left out.

#include <string>

namespace vitrine::tools {

/// The document, in Markdown.
[[nodiscard]] std::string rule_table();

}  // namespace vitrine::tools
