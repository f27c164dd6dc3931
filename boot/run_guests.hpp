#pragma once
// Runs the guests that the command line names, one after the other, on the vendor's backend.

#include "boot/context.hpp"
#include "boot/outcome.hpp"

namespace vitrine {

/// Runs every guest until one doesn't end with ok.
[[nodiscard]] Outcome run_guests(Context& context);

}  // namespace vitrine
