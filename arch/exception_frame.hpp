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

inline constexpr std::size_t vectors = 256;
inline constexpr std::size_t stub_size = 5;  ///< of arch/interrupts.asm: a near CALL

extern "C" const std::array<std::uint8_t, vectors * stub_size> interrupt_stubs;

/// What the processor pushes of the interrupted program.
struct InterruptedProgram {
    std::uint64_t rip, cs, rflags, rsp, ss;
};

struct ExceptionFrame {
    std::array<std::uint64_t, 16>
        gpr;                    ///< by FrameRegister; RSP's is Vitrine's own, the interrupted one is below
    std::uint64_t stub_return;  ///< where the vector's stub was left
    std::array<std::uint64_t, 6> program;  ///< InterruptedProgram, after an error code if there is one

    [[nodiscard]] std::uint64_t vector() const {
        return (stub_return - reinterpret_cast<std::uint64_t>(interrupt_stubs.data())) / stub_size - 1;
    }
    /// Table 6-1.
    [[nodiscard]] bool has_error_code() const {
        constexpr std::uint32_t with_code = 1U << 8 | 0x1FU << 10 | 1U << 17 | 1U << 21 | 3U << 29;
        return vector() < 32 && (with_code >> vector() & 1) != 0;
    }
    /// 0 for a vector without one.
    [[nodiscard]] std::uint64_t error_code() const { return has_error_code() ? program[0] : 0; }
    [[nodiscard]] InterruptedProgram interrupted() const {
        const std::uint64_t* pushed = &program[has_error_code() ? 1 : 0];
        return {pushed[0], pushed[1], pushed[2], pushed[3], pushed[4]};
    }
};
static_assert(offsetof(ExceptionFrame, stub_return) == 16 * sizeof(std::uint64_t));
static_assert(offsetof(ExceptionFrame, program) == 17 * sizeof(std::uint64_t));

}  // namespace vitrine::arch
