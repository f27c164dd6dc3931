#pragma once
// MOV to and from control registers, CLTS, LMSW and XSETBV, with the checks of the processor. Intel SDM vol.
// 2, MOV—Move to/from Control Registers; vol. 3A, 2.5, 2.6.

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// A MOV to CR0 that changes bits of which no mode and no translation depends, nor another register. False:
/// it's more than that, and nothing is done.
template <class Cpu>
[[nodiscard, gnu::always_inline]] inline bool write_plain_cr0(Cpu& cpu, const Registers& gpr,
                                                              exit::ControlRegister& access) {
    constexpr std::uint64_t plain = cr0::mp | cr0::em | cr0::ts | cr0::ne | cr0::am;
    if (access.gpr == Gpr::rsp) return false;
    const std::uint64_t value = gpr[access.gpr];
    if (((cpu.cr0() ^ value) & ~plain) != 0) return false;
    access.value = value;
    cpu.set_plain_cr0(value);
    return true;
}

/// Does the access of `exit`, whose cause is a ControlRegister, and fills in its answered members.
[[nodiscard]] Action emulate_control_register(VirtualCpu& cpu, const Memory& memory, Exit& exit);

/// Does the XSETBV of `exit`. Intel SDM vol. 2, XSETBV; vol. 1, 13.3.
[[nodiscard]] Action emulate_xsetbv(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
