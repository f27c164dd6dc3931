#pragma once
// How a guest gets into its memory: a row a format, each in a file of its own.

#include <cstdint>
#include <string_view>

#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/firmware/bios.hpp"
#include "guest/machine/spec.hpp"
#include "kernel/complaint.hpp"

namespace vitrine::guest {

struct Loading {
    const MachineSpec& spec;
    Memory& memory;              ///< of that machine, with its BIOS where it has one
    bios::Bios* bios = nullptr;  ///< null on a bare machine
};

struct Loader {
    std::string_view name;
    /// Whether the guest is of this format.
    bool (*takes)(const MachineSpec& spec);
    /// Writes the guest into its memory, and gives the state that it is entered with.
    Result<CpuState> (*load)(const Loading& loading);
};

/// A boot sector of the first disk, by the BIOS.
extern const Loader boot_sector_loader;
/// Code at 0000:7c00; on a bare machine with every interrupt vector set as if there were no BIOS.
extern const Loader flat_loader;

/// The largest flat program: conventional memory from 0000:7c00 to the video memory at 0xa0000.
inline constexpr std::uint64_t largest_program = 0xA'0000 - 0x7C00;

/// Loads the guest by the first format that it is of.
[[nodiscard]] Result<CpuState> load(const Loading& loading);

}  // namespace vitrine::guest
