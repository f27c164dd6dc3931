#include "guest/run_loop.hpp"

#include "guest/dispatch.hpp"

namespace vitrine::guest {

Action answer(Machine& machine, Trace& trace, std::uint64_t number, Exit& exit) {
    const Action action = dispatch(machine, exit);
    trace.exit(number, machine.cpu, exit, action);
    trace.console(machine.console);
    if (const auto* stop = std::get_if<action::Stop>(&action)) {
        machine.console.flush();
        trace.console(machine.console);
        trace.flush();
        if (stop->status != Status::ok && stop->status != Status::failed)
            trace.state(machine.cpu, machine.memory);
    }
    return action;
}

Ending entry_failed(Machine& machine, Trace& trace, const EntryFailure& failure, std::uint64_t exits) {
    trace.state(machine.cpu, machine.memory);
    return {{.status = Status::entry_failed,
             .code = static_cast<std::uint32_t>(Status::entry_failed),
             .cause = failure.cause},
            exits};
}

}  // namespace vitrine::guest
