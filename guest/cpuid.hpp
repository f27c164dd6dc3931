#pragma once
// CPUID as the guest sees it: the host's answers, less what Vitrine doesn't virtualise. Intel SDM vol. 2A,
// CPUID.

#include "guest/action.hpp"
#include "guest/exit.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// The leaf where a guest finds out who runs it: EBX, ECX, EDX spell "VitrineVMM", EAX is the highest leaf of
/// its kind, whose EAX is the version of the hypercall table.
inline constexpr std::uint32_t hypervisor_leaf = 0x4000'0000;

/// XCR0 bits that a guest may set where the processor has them: x87, SSE, AVX and AVX-512.
inline constexpr std::uint32_t guest_xcr0 = 0xE7;

/// What the guest gets for leaf and subleaf.
[[nodiscard]] CpuidAnswer guest_cpuid(VirtualCpu& cpu, std::uint32_t leaf, std::uint32_t subleaf);

/// Answers the CPUID of `exit`.
[[nodiscard]] Action emulate_cpuid(VirtualCpu& cpu, Exit& exit);

}  // namespace vitrine::guest
