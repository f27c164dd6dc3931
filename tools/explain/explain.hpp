#pragma once
// What is wrong with a dumped VMCS.

#include "kernel/log/log.hpp"
#include "tools/explain/findings.hpp"

namespace vitrine::tools {

/// How much is told, and how.
struct Telling {
    bool json = false;
    bool all = false;  ///< every rule with what became of it
};

/// Writes what was read, then an `error` line for each rule of VM entry that the dump breaks, the likeliest
/// first. Returns the exit status: 0 when all is well, 1 when some rule is broken, 2 when it can't be
/// decided.
int explain(const Dump& dump, Sink& sink, const Telling& telling = {});

}  // namespace vitrine::tools
