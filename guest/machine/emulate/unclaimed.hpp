#pragma once
// Real-mode interrupt vectors that the guest never set. Without this a boot sector that calls a BIOS would
// jump to 0000:0000 and run wild; with it the first such call ends the guest with its vector in the log.

#include <cstdint>
#include <string_view>

#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// Points all 256 vectors of the interrupt vector table at stubs in the last KiB below 1 MiB, or of the
/// memory when there is less. Each stub is a VMCALL.
void install_unclaimed_vectors(Memory& memory);

/// Where those stubs begin, in a memory of that size: a program must end below.
[[nodiscard]] std::uint64_t unclaimed_stubs_base(std::uint64_t memory_size);

/// Every stub's vector has an offset below this.
inline constexpr std::uint32_t unclaimed_stub_offsets = 16;

/// Whether this VMCALL is a stub's; then its `argument` becomes the vector.
[[nodiscard]] bool is_unclaimed(VirtualCpu& cpu, const Memory& memory, Exit& exit);

/// Why such a guest is over: the exception by its name, or that there is no BIOS for an INT.
[[nodiscard]] std::string_view unclaimed_cause(const Memory& memory, const exit::Vmcall& call);

}  // namespace vitrine::guest
