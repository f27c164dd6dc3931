#pragma once
// From an exit to what is done next.

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

/// Answers the exit: has the right handler do it, fills in the exit's answered members, and says what is
/// next.
[[nodiscard]] Action dispatch(Machine& machine, Exit& exit);

}  // namespace vitrine::guest
