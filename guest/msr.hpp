#pragma once
// The model-specific registers that the guest has. Any other raises #GP, as a register does that a processor
// lacks. Intel SDM vol. 4, chapter 2.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/action.hpp"
#include "guest/exit.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// One that the guest has.
struct ModelSpecificRegister {
    std::uint32_t index;
    std::string_view name;
    Register place;
    /// Whether WRMSR takes the value; else it raises #GP.
    bool (*writable)(VirtualCpu& cpu, std::uint64_t value);
};

/// Sorted by index.
inline constexpr std::size_t msr_count = 14;
extern const std::array<ModelSpecificRegister, msr_count> model_specific_registers;

/// MSRs with consecutive indices, and which of the table the first of them is.
struct MsrRange {
    std::uint32_t first, count, position;
};
inline constexpr std::array msr_ranges{MsrRange{0xC000'0080, 5, 5}, MsrRange{0xC000'0100, 4, 10},
                                       MsrRange{0x174, 3, 1}, MsrRange{0x277, 1, 4}, MsrRange{0x10, 1, 0}};

/// Nothing for an MSR that the guest doesn't have, whatever its processor. IA32_TSC_AUX is there only with
/// RDTSCP.
[[nodiscard, gnu::always_inline]] inline const ModelSpecificRegister* find_msr(std::uint32_t index) {
    for (const MsrRange& range : msr_ranges) {
        const std::uint32_t offset = index - range.first;
        if (offset < range.count) return &model_specific_registers[range.position + offset];
    }
    return nullptr;
}

/// What RDMSR does with the value: its halves go to EAX and EDX.
[[gnu::always_inline]] inline void give_msr(Registers& gpr, std::uint64_t value) {
    gpr[Gpr::rax] = static_cast<std::uint32_t>(value);
    gpr[Gpr::rdx] = value >> 32;
}

/// Does the RDMSR or WRMSR of `exit`, with the checks of the processor: reserved bits, canonical addresses,
/// memory types. Fills in its answered members.
[[nodiscard]] Action emulate_msr(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
