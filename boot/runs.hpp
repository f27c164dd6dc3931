#pragma once
// A boot module with role=runs: several runs in one boot, each with its own options and modules.

#include <optional>
#include <string_view>

#include "boot/multiboot2.hpp"
#include "kernel/complaint.hpp"

namespace vitrine {

/// A line of the list: `1,3 trace=bios memory=1M`.
struct Run {
    std::string_view modules;       ///< numbers separated by commas, or `-` for none
    std::string_view command_line;  ///< as the kernel's own
};

/// Takes the next run off the list; nothing when there is no more. Empty lines and those that begin with `#`
/// are passed over.
[[nodiscard]] std::optional<Run> take_run(std::string_view& list);

/// What the loader would have said had it booted this run alone: with its options and its modules, in the
/// order in which it names them. Modules are numbered from 1 as `boot` has them, the lists of runs left out.
[[nodiscard]] Result<BootInformation> boot_of_run(const BootInformation& boot, const Run& run);

/// The module that is a list of runs; null without one. An error when there are two, or when the kernel's own
/// command line has options, which would be nobody's.
[[nodiscard]] Result<const Module*> find_list_of_runs(const BootInformation& boot);

}  // namespace vitrine
