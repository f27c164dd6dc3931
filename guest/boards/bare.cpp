#include "guest/boards/bare.hpp"

#include "guest/machine/dispatch.hpp"
#include "guest/machine/emulate/unclaimed.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

BareBoard::BareBoard()
    : Board({.clock = clock_,
             .timers = timers_,
             .pending = std::span(&pending_, 1),
             .time = {clock_, Pace::work, 1},
             .timed = false,
             .stubs_below = unclaimed_stub_offsets,
             .out_of_time = "the guest used up its budget (budget=)"}) {}

Action BareBoard::stub_call(Machine& machine, Exit& exit) {
    if (!is_unclaimed(machine.cpu, machine.memory, exit)) return answer_call(machine, exit);
    return end_as(Status::crash, unclaimed_cause(machine.memory, as<exit::Vmcall>(exit.cause)));
}

Action BareBoard::halt(Machine& machine, exit::Hlt& hlt) {
    hlt.interrupts_on = (machine.cpu.read(Register::rflags) & rflags::interrupt) != 0;
    return never_wakes();
}

}  // namespace vitrine::guest
