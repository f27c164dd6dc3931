#pragma once
// Runs a guest from its first entry to its end.

#include <cstdint>
#include <optional>

#include "guest/cpu/action.hpp"
#include "guest/cpu/backend.hpp"
#include "guest/events/trace.hpp"
#include "guest/machine/machine.hpp"
#include "guest/machine/short_way.hpp"

namespace vitrine::guest {

/// How a guest ended.
struct Ending {
    action::Stop stop;
    std::uint64_t exits = 0;
};

/// A virtual processor that can be run, for those who needn't know whose it is.
class Runnable : public VirtualCpu {
public:
    /// Runs the guest to its end.
    [[nodiscard]] virtual Ending run(Machine& machine, Trace& trace) = 0;

protected:
    ~Runnable() = default;
};

/// The long way of an exit: answers it and writes it to the log, with the text that the guest wrote by it.
[[nodiscard]] Action answer(Machine& machine, Trace& trace, std::uint64_t number, Exit& exit);

/// The end of a guest by its platform, between two exits.
void end_by_platform(Machine& machine, Trace& trace, const action::Stop& stop);

/// The end of a guest whose entry failed.
[[nodiscard]] Ending entry_failed(Machine& machine, Trace& trace, const EntryFailure& failure,
                                  std::uint64_t exits);

/// As long as exits can be answered the short way: answers them and enters the guest again. Gives the first
/// that can't.
template <Backend Cpu>
[[nodiscard, gnu::always_inline]] inline typename Cpu::Departure go_on(Cpu& cpu, typename Cpu::Departure left,
                                                                       ShortWay<Cpu>& short_way) {
    while (cpu.answer(left, short_way)) {
        ++short_way.exits;
        cpu.advance(left);
        left = cpu.resume(left);
    }
    return left;
}

/// Before an entry of a guest with a platform: an interrupt that is pending is delivered, or waited for, and
/// the entry won't outlast what the devices have to do next. The ending, when the guest's time is over.
template <Backend Cpu>
[[nodiscard, gnu::noinline]] std::optional<action::Stop> prepare(Cpu& cpu, Machine& machine, Trace& trace,
                                                                 std::uint64_t exits) {
    pc::Platform& platform = *machine.platform;
    if (platform.interrupts()) {
        if (cpu.can_interrupt()) {
            const exit::Interrupt interrupt = platform.acknowledge();
            cpu.interrupt(interrupt.vector);
            trace.interrupt(exits, cpu, interrupt);
        } else {
            cpu.ask_for_window();
        }
    }
    cpu.limit(platform.ticks_to_next_event());
    return platform.prepare(cpu, machine.memory);
}

/// Enters the guest until a handler stops it or an entry fails. Here, and nowhere else, an exit is answered
/// and the guest's RIP moves.
template <Backend Cpu>
[[nodiscard]] Ending run(Cpu& cpu, Machine& machine, Trace& trace) {
    ShortWay<Cpu> short_way(cpu, machine, trace);
    for (;;) {
        if (!cpu.quiet()) trace.flush();
        if (machine.platform != nullptr) {
            if (const auto stop = prepare(cpu, machine, trace, short_way.exits)) {
                end_by_platform(machine, trace, *stop);
                return {*stop, short_way.exits};
            }
        }
        auto left = cpu.enter();
        if (machine.platform != nullptr) {
            machine.platform->left(cpu);
        } else if (cpu.quiet() && !trace.counts()) {
            left = go_on(cpu, left, short_way);
        }
        if (cpu.refused(left)) {
            trace.flush();
            return entry_failed(machine, trace, cpu.explain(left), short_way.exits);
        }
        std::optional<Exit> exit = cpu.decode(left);
        if (!exit) {
            if (machine.platform == nullptr) continue;
            if (const auto stop = machine.platform->went_on(cpu, machine.memory)) {
                end_by_platform(machine, trace, *stop);
                return {*stop, short_way.exits};
            }
            continue;
        }
        const Action action = answer(machine, trace, short_way.exits++, *exit);
        if (const auto* stop = std::get_if<action::Stop>(&action)) return {*stop, short_way.exits};
        if (const auto* inject = std::get_if<action::Inject>(&action)) {
            cpu.inject(*exit, inject->exception);
        } else if (std::get_if<action::Advance>(&action) != nullptr) {
            cpu.advance(left, exit->length);
        }
    }
}

}  // namespace vitrine::guest
