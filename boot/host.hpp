#pragma once
// What a boot has once, for all of its runs: the memory, the address space, the kernel's symbols.

#include <cstdint>
#include <span>

#include "boot/cost.hpp"
#include "boot/multiboot2.hpp"
#include "boot/options.hpp"
#include "boot/run_guests.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// The boot stub's page tables map this much; they are in force until the first run makes better ones, which
/// map all RAM.
inline constexpr std::uint64_t early_mapped = 1ULL << 32;

/// Physical memory as a loader's pointer names it; empty for what the boot stub doesn't map.
[[nodiscard]] std::span<const std::uint8_t> read_early(std::uint64_t address, std::uint64_t size);

/// The `boot` line: what the loader said.
void log_boot(const BootInformation& boot);

/// The machine as the runs find it.
class Host {
public:
    Host(const BootInformation& boot, std::span<const std::uint8_t> information)
        : boot_(boot), information_(information) {}

    /// One run, from its `boot` line on, for which `boot` is what the loader said; with `keeps_disks` its
    /// disks' images stay as they are for a later run.
    [[nodiscard]] Outcome run(const BootInformation& boot, bool keeps_disks);

private:
    Result<void, Outcome> find();
    Result<void, Outcome> map();
    void log_memory(const BootInformation& boot) const;
    [[nodiscard]] Outcome run_in(const Options& options, const BootInformation& boot, bool keeps_disks);

    const BootInformation& boot_;
    std::span<const std::uint8_t> information_;
    FrameAllocator memory_;  ///< all RAM
    FrameAllocator frames_;  ///< what is free of it
    Cost cost_;
    bool found_ = false;
    bool mapped_ = false;
};

}  // namespace vitrine
