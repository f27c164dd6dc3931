#include "arch/fpu.hpp"

#include <array>
#include <cstdint>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/debug_registers.hpp"
#include "arch/msr.hpp"

namespace vitrine::arch {

namespace {

/// An XSAVE area: the legacy part and the header. With XSTATE_BV 0 XRSTOR puts every component into its
/// initial state, so no more of the area is read. Intel SDM vol. 1, 13.8.1.
struct alignas(64) StateArea {
    std::array<std::uint8_t, 512> legacy{};
    std::array<std::uint8_t, 64> header{};
};

constinit StateArea clean;

void fill_clean() {
    clean.legacy[0] = 0x7F;  // FCW 0x037f
    clean.legacy[1] = 0x03;
    clean.legacy[24] = 0x80;  // MXCSR 0x1f80
    clean.legacy[25] = 0x1F;
}

std::uint64_t supported_xcr0() {
    const CpuidResult leaf = cpuid(0xD);
    return static_cast<std::uint64_t>(leaf.edx) << 32 | leaf.eax;
}

}  // namespace

void enable_extended_state() {
    fill_clean();
    write_cr0((read_cr0() & ~(cr0::em | cr0::ts)) | cr0::mp | cr0::ne);
    write_cr4(read_cr4() | cr4::osfxsr | cr4::osxmmexcpt | (has_xsave() ? cr4::osxsave : 0));
}

void reset_guest_registers() {
    // A guest's CR0.TS is its own and an exit reloads the host's, so these never fault here.
    asm volatile("fxrstor64 %0" : : "m"(clean));
    if (has_xsave()) {
        const std::uint64_t components = supported_xcr0();
        write_xcr0(components);
        asm volatile("xrstor64 %0"
                     :
                     : "m"(clean), "a"(static_cast<std::uint32_t>(components)),
                       "d"(static_cast<std::uint32_t>(components >> 32)));
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
