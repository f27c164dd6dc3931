#include "guest/run_loop.hpp"

#include "guest/dispatch.hpp"

namespace vitrine::guest {

Ending run(Backend& cpu, Machine& machine, Trace& trace) {
    for (std::uint64_t count = 0;; ++count) {
        auto exit = cpu.enter();
        if (!exit) {
            trace.state(cpu, machine.memory);
            return {{.status = Status::entry_failed,
                     .code = static_cast<std::uint32_t>(Status::entry_failed),
                     .cause = exit.error().cause},
                    count};
        }

        const Action action = dispatch(machine, *exit);
        trace.exit(count, cpu, *exit, action);
        trace.console(machine.console);

        if (const auto* stop = std::get_if<action::Stop>(&action)) {
            machine.console.flush();
            trace.console(machine.console);
            if (stop->status != Status::ok && stop->status != Status::failed)
                trace.state(cpu, machine.memory);
            return {*stop, count + 1};
        }
        if (const auto* inject = std::get_if<action::Inject>(&action)) {
            cpu.inject(*exit, inject->exception);
        } else if (std::holds_alternative<action::Advance>(action)) {
            cpu.advance(*exit);
        }
    }
}

}  // namespace vitrine::guest
