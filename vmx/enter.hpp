#pragma once
// The way into the guest and out again: vmx/enter.asm.

#include <cstdint>

#include "guest/cpu/registers.hpp"
#include "vmx/errors.hpp"
#include "vmx/exit_reason.hpp"
#include "vmx/fields.hpp"

namespace vitrine::vmx {

static_assert(sizeof(guest::Registers) == 16 * sizeof(std::uint64_t) &&
                  guest::Registers::place(guest::Gpr::rsp) == 0 &&
                  guest::Registers::place(guest::Gpr::rbx) == 15,
              "vmx/enter.asm counts on this layout");
static_assert(field::exit_reason.encoding == 0x4402 && field::exit_instruction_length.encoding == 0x440C &&
                  field::guest_interruptibility.encoding == 0x4824 && field::guest_rip.encoding == 0x681E &&
                  field::guest_rflags.encoding == 0x6820 && field::tsc_offset.encoding == 0x2010,
              "vmx/enter.asm reads these");

/// What came of an entry: why the guest left and the few fields that every instruction which exits is asked
/// for. They are read on the way out, into registers that the guest's values must leave anyway.
struct Departure {
    /// Why there was an exit, or that there was no entry.
    struct Reason {
        std::uint64_t raw = 0;

        /// The guest was never entered: VMLAUNCH or VMRESUME failed. 31.2.
        [[nodiscard]] bool refused() const { return (raw >> 63) != 0; }
        /// Which way it failed; the VM-instruction error field has the number.
        [[nodiscard]] InstructionError::Kind refusal() const {
            return (raw & 1) != 0 ? InstructionError::Kind::invalid : InstructionError::Kind::valid;
        }
        /// The exit-reason field of a guest that was entered, or whose state was refused.
        [[nodiscard]] ExitReasonField exit() const { return {static_cast<std::uint32_t>(raw)}; }
    };

    Reason reason;
    std::uint64_t rip = 0;
    std::uint64_t length = 0;  ///< of the instruction in bytes; undefined for reasons without one
    std::uint64_t rflags = 0;
    std::uint64_t interruptibility = 0;
};

extern "C" {
/// HOST_RIP: where a VM exit arrives, the second after a timed entry. Not to be called, nor are the others
/// but by enter_guest().
void vmx_exit();
void vmx_timed_exit();
void vmx_enter_by_launch();
void vmx_enter_by_resume();
/// For a guest whose TSC counts its own work alone: between its entries the TSC-offset field holds its TSC.
void vmx_enter_timed_by_launch();
void vmx_enter_timed_by_resume();
}

/// Enters the guest of the current VMCS by `way`, one of these, and comes back at its next exit
/// or at once when the processor refuses. HOST_RSP must be the end of `gpr`.
[[nodiscard, gnu::always_inline]] inline Departure enter_guest(void (*const& way)(), guest::Registers& gpr) {
    Departure left;
    guest::Registers* registers = &gpr;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wregister"
    register std::uint64_t rip asm("r15");
    register std::uint64_t length asm("r14");
    register std::uint64_t interruptibility asm("r12");
#pragma clang diagnostic pop
    asm volatile("call *%[way]"
                 : "+D"(registers), "=a"(left.reason.raw), "=r"(rip), "=r"(length), "=b"(left.rflags),
                   "=r"(interruptibility)
                 : [way] "m"(way)
                 : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r13", "memory", "cc");
    left.rip = rip;
    left.length = length;
    left.interruptibility = interruptibility;
    return left;
}

}  // namespace vitrine::vmx
