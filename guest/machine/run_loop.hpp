#pragma once
// Runs a guest from its first entry to its end.

#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

/// How a guest ended.
struct Ending {
    action::Stop stop;
    std::uint64_t exits = 0;
};

/// Enters the guest until a handler stops it or an entry fails. Here, and nowhere else, an exit is answered,
/// told, and the guest's RIP moves.
[[nodiscard]] Ending run(Vcpu& cpu, Machine& machine);

}  // namespace vitrine::guest
