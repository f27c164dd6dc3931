#pragma once
// What is wrong with a dumped VMCS.

#include "kernel/log/log.hpp"
#include "tools/explain/dump.hpp"

namespace vitrine::tools {

/// Writes what was read, then an `error` line for each rule of VM entry that the dump breaks. Returns the
/// exit status: 0 when nothing is broken, else 1.
int explain(const Dump& dump, Sink& sink);

}  // namespace vitrine::tools
