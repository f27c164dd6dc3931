#include "guest/cpu/effective_address.hpp"

#include "guest/cpu/mode.hpp"

namespace vitrine::guest {

namespace {

/// What the registers add up to, and whether one of them makes SS the default segment (vol. 1, table 3-5).
struct Sum {
    std::uint64_t value = 0;
    bool on_stack = false;
};

unsigned mod(const Instruction& instruction) {
    return instruction.modrm >> 6;
}

// Table 2-1.
Sum of_16_bits(const Instruction& instruction, const Registers& gpr) {
    switch (instruction.modrm & 7) {
        case 0:
            return {gpr[Gpr::rbx] + gpr[Gpr::rsi]};
        case 1:
            return {gpr[Gpr::rbx] + gpr[Gpr::rdi]};
        case 2:
            return {gpr[Gpr::rbp] + gpr[Gpr::rsi], true};
        case 3:
            return {gpr[Gpr::rbp] + gpr[Gpr::rdi], true};
        case 4:
            return {gpr[Gpr::rsi]};
        case 5:
            return {gpr[Gpr::rdi]};
        case 6:
            return mod(instruction) == 0 ? Sum{} : Sum{gpr[Gpr::rbp], true};
        default:
            return {gpr[Gpr::rbx]};
    }
}

Sum of_base(Gpr base, const Registers& gpr) {
    return {gpr[base], base == Gpr::rsp || base == Gpr::rbp};
}

// Table 2-3. REX.X extends the index, REX.B the base; 4 is no index, and 5 may be no base whatever REX.B is.
Sum of_sib(const Instruction& instruction, const Registers& gpr) {
    const unsigned base = instruction.sib & 7;
    const bool has_base = base != 5 || mod(instruction) != 0;
    Sum sum = has_base ? of_base(static_cast<Gpr>(base | (instruction.rex & 1U) << 3), gpr) : Sum{};
    const auto index = static_cast<Gpr>((instruction.sib >> 3 & 7U) | (instruction.rex & 2U) << 2);
    if (index != Gpr::rsp) sum.value += gpr[index] << (instruction.sib >> 6);
    return sum;
}

// Table 2-2.
Sum of_32_or_64_bits(const Instruction& instruction, const Registers& gpr, std::uint64_t next_rip) {
    const unsigned rm = instruction.modrm & 7;
    if (rm == 4) return of_sib(instruction, gpr);
    if (rm == 5 && mod(instruction) == 0) return {instruction.rip_relative ? next_rip : 0};
    return of_base(static_cast<Gpr>(instruction.rm()), gpr);
}

}  // namespace

MemoryOperand effective_address(const Instruction& instruction, const Registers& gpr,
                                std::uint64_t next_rip) {
    const Sum sum = instruction.address_size == 2 ? of_16_bits(instruction, gpr)
                                                  : of_32_or_64_bits(instruction, gpr, next_rip);
    const SegmentName by_default = sum.on_stack ? SegmentName::ss : SegmentName::ds;
    const auto displacement = static_cast<std::uint64_t>(std::int64_t{instruction.displacement});
    return {.segment = instruction.segment_overridden ? instruction.segment : by_default,
            .offset = low_part(sum.value + displacement, instruction.address_size)};
}

}  // namespace vitrine::guest
