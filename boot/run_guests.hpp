#pragma once
// Runs the guests that the command line names, one after the other, on the vendor's backend.

#include <cstdint>
#include <string_view>

#include "boot/context.hpp"
#include "kernel/status.hpp"

namespace vitrine {

/// What the closing `result` line says.
struct Outcome {
    Status status = Status::ok;
    std::uint32_t code = 0;
    std::uint64_t exits = 0;
    std::string_view cause;  ///< in words; empty when all went well
};

/// Runs every guest until one doesn't end with ok.
[[nodiscard]] Outcome run_guests(Context& context);

}  // namespace vitrine
