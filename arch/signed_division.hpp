#pragma once
// IDIV of 64 bits, which one emulator gets wrong. Intel SDM vol. 2A, "IDIV"; APM volume 3, "IDIV".

#include <cstddef>
#include <cstdint>

namespace vitrine::arch {

/// What goes into a division and what comes of it: RDX:RAX by an operand, the quotient in RAX, the remainder
/// in RDX.
struct SignedDivision {
    std::uint64_t low = 0;  ///< of the dividend
    std::int64_t high = 0;  ///< of the dividend
    std::int64_t divisor = 0;
    std::int64_t quotient = 0;
    std::int64_t remainder = 0;
};
static_assert(offsetof(SignedDivision, high) == 8 && offsetof(SignedDivision, divisor) == 16 &&
              offsetof(SignedDivision, quotient) == 24 && offsetof(SignedDivision, remainder) == 32);

/// Executes IDIV with the division's first three and fills in the others, unless it raises #DE: returns
/// whether it did. Interrupts must be off; no other exception is caught meanwhile. arch/signed_division.asm
extern "C" [[nodiscard]] bool vitrine_signed_divide(SignedDivision* division);

}  // namespace vitrine::arch
