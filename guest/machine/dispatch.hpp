#pragma once
// From an exit to what is done next.

#include <array>
#include <variant>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

/// Answers an exit of its kind: does what the guest asked for, fills in the exit's answered members, and says
/// what is next.
using Handler = Action (*)(Machine& machine, Exit& exit);

/// By Cause's index.
using Handlers = std::array<Handler, std::variant_size_v<Cause>>;
extern const Handlers handlers;

/// A VMCALL that is no call of the board's own: one of Vitrine's hypercalls, or none.
[[nodiscard]] Action answer_call(Machine& machine, Exit& exit);

}  // namespace vitrine::guest
