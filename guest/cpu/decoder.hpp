#pragma once
// Enough of x86's instruction encoding to tell how long an instruction is that exited, and which register or
// memory an access to a control register names. For processors that don't report it. Intel SDM vol. 2,
// chapter 2 and appendix A.

#include <cstdint>
#include <optional>
#include <span>

#include "guest/cpu/registers.hpp"

namespace vitrine::guest {

inline constexpr std::size_t longest_instruction = 15;

/// An instruction taken apart: prefixes, opcode, ModRM with what follows it.
struct Instruction {
    std::uint8_t length = 0;
    std::uint8_t opcode = 0;                ///< last byte of the opcode
    bool two_byte = false;                  ///< after 0x0f
    std::uint8_t modrm = 0;                 ///< 0 without one
    std::uint8_t sib = 0;                   ///< 0 without one
    std::uint8_t rex = 0;                   ///< 0 without one
    std::int32_t displacement = 0;          ///< sign-extended; 0 without one
    bool rip_relative = false;              ///< the displacement counts from the next instruction
    std::uint8_t address_size = 2;          ///< bytes
    bool segment_overridden = false;        ///< by a prefix
    SegmentName segment = SegmentName::ds;  ///< of that prefix; else DS

    [[nodiscard]] std::uint8_t reg() const {
        return static_cast<std::uint8_t>((modrm >> 3 & 7) | (rex & 4) << 1);
    }
    [[nodiscard]] std::uint8_t rm() const { return static_cast<std::uint8_t>((modrm & 7) | (rex & 1) << 3); }
    [[nodiscard]] bool names_register() const { return modrm >= 0xC0; }
    [[nodiscard]] bool is(std::uint8_t second_byte, std::uint8_t modrm_byte) const {
        return two_byte && opcode == second_byte && modrm == modrm_byte;
    }
};

/// Takes apart the instruction at the front of `bytes`, in code whose default size is `code_size` (2, 4 or 8
/// bytes). Knows the instructions that exit by themselves: system instructions, I/O, INT3, INTO; nothing for
/// others, or when bytes are missing.
[[nodiscard]] std::optional<Instruction> decode(std::span<const std::uint8_t> bytes, std::uint8_t code_size);

}  // namespace vitrine::guest
