#pragma once
// What an exception leaves on the stack: arch/interrupts.asm's pushes upon the processor's. Intel SDM vol.
// 3A, figure 6-9.

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::arch {

/// Index of a general register in the frame, as instruction encodings number them.
enum class FrameRegister : std::uint8_t {
    rax,
    rcx,
    rdx,
    rbx,
    rsp,
    rbp,
    rsi,
    rdi,
    r8,
    r9,
    r10,
    r11,
    r12,
    r13,
    r14,
    r15
};

struct ExceptionFrame {
    std::array<std::uint64_t, 16>
        gpr;  ///< by FrameRegister; RSP's is Vitrine's own, the interrupted one is below
    std::uint64_t vector;
    std::uint64_t error_code;  ///< 0 for a vector without one
    std::uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(offsetof(ExceptionFrame, vector) == 16 * sizeof(std::uint64_t));
static_assert(offsetof(ExceptionFrame, rip) == 18 * sizeof(std::uint64_t));
static_assert(sizeof(ExceptionFrame) == 23 * sizeof(std::uint64_t));

}  // namespace vitrine::arch
