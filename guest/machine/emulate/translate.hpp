#pragma once
// From a linear address to guest-physical memory, through the guest's own page tables: 32-bit, PAE and
// 4-level paging. Intel SDM vol. 3A, chapter 4.

#include <cstdint>
#include <span>

#include "guest/cpu/action.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// The guest-physical address behind `linear` for a data access at the guest's own privilege level. Sets the
/// accessed flags, and the dirty flag for a write, as the processor does. Where the processor would fault the
/// error is the #PF to inject; where a table lies outside of the memory, a Stop.
[[nodiscard]] Result<std::uint64_t, Action> translate(VirtualCpu& cpu, const Memory& memory,
                                                      std::uint64_t linear, bool write);

/// Reads the bytes at `linear`, which may cross a page. All is checked before any is read.
[[nodiscard]] Result<void, Action> read_linear(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                               std::span<std::uint8_t> bytes);

/// Checks that the `size` bytes (at most a page) at `linear` can be written.
[[nodiscard]] Result<void, Action> check_writable(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                                  std::uint32_t size);

/// Writes the bytes at `linear`, which may cross a page. All is checked before any is written.
[[nodiscard]] Result<void, Action> write_linear(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                                std::span<const std::uint8_t> bytes);

}  // namespace vitrine::guest
