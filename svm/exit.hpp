#pragma once
// From a #VMEXIT to a value that no vendor owns. APM volume 2, 15.7 to 15.13.

#include "guest/decoder.hpp"
#include "guest/exit.hpp"
#include "guest/registers.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// What the exit was. `gpr` are the general registers at the exit. `instruction` is the one at the guest's
/// CS:RIP, as far as it could be decoded.
[[nodiscard]] guest::Exit decode_exit(const Vmcb& vmcb, const std::optional<guest::Instruction>& instruction,
                                      const guest::Registers& gpr);

/// Whether decode_exit needs the instruction for this code: for its length, and for a control register
/// access's operand.
[[nodiscard]] bool needs_instruction(std::uint64_t code);

}  // namespace vitrine::svm
