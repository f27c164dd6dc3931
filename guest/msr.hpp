#pragma once
// The model-specific registers that the guest has. Any other raises #GP, as a register does that a processor
// lacks. Intel SDM vol. 4, chapter 2.

#include "guest/action.hpp"
#include "guest/exit.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// Does the RDMSR or WRMSR of `exit`, with the checks of the processor: reserved bits, canonical addresses,
/// memory types. Fills in its answered members.
[[nodiscard]] Action emulate_msr(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
