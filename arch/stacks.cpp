#include "arch/stacks.hpp"

namespace vitrine::arch {

[[gnu::section(".stacks")]] std::array<Stack, stack_count> boot_stacks;

}  // namespace vitrine::arch
