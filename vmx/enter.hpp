#pragma once
// The way into the guest: vmx/enter.asm.

#include <cstdint>

#include "guest/registers.hpp"

namespace vitrine::vmx {

static_assert(sizeof(guest::Registers) == 16 * sizeof(std::uint64_t) &&
                  static_cast<unsigned>(guest::Gpr::rsp) == 4,
              "vmx/enter.asm counts on this layout");

enum class EnterOutcome : std::uint32_t { exit = 0, fail_invalid = 1, fail_valid = 2 };

extern "C" {
/// Enters the guest of the current VMCS: VMLAUNCH, or VMRESUME when `launched`. Returns at the next VM exit,
/// or at once when the processor refuses. HOST_RSP must be the end of `*gpr`.
[[nodiscard]] EnterOutcome vmx_enter(guest::Registers* gpr, bool launched);
/// HOST_RIP: where a VM exit arrives. Not to be called.
void vmx_exit();
}

}  // namespace vitrine::vmx
