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
    /// It hasn't: Requests::pause() was heard, and run() goes on with it. What it was in the middle of stands
    /// in the Machine and in what state the virtual processor saves.
    bool paused = false;
};

/// Enters the guest until a handler stops it, an entry fails or it is paused. Here, and nowhere else, an exit
/// is answered, told, and the guest's RIP moves.
[[nodiscard]] Ending run(Vcpu& cpu, Machine& machine);

}  // namespace vitrine::guest
