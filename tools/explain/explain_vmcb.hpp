#pragma once
// What is wrong with a dumped VMCB.

#include "kernel/log/log.hpp"
#include "tools/explain/explain.hpp"
#include "tools/explain/vmcb_dump.hpp"

namespace vitrine::tools {

/// As explain(), by the list of illegal states (APM volume 2, 15.5.1): a state is illegal on any processor,
/// or can't be judged without what CPUID tells.
int explain_vmcb(const VmcbDump& dump, Sink& sink, const Telling& telling = {});

}  // namespace vitrine::tools
