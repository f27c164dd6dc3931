#pragma once
// Intel's VMCALL on a processor with SVM and AMD's VMMCALL on one with VMX are #UD there. Taken for the call
// that they are, one guest runs on both.

#include "guest/exit.hpp"
#include "guest/memory.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// When `exit` is the #UD of the other vendor's call, makes it a Vmcall.
void accept_other_vendors_call(VirtualCpu& cpu, const Memory& memory, Exit& exit);

}  // namespace vitrine::guest
