#pragma once
// The control fields and the guest-state area. Intel SDM vol. 3C, 25.4, 25.6 to 25.8.

#include <cstdint>

#include "guest/cpu/cpu_state.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/regions.hpp"
#include "vmx/vmcs.hpp"

namespace vitrine::vmx {

/// CR0 bits that the guest changes only through Vitrine: all but TS and MP, which a guest flips all the time
/// when it switches FPU state lazily and by which nothing at the hardware boundary changes.
inline constexpr std::uint64_t owned_cr0 = ~(guest::cr0::ts | guest::cr0::mp);

/// All of CR4 is Vitrine's.
inline constexpr std::uint64_t owned_cr4 = ~0ULL;

namespace interruptibility {  // table 25-3
inline constexpr std::uint32_t sti = 1, mov_ss = 2, nmi = 8;
inline constexpr std::uint32_t sti_or_mov_ss = sti | mov_ss;
}  // namespace interruptibility

/// Guest's VPID; 0 is the host's own.
inline constexpr std::uint16_t guest_vpid = 1;

/// The addresses and bitmaps behind the controls.
struct ControlTargets {
    std::uint64_t ept_pointer = 0;
    ExitBitmaps bitmaps;
    std::uint32_t exceptions = 0;  ///< exception bitmap
    std::uint64_t tsc_offset = 0;
};

/// Writes the control fields.
void write_control_fields(VmcsWriter& write, const Controls& controls, const ControlTargets& targets);

/// The interruptibility state of `state`.
[[nodiscard]] constexpr std::uint32_t interruptibility_of(const guest::CpuState& state) {
    return (state.sti_blocking ? interruptibility::sti : 0) |
           (state.mov_ss_blocking ? interruptibility::mov_ss : 0) |
           (state.nmi_blocking ? interruptibility::nmi : 0);
}

/// Writes the guest-state area.
void write_guest_state(VmcsWriter& write, const guest::CpuState& state);

/// The CR0 that the processor runs the guest with when the guest believes in `seen`: NE is fixed to 1 in VMX
/// operation, and CD and NW stay 0, so that a guest which turns its caches off doesn't slow the host. With an
/// unrestricted guest PE and PG are free.
[[nodiscard]] constexpr std::uint64_t real_cr0(std::uint64_t seen) {
    return (seen | guest::cr0::ne | guest::cr0::et) & ~(guest::cr0::cd | guest::cr0::nw);
}

/// The same for CR4: VMXE is fixed to 1.
[[nodiscard]] constexpr std::uint64_t real_cr4(std::uint64_t seen) {
    return seen | guest::cr4::vmxe;
}

/// Drops what the processor cached for an earlier guest behind the same EPT pointer or VPID. 29.4.3.
[[nodiscard]] Result<void, InstructionError> forget_translations(const EptVpid& capabilities,
                                                                 const Controls& controls,
                                                                 std::uint64_t ept_pointer);

}  // namespace vitrine::vmx
