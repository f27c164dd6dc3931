#pragma once
// VMRUN and #VMEXIT. svm/enter.asm.

#include <cstddef>
#include <cstdint>

#include "guest/cpu/registers.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

static_assert(sizeof(guest::Registers) == 16 * sizeof(std::uint64_t) &&
                  guest::Registers::place(guest::Gpr::rsp) == 0,
              "svm/enter.asm counts on this layout");
static_assert(offsetof(Vmcb, control.tsc_offset) == 0x50, "svm/enter.asm reads and writes it");

/// Why the guest left.
struct Departure {
    std::uint64_t code = 0;
    std::uint64_t rip = 0;
    guest::Registers* gpr = nullptr;  ///< where the general registers are
    std::uint64_t length = 0;         ///< of the instruction in bytes, where the processor tells; else 0
};

extern "C" {
/// Not to be called but by enter_guest().
void svm_enter();
/// For a guest whose TSC counts its own work alone: between its entries TSC_OFFSET holds its TSC.
void svm_enter_timed();
}

/// Enters the guest of `vmcb` by `way`, one of these two, and returns at its next #VMEXIT. `host` holds what
/// VMSAVE saved of the host. Addresses are physical ones. RAX stays in the VMCB. Gives the bits in which CR0
/// wasn't the host's after it; it is the host's again.
[[nodiscard, gnu::always_inline]] inline std::uint64_t enter_guest(void (*way)(), guest::Registers& gpr,
                                                                   Vmcb* vmcb, Vmcb* host) {
    guest::Registers* registers = &gpr;
    auto in_and_out = reinterpret_cast<std::uint64_t>(vmcb);
    asm volatile("call %P[way]"
                 : "+D"(registers), "+a"(in_and_out), "+d"(host)
                 : [way] "i"(way)
                 : "rbx", "rcx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
    return in_and_out;
}

}  // namespace vitrine::svm
