#pragma once
// Puts a program into the guest's memory.

#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/memory.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// The largest flat program: conventional memory from 0000:7c00 to the video memory at 0xa0000.
inline constexpr std::uint64_t largest_program = 0xA'0000 - 0x7C00;

/// Why a program can't be loaded; in words, a literal.
struct LoadError {
    std::string_view cause;
    std::string_view hint;
};

/// Loads a flat program or boot sector at 0000:7c00; `sets_vectors`: with every interrupt vector set as for a
/// machine without BIOS.
[[nodiscard]] Result<void, LoadError> load_flat(Memory& memory, std::span<const std::uint8_t> program,
                                                bool sets_vectors = true);

}  // namespace vitrine::guest
