#pragma once
// MOV to and from control registers, CLTS, LMSW and XSETBV, with the checks of the processor. Intel SDM vol.
// 2, MOV—Move to/from Control Registers; vol. 3A, 2.5, 2.6.

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/emulate/cpuid.hpp"

namespace vitrine::guest {

/// Does the access of `exit`, whose cause is a ControlRegister, and fills in its answered members. `known` is
/// the guest's, whose leaf 1 shows CR4.
[[nodiscard]] Action emulate_control_register(VirtualCpu& cpu, KnownCpuid& known, const Memory& memory,
                                              Exit& exit);

/// Does the XSETBV of `exit`. Intel SDM vol. 2, XSETBV; vol. 1, 13.3.
[[nodiscard]] Action emulate_xsetbv(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
