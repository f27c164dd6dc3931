#include "guest/machine/run_loop.hpp"

#include <optional>

#include "guest/machine/dispatch.hpp"

namespace vitrine::guest {

namespace {

/// The finished lines of text.
[[gnu::noinline]] void tell_text(Machine& machine) {
    while (const auto line = machine.console.take_line()) {
        GuestEvent event = machine.event(event_kind::text);
        event.line = &*line;
        machine.observers.tell(event);
    }
}

/// Has whoever may ask for more than an answer call it; null: nobody.
void call(Machine& machine, Attention* attention) {
    machine.requests.call(attention);
    machine.console.call(attention);
}

/// The guest is over.
[[gnu::cold]] Ending ends(Machine& machine, const action::Stop& stop) {
    call(machine, nullptr);
    machine.console.flush();
    tell_text(machine);
    GuestEvent event = machine.event(event_kind::end);
    event.stop = &stop;
    machine.observers.tell(event);
    return {stop, machine.exits};
}

/// A first state is Vitrine's, or was injected; a later one is where the guest got to.
action::Stop entry_failed(const exit::EntryFailed& failure) {
    return end_as(failure.had_run ? Status::crash : Status::entry_failed, failure.cause);
}

/// The guest is over, or only paused.
[[gnu::cold]] Ending leaves(Machine& machine, const VectoredEvent& delivery) {
    const bool paused = machine.requests.wants_pause();
    machine.requests.take_pause();
    if (const auto stop = machine.requests.take_end()) return ends(machine, *stop);
    machine.delivery = delivery;
    return {.stop = end_as(Status::panic, "the guest is paused"), .exits = machine.exits, .paused = paused};
}

/// A halt goes on that a pause interrupted; gives what run() does where that doesn't end in an interrupt.
[[gnu::cold]] std::optional<Ending> go_on_halting(Vcpu& cpu, Machine& machine) {
    const Exit exit{.rip = cpu.read(Register::rip), .length = machine.halted, .cause = exit::Hlt{}};
    const Action action = machine.board.wait(machine);
    if (action.is<action::Stop>()) return ends(machine, action.stop());
    if (action.is<action::Resume>() && machine.requests.wants_pause()) return leaves(machine, {});
    machine.halted = 0;
    if (action.is<action::Advance>()) cpu.advance(exit);
    return std::nullopt;
}

/// Before an entry of a guest whose time its board keeps: a screen that the guest or somebody at the terminal
/// asked for is shown, an interrupt that is pending is delivered, or waited for, and the entry won't outlast
/// what is due next. False when the guest isn't entered.
bool prepare(Vcpu& cpu, Machine& machine, Entry& entry) {
    Board& board = machine.board;
    if (machine.requests.take_screen()) [[unlikely]]
        machine.observers.tell(machine.event(event_kind::screen));
    entry.asks = true;
    entry.window = false;
    if (board.pending[cpu.id].word != 0) {
        if (!entry.event.valid && cpu.can_interrupt()) {
            const DeviceInterrupt interrupt = board.acknowledge(cpu.id);
            entry.event = {
                .valid = true, .type = VectoredEvent::Type::external_interrupt, .vector = interrupt.vector};
            if (machine.observers.want(event_kind::irq)) {
                GuestEvent event = machine.event(event_kind::irq);
                event.interrupt = &interrupt;
                machine.observers.tell(event);
            }
        } else {
            entry.window = true;
        }
    }
    entry.ticks = board.enter(cpu);
    return !machine.requests.leaves();
}

/// The guest goes on where it left. Was that in the middle of an event's delivery, nothing of it is done yet,
/// and nobody but this entry does it: an interrupt has been acknowledged. Intel SDM vol. 3C, 28.2.4 and
/// 32.7.1.2; APM volume 2, 15.7.2.
void resume(Entry& entry, const VectoredEvent& interrupted) {
    if (!interrupted.valid) return;
    entry.asks = true;
    entry.event = interrupted;
}

/// An exit that is answered, or the call of the firmware's that it was.
void tell_exit(Machine& machine, const Exit& exit, Action action) {
    GuestEvent event = machine.event(exit.cause.index());
    --event.number;
    event.exit = &exit;
    event.action = &action;
    if (const auto* call = std::get_if<exit::Vmcall>(&exit.cause); call != nullptr && call->firmware) {
        event.kind = event_kind::bios;
        event.call = machine.board.firmware_call();
    }
    machine.observers.tell(event);
}

/// The guest has made as many exits as somebody waits for; gives what is done next.
Action tell_due(Machine& machine, Action action) {
    GuestEvent event = machine.event(event_kind::due);
    --event.number;
    event.action = &action;
    machine.observers.tell(event);
    return action;
}

/// What there is to do after an exit besides answering it; gives what is done next. By value: an action that
/// nobody is told of stays in its registers.
[[gnu::noinline]] Action attend(Machine& machine, const Exit& exit, Action action) {
    machine.observers.settle();
    if (machine.requests.wants_end()) action = *machine.requests.take_end();
    if (machine.exits >= machine.exits_due) action = tell_due(machine, action);
    if (machine.observers.want(exit.cause.index())) tell_exit(machine, exit, action);
    if (machine.console.waiting()) tell_text(machine);
    return action;
}

}  // namespace

Ending run(Vcpu& cpu, Machine& machine) {
    Board* const timed = machine.board.timed ? &machine.board : nullptr;
    Entry entry{
        .asks = machine.delivery.valid, .event = machine.delivery, .nested = &machine.memory.nested()};
    machine.delivery.valid = false;
    call(machine, &machine.observers.attention);
    if (machine.halted != 0) [[unlikely]] {
        if (const auto ending = go_on_halting(cpu, machine)) return *ending;
    }
    for (;;) {
        if (timed != nullptr && !prepare(cpu, machine, entry)) return leaves(machine, entry.event);
        Exit& exit = cpu.run(entry);
        entry.asks = entry.event.valid = false;
        if (timed != nullptr) timed->left(cpu);

        const std::size_t kind = exit.cause.index();
        if (kind >= exit_kinds) [[unlikely]] {
            if (const auto* failure = std::get_if<exit::EntryFailed>(&exit.cause))
                return ends(machine, entry_failed(*failure));
            if (machine.observers.want(event_kind::unseen))
                machine.observers.tell(machine.event(event_kind::unseen));
            resume(entry, exit.interrupted);
            continue;
        }

        Action action = handlers[kind](machine, exit);
        // By what the handler made of it: the other vendor's VMCALL came as #UD.
        if (++machine.exits >= machine.exits_due || machine.observers.attention.needed(exit.cause.index()))
            [[unlikely]]
            action = attend(machine, exit, action);

        if (action.is<action::Advance>()) [[likely]] {
            cpu.advance(exit);
        } else if (action.is<action::Inject>()) {
            entry.asks = true;
            entry.event = event_of(action.injected(), exit.length);
        } else if (action.is<action::Stop>()) {
            return ends(machine, action.stop());
        } else {
            resume(entry, exit.interrupted);
        }
    }
}

}  // namespace vitrine::guest
