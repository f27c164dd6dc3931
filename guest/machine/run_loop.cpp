#include "guest/machine/run_loop.hpp"

#include "guest/devices/screen_log.hpp"
#include "guest/machine/dispatch.hpp"

namespace vitrine::guest {

namespace {

/// The guest is over: the lines that come after its last event.
[[gnu::cold]] Ending ends(Machine& machine, Trace& trace, const action::Stop& stop, std::uint64_t exits) {
    machine.console.flush();
    trace.console(machine.console);
    trace.flush();
    if (stop.status != Status::ok && stop.status != Status::failed) trace.state(machine.cpu, machine.memory);
    return {stop, exits};
}

/// A first state is Vitrine's, or was injected; a later one is where the guest got to.
action::Stop entry_failed(const exit::EntryFailed& failure) {
    if (failure.had_run) {
        return {.status = Status::crash,
                .code = static_cast<std::uint32_t>(Status::crash),
                .cause = failure.cause};
    }
    return {.status = Status::entry_failed,
            .code = static_cast<std::uint32_t>(Status::entry_failed),
            .cause = failure.cause};
}

action::Stop out_of_exits() {
    return {.status = Status::budget,
            .code = static_cast<std::uint32_t>(Status::budget),
            .cause = "the guest used up its exits (exits=)"};
}

/// Before an entry of a guest with a platform: an interrupt that is pending is delivered, or waited for, and
/// the entry won't outlast what the devices have to do next. The ending, when the guest's time is over.
std::optional<action::Stop> prepare(Vcpu& cpu, Machine& machine, Trace& trace, std::uint64_t exits,
                                    Entry& entry) {
    pc::Platform& platform = *machine.platform;
    entry.asks = true;
    entry.window = false;
    if (platform.interrupts()) {
        if (!entry.event.valid && cpu.can_interrupt()) {
            const exit::Interrupt interrupt = platform.acknowledge();
            entry.event = {
                .valid = true, .type = VectoredEvent::Type::external_interrupt, .vector = interrupt.vector};
            trace.interrupt(exits, cpu, interrupt);
        } else {
            entry.window = true;
        }
    }
    entry.ticks = platform.ticks_to_next_event();
    return platform.prepare(cpu);
}

/// By value: an action that nobody is told of stays in its registers.
[[gnu::noinline]] void tell(Trace& trace, std::uint64_t number, VirtualCpu& cpu, const Exit& exit,
                            Action action) {
    trace.exit(number, cpu, exit, action);
}

/// After an exit of a guest with a platform, which is answered: what it says of whether the guest waits, and
/// a screen that somebody asked for.
void observe(Machine& machine, Trace& trace, const Exit& exit) {
    machine.platform->observe(machine.cpu, exit);
    if (machine.requests.take_screen() && trace.filter().shows_screen() && trace.take_text(pc::most_rows))
        pc::log_screen(trace.sink(), machine.platform->devices().vga, machine.memory);
}

}  // namespace

Ending run(Vcpu& cpu, Machine& machine, Trace& trace) {
    std::uint64_t exits = 0;
    Entry entry{.nested = &machine.memory.nested()};
    for (;;) {
        if (machine.platform != nullptr) {
            if (const auto stop = prepare(cpu, machine, trace, exits, entry))
                return ends(machine, trace, *stop, exits);
        }
        Exit& exit = cpu.run(entry);
        entry.asks = entry.event.valid = false;
        if (machine.platform != nullptr) machine.platform->left(cpu);

        const std::size_t kind = exit.cause.index();
        if (kind >= told_kinds) [[unlikely]] {
            if (const auto* failure = std::get_if<exit::EntryFailed>(&exit.cause))
                return ends(machine, trace, entry_failed(*failure), exits);
            if (machine.platform == nullptr) continue;
            if (const auto stop = machine.platform->went_on(cpu, machine.memory))
                return ends(machine, trace, *stop, exits);
            continue;
        }

        Action action = handlers[kind](machine, exit);
        if (machine.requests.wants_end()) [[unlikely]]
            action = *machine.requests.take_end();
        if (++exits >= machine.most_exits && !action.is<action::Stop>()) [[unlikely]]
            action = out_of_exits();
        if (trace.tells(exit.cause.index())) tell(trace, exits - 1, cpu, exit, action);
        if (machine.console.waiting()) trace.console(machine.console);
        if (machine.platform != nullptr) observe(machine, trace, exit);

        if (action.is<action::Advance>()) [[likely]] {
            cpu.advance(exit);
        } else if (action.is<action::Inject>()) {
            entry.asks = true;
            entry.event = event_of(action.injected(), exit.length);
        } else if (action.is<action::Stop>()) {
            return ends(machine, trace, action.stop(), exits);
        }
    }
}

}  // namespace vitrine::guest
