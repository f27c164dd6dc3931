#pragma once
// The findings as JSON (RFC 8259), for programs.

#include <string>

#include "tools/explain/findings.hpp"

namespace vitrine::tools {

/// One object, with a newline at its end. Numbers of 64 bits are strings as "0x7c00". `all`: every rule, not
/// just the causes.
[[nodiscard]] std::string json(const Dump& dump, const Findings& findings, bool all);

}  // namespace vitrine::tools
