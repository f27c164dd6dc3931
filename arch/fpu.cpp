#include "arch/fpu.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/debug_registers.hpp"
#include "arch/msr.hpp"

namespace vitrine::arch {

namespace {

/// An XSAVE area as after a reset: FCW 037Fh, MXCSR 1F80h, and XSTATE_BV 0, by which XRSTOR puts every
/// component that it is asked for into its initial state. It needn't read further then than the header, but
/// Bochs 3.1 touches the last byte of the last component. Intel SDM vol. 1, 13.8.1.
struct alignas(64) StateArea {
    std::array<std::uint8_t, 24> x87{0x7F, 0x03};
    std::array<std::uint8_t, 8> mxcsr{0x80, 0x1F};
    std::array<std::uint8_t, ExtendedState::area_size - 32> rest{};
};
static_assert(sizeof(StateArea) == ExtendedState::area_size);

constexpr StateArea clean;

}  // namespace

ExtendedState read_extended_state() {
    constexpr std::uint32_t xsave_leaf = 0xD;
    const CpuidResult features = cpuid(1);
    ExtendedStateLeaves leaves{
        .highest_leaf = highest_leaf(), .features_ecx = features.ecx, .features_edx = features.edx};
    if (leaves.highest_leaf >= xsave_leaf) {
        const CpuidResult all = cpuid(xsave_leaf);
        leaves.supported = static_cast<std::uint64_t>(all.edx) << 32 | all.eax;
        for (std::uint32_t i = 2; i < leaves.components.size(); ++i) {
            const CpuidResult component = cpuid(xsave_leaf, i);
            leaves.components[i] = {.size = component.eax, .offset = component.ebx};
        }
    }
    return extended_state(leaves);
}

void enable_extended_state() {
    const ExtendedState state = read_extended_state();
    write_cr0((read_cr0() & ~(cr0::em | cr0::ts)) | cr0::mp | cr0::ne);
    write_cr4(read_cr4() | (state.fxsr ? cr4::osfxsr : 0) | (state.sse ? cr4::osxmmexcpt : 0) |
              (state.xsave ? cr4::osxsave : 0));
}

namespace {

/// All components that a guest may change are XSAVE's and XRSTOR's while it lives, whatever XCR0 the guest
/// has.
class AllComponents {
public:
    explicit AllComponents(std::uint64_t components) : before_(read_xcr0()) { write_xcr0(components); }
    AllComponents(const AllComponents&) = delete;
    AllComponents& operator=(const AllComponents&) = delete;
    ~AllComponents() { write_xcr0(before_); }

private:
    std::uint64_t before_;
};

}  // namespace

void save_extended_state(std::span<std::uint8_t> area) {
    const ExtendedState state = read_extended_state();
    std::ranges::fill(area, std::uint8_t{0});
    if (!state.xsave) {
        asm volatile("fxsave64 (%0)" : : "r"(area.data()) : "memory");
        return;
    }
    const AllComponents all(state.components);
    asm volatile("xsave64 (%0)"
                 :
                 : "r"(area.data()), "a"(static_cast<std::uint32_t>(state.components)),
                   "d"(static_cast<std::uint32_t>(state.components >> 32))
                 : "memory");
}

void load_extended_state(std::span<const std::uint8_t> area) {
    const ExtendedState state = read_extended_state();
    if (!state.xsave) {
        asm volatile("fxrstor64 (%0)" : : "r"(area.data()) : "memory");
        return;
    }
    const AllComponents all(state.components);
    asm volatile("xrstor64 (%0)"
                 :
                 : "r"(area.data()), "a"(static_cast<std::uint32_t>(state.components)),
                   "d"(static_cast<std::uint32_t>(state.components >> 32))
                 : "memory");
}

std::uint32_t mxcsr_mask() {
    constexpr std::uint32_t without_a_mask = 0xFFBF;
    struct alignas(16) Legacy {
        std::array<std::uint8_t, 28> before{};
        std::uint32_t mask = 0;
        std::array<std::uint8_t, 480> after{};
    } area;
    asm volatile("fxsave64 %0" : "=m"(area));
    return area.mask != 0 ? area.mask : without_a_mask;
}

std::uint64_t guest_xcr0() {
    return (read_cr4() & cr4::osxsave) != 0 ? read_xcr0() : 1;
}

void reset_guest_registers() {
    const ExtendedState state = read_extended_state();
    // A guest's CR0.TS is its own and an exit reloads the host's, so these never fault here.
    asm volatile("fxrstor64 %0" : : "m"(clean));
    if (state.xsave) {
        write_xcr0(state.components);
        asm volatile("xrstor64 %0"
                     :
                     : "m"(clean), "a"(static_cast<std::uint32_t>(state.components)),
                       "d"(static_cast<std::uint32_t>(state.components >> 32)));
        write_xcr0(1);
    }
    reset_debug_registers();
    for (const std::uint32_t index : {msr::star, msr::lstar, msr::cstar, msr::fmask, msr::kernel_gs_base}) {
        write_msr(index, 0);
    }
    if (has_rdtscp()) write_msr(msr::tsc_aux, 0);
    write_cr2(0);
}

}  // namespace vitrine::arch
