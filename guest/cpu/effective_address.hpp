#pragma once
// Where in memory an instruction's operand is. Intel SDM vol. 2, 2.1.5 and 2.2.1.

#include <cstdint>

#include "guest/cpu/decoder.hpp"
#include "guest/cpu/registers.hpp"

namespace vitrine::guest {

/// The memory operand of an instruction whose ModRM names no register. `gpr` are the general registers with
/// RSP in its slot; `next_rip` is where the next instruction is.
[[nodiscard]] MemoryOperand effective_address(const Instruction& instruction, const Registers& gpr,
                                              std::uint64_t next_rip);

}  // namespace vitrine::guest
