#pragma once
// The boot processor's stacks, each with a page below it that is never mapped, so that an overflow faults.
// linker.ld places them.

#include <array>
#include <cstdint>

namespace vitrine::arch {

inline constexpr std::uint64_t page_size = 4096;

enum class StackName : std::uint8_t { main, double_fault, nmi, machine_check, page_fault };
inline constexpr std::size_t stack_count = 5;

struct alignas(page_size) Stack {
    std::array<std::uint8_t, page_size> guard;
    std::array<std::uint8_t, 8 * page_size> bytes;
};

extern "C" std::array<Stack, stack_count> boot_stacks;

/// Lowest usable address of a stack; its guard page ends there.
[[nodiscard]] inline std::uint64_t stack_bottom(StackName name) {
    return reinterpret_cast<std::uint64_t>(boot_stacks[static_cast<std::size_t>(name)].bytes.data());
}
/// Where a stack begins: the address past its last byte.
[[nodiscard]] inline std::uint64_t stack_top(StackName name) {
    return stack_bottom(name) + sizeof(Stack::bytes);
}

}  // namespace vitrine::arch
