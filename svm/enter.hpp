#pragma once
// VMRUN and #VMEXIT. svm/enter.asm.

#include "guest/registers.hpp"

namespace vitrine::svm {

static_assert(sizeof(guest::Registers) == 16 * sizeof(std::uint64_t) &&
                  static_cast<unsigned>(guest::Gpr::rsp) == 4,
              "svm/enter.asm counts on this layout");

extern "C" {
/// Enters the guest of the VMCB at physical address `vmcb` and returns at its next #VMEXIT. `host_vmcb` holds
/// what VMSAVE saved of the host. RAX stays in the VMCB.
void svm_enter(guest::Registers* gpr, std::uint64_t vmcb, std::uint64_t host_vmcb);
}

}  // namespace vitrine::svm
