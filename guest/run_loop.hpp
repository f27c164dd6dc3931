#pragma once
// Runs a guest from its first entry to its end.

#include <cstdint>
#include <string_view>

#include "guest/action.hpp"
#include "guest/backend.hpp"
#include "guest/machine.hpp"
#include "guest/trace.hpp"

namespace vitrine::guest {

/// How a guest ended.
struct Ending {
    action::Stop stop;
    std::uint64_t exits = 0;
};

/// Enters the guest until a handler stops it or an entry fails. Here, and nowhere else, an exit is traced and
/// the guest's RIP moves.
[[nodiscard]] Ending run(Backend& cpu, Machine& machine, Trace& trace);

}  // namespace vitrine::guest
