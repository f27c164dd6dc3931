#pragma once
// A laboratory of VM entries: fields are broken on purpose, one experiment a line of the boot module, and
// what the manual's rules predict is compared with what the processor does.

#include "boot/context.hpp"
#include "boot/run_guests.hpp"

namespace vitrine {

/// Runs every experiment of the first module, on the processor's own kind of virtualization. A line is a list
/// as for `inject=`; `base LIST` is put before each list that follows; `#` begins a comment. An `experiment`
/// line of the log tells of each, and a `check` line of all. The outcome is ok when all ended as predicted.
[[nodiscard]] Outcome run_experiments(Context& context);

}  // namespace vitrine
