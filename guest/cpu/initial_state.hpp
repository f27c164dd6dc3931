#pragma once
// How a guest starts: what a BIOS leaves to a boot sector. Vendor-neutral; each backend writes it into its
// own structure.

#include <array>
#include <cstdint>

#include "guest/cpu/registers.hpp"

namespace vitrine::guest {

/// Where a flat program or boot sector is loaded and entered: 0000:7c00.
inline constexpr std::uint16_t boot_address = 0x7C00;

/// Every register that a backend sets before the first entry.
struct InitialState {
    Registers gpr;
    std::uint64_t rip = 0;
    std::uint64_t rsp = 0;
    std::uint64_t rflags = rflags::fixed_one;
    std::uint64_t cr0 = 0, cr3 = 0, cr4 = 0;
    std::uint64_t efer = 0;
    std::uint64_t pat = 0;
    std::uint64_t dr7 = 0;
    std::array<Segment, 8> segments{};  ///< by SegmentName
    DescriptorTable gdtr, idtr;
};

/// Real mode at 0000:7c00 with interrupts off, DL the boot drive 0x80, the stack below the program, and the
/// hidden parts of the segment registers as after a reset (Intel SDM vol. 3A, table 10-1).
[[nodiscard]] constexpr InitialState real_mode_state() {
    constexpr std::uint32_t data_access = 0x93;  // present, writable, accessed
    constexpr std::uint32_t code_access = 0x9B;  // present, readable, accessed
    constexpr std::uint32_t busy_tss_access = 0x8B;
    constexpr std::uint32_t limit = 0xFFFF;

    InitialState state;
    state.gpr[Gpr::rdx] = 0x80;
    state.rip = boot_address;
    state.rsp = boot_address;
    state.cr0 = cr0::et;
    state.pat = 0x0007'0406'0007'0406;
    state.dr7 = 0x400;
    for (Segment& segment : state.segments) segment = {.limit = limit, .access = data_access};
    state.segments[static_cast<std::size_t>(SegmentName::cs)].access = code_access;
    state.segments[static_cast<std::size_t>(SegmentName::ldtr)] = {.access = Segment::unusable_bit};
    state.segments[static_cast<std::size_t>(SegmentName::tr)].access = busy_tss_access;
    state.gdtr.limit = limit;
    state.idtr.limit = 0x3FF;
    return state;
}

}  // namespace vitrine::guest
