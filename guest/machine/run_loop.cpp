#include "guest/machine/run_loop.hpp"

#include "guest/devices/screen_log.hpp"
#include "guest/machine/dispatch.hpp"

namespace vitrine::guest {

namespace {

/// The lines that come after a guest's last event.
void end(Machine& machine, Trace& trace, const action::Stop& stop) {
    machine.console.flush();
    trace.console(machine.console);
    trace.flush();
    if (stop.status != Status::ok && stop.status != Status::failed) trace.state(machine.cpu, machine.memory);
}

}  // namespace

Action answer(Machine& machine, Trace& trace, std::uint64_t number, Exit& exit) {
    Action action = dispatch(machine, exit);
    if (number + 1 >= machine.most_exits && std::get_if<action::Stop>(&action) == nullptr) {
        action = action::Stop{.status = Status::budget,
                              .code = static_cast<std::uint32_t>(Status::budget),
                              .cause = "the guest used up its exits (exits=)"};
    }
    trace.exit(number, machine.cpu, exit, action);
    trace.console(machine.console);
    if (machine.platform != nullptr) {
        machine.platform->observe(machine.cpu, exit);
        if (machine.platform->take_screen_asked() && trace.filter().shows_screen() &&
            trace.take_text(pc::most_rows))
            pc::log_screen(trace.sink(), machine.platform->devices().vga, machine.memory);
    }
    if (const auto* stop = std::get_if<action::Stop>(&action)) end(machine, trace, *stop);
    return action;
}

void end_by_platform(Machine& machine, Trace& trace, const action::Stop& stop) {
    end(machine, trace, stop);
}

Ending entry_failed(Machine& machine, Trace& trace, const EntryFailure& failure, std::uint64_t exits) {
    const action::Stop stop{.status = Status::entry_failed,
                            .code = static_cast<std::uint32_t>(Status::entry_failed),
                            .cause = failure.cause};
    end(machine, trace, stop);
    return {stop, exits};
}

}  // namespace vitrine::guest
