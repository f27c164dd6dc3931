#pragma once
// Intel's VMCALL on a processor with SVM and AMD's VMMCALL on one with VMX are #UD there. Taken for the call
// that they are, one guest runs on both.

#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// Bytes of either instruction.
inline constexpr std::uint8_t call_length = 3;

/// Whether `exit`, a #UD, was raised by a call instruction, and not while another event was being delivered.
[[nodiscard]] bool is_other_vendors_call(VirtualCpu& cpu, const Memory& memory, const Exit& exit);

}  // namespace vitrine::guest
