#pragma once
// The model-specific registers that the guest has. Any other raises #GP, as a register does that a processor
// lacks. Intel SDM vol. 4, chapter 2.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// One that the guest has.
struct ModelSpecificRegister {
    std::uint32_t index;
    std::string_view name;
    Register place;
};

inline constexpr std::array model_specific_registers{
    ModelSpecificRegister{0x10, "IA32_TIME_STAMP_COUNTER", Register::tsc},
    ModelSpecificRegister{0x174, "IA32_SYSENTER_CS", Register::sysenter_cs},
    ModelSpecificRegister{0x175, "IA32_SYSENTER_ESP", Register::sysenter_esp},
    ModelSpecificRegister{0x176, "IA32_SYSENTER_EIP", Register::sysenter_eip},
    ModelSpecificRegister{0x277, "IA32_PAT", Register::pat},
    ModelSpecificRegister{0xC000'0080, "IA32_EFER", Register::efer},
    ModelSpecificRegister{0xC000'0081, "IA32_STAR", Register::star},
    ModelSpecificRegister{0xC000'0082, "IA32_LSTAR", Register::lstar},
    ModelSpecificRegister{0xC000'0083, "IA32_CSTAR", Register::cstar},
    ModelSpecificRegister{0xC000'0084, "IA32_FMASK", Register::fmask},
    ModelSpecificRegister{0xC000'0100, "IA32_FS_BASE", Register::fs_base},
    ModelSpecificRegister{0xC000'0101, "IA32_GS_BASE", Register::gs_base},
    ModelSpecificRegister{0xC000'0102, "IA32_KERNEL_GS_BASE", Register::kernel_gs_base},
    ModelSpecificRegister{0xC000'0103, "IA32_TSC_AUX", Register::tsc_aux},
};

/// Null for an MSR that the guest doesn't have, whatever its processor. The table stands in rows of
/// neighbours, so that no search is needed.
[[nodiscard, gnu::pure]] constexpr const ModelSpecificRegister* find_msr(std::uint32_t index) {
    constexpr std::uint32_t efer = 0xC000'0080, fs_base = 0xC000'0100, sysenter_cs = 0x174;
    if (index - efer < 5) return &model_specific_registers[5 + index - efer];
    if (index - fs_base < 4) return &model_specific_registers[10 + index - fs_base];
    if (index - sysenter_cs < 3) return &model_specific_registers[1 + index - sysenter_cs];
    if (index == 0x10) return &model_specific_registers[0];
    return index == 0x277 ? &model_specific_registers[4] : nullptr;
}

static_assert(
    [] {
        for (const ModelSpecificRegister& found : model_specific_registers) {
            if (find_msr(found.index) != &found) return false;
        }
        return true;
    }(),
    "find_msr() counts on the rows of the table");

/// What RDMSR does with the value: its halves go to EAX and EDX.
[[gnu::always_inline]] inline void give_msr(Registers& gpr, std::uint64_t value) {
    gpr[Gpr::rax] = static_cast<std::uint32_t>(value);
    gpr[Gpr::rdx] = value >> 32;
}

/// Does the RDMSR or WRMSR of `exit`, with the checks of the processor: reserved bits, canonical addresses,
/// memory types. Fills in its answered members.
[[nodiscard]] Action emulate_msr(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
