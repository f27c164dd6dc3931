#include "boot/run_guests.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "arch/cpuid.hpp"
#include "boot/experiments.hpp"
#include "boot/floor.hpp"
#include "boot/guest_choice.hpp"
#include "boot/report.hpp"
#include "boot/vendors.hpp"
#include "guest/console.hpp"
#include "guest/debug_console.hpp"
#include "guest/debug_exit.hpp"
#include "guest/initial_state.hpp"
#include "guest/loader.hpp"
#include "guest/memory.hpp"
#include "guest/port_bus.hpp"
#include "guest/run_loop.hpp"
#include "guest/trace.hpp"
#include "guest/uart.hpp"
#include "kernel/panic.hpp"

namespace vitrine {

namespace {

Outcome failure(Status status, std::string_view cause) {
    return {.status = status, .code = static_cast<std::uint32_t>(status), .exits = 0, .cause = cause};
}

Outcome bad_input(Context& context, std::string_view cause, std::string_view hint) {
    Line(context.log, event::error).text(key::cause, cause).text(key::hint, hint);
    return failure(Status::bad_input, cause);
}

/// The guest's memory, cleared: whatever the loader or an earlier guest left there is gone.
std::optional<guest::Memory> allocate_memory(Context& context) {
    constexpr std::uint64_t large_page = 2ULL << 20;
    const std::uint64_t size = context.options.memory;
    const auto base = context.frames.allocate(size, size >= large_page ? large_page : FrameAllocator::page);
    if (!base) return std::nullopt;
    auto* bytes = reinterpret_cast<std::uint8_t*>(*base);
    std::memset(bytes, 0, size);
    return guest::Memory(std::span(bytes, size));
}

/// Where events are kept, when that is asked for: nothing of it is used before it is written.
std::optional<std::span<std::byte>> allocate_event_room(Context& context) {
    constexpr std::uint64_t size = 4ULL << 20;  // about 20,000 exits
    if (!context.options.keep_events) return std::span<std::byte>{};
    const auto base = context.frames.allocate(size, FrameAllocator::page);
    if (!base) return std::nullopt;
    return std::span(reinterpret_cast<std::byte*>(*base), size);
}

guest::ClockChoice clock_choice(Clock clock) {
    switch (clock) {
        case Clock::preemption:
            return guest::ClockChoice::preemption;
        case Clock::apic:
            return guest::ClockChoice::apic;
        case Clock::automatic:
            break;
    }
    return guest::ClockChoice::automatic;
}

void log_guest(Context& context, const Program& program) {
    Line(context.log, event::guest)
        .text(key::name, program.name)
        .text(key::mode, "real")
        .far_address(key::entry, 0, guest::boot_address)
        .size(key::memory, context.options.memory)
        .number(key::budget, context.options.budget);
}

Outcome log_end(Context& context, const Program& program, const Outcome& outcome) {
    Line line(context.log, event::end);
    line.text(key::guest, program.name)
        .text(key::status, name(outcome.status))
        .number(key::code, outcome.code);
    line.number(key::exits, outcome.exits);
    if (!outcome.cause.empty()) line.text(key::cause, outcome.cause);
    return outcome;
}

guest::GuestConfiguration configuration(const Context& context, const GuestChoices& choices,
                                        guest::Memory memory) {
    return {.state = guest::real_mode_state(),
            .memory = memory,
            .budget = context.options.budget,
            .clock = clock_choice(context.options.clock),
            .exception_bitmap = choices.exception_bitmap,
            .rdtsc_exiting = choices.intercept_rdtsc,
            .cr3_exiting = choices.intercept_cr3,
            .injections = choices.injections.list(),
            .dump_entry = context.options.dump_entry,
            .check_instructions = context.options.check_instructions,
            .check_entry = context.options.check_entry};
}

/// A guest on its virtual processor, among its devices, from its first entry to its end.
Outcome run_created(Context& context, const GuestChoices& choices, guest::Runnable& vcpu,
                    guest::Memory memory, const Program& program) {
    guest::Console console;
    guest::Uart uart(console);
    guest::DebugConsole debug_console(console);
    guest::DebugExit debug_exit;
    guest::PortBus ports;
    const bool attached = ports.attach(guest::Uart::ports, uart) &&
                          ports.attach(guest::DebugConsole::ports, debug_console) &&
                          ports.attach(guest::DebugExit::ports, debug_exit);
    if (!attached) panic("two devices of the guest claim the same port");
    const auto room = allocate_event_room(context);
    if (!room) return bad_input(context, "there is no memory to keep events in", "leave events=serial");
    guest::Machine machine{vcpu, memory, ports, console};
    guest::Trace trace = context.options.keep_events
                             ? guest::Trace(context.log, choices.trace, guest::EventStore(*room))
                             : guest::Trace(context.log, choices.trace);

    context.cost.guest_begins(context.frames);
    const guest::Ending ending = vcpu.run(machine, trace);
    context.cost.guest_ends(context.frames);
    const Outcome outcome{.status = ending.stop.status,
                          .code = ending.stop.code,
                          .exits = ending.exits,
                          .cause = ending.stop.status == Status::ok ? std::string_view{} : ending.stop.cause};
    log_end(context, program, outcome);
    return outcome;
}

/// The guest's memory with its program; an outcome if there is none.
Result<guest::Memory, Outcome> load(Context& context, const Program& program) {
    log_guest(context, program);
    auto memory = allocate_memory(context);
    if (!memory)
        return fail(bad_input(context, "there is no memory for the guest",
                              "give it less by memory=, or the machine more"));
    if (const auto loaded = guest::load_flat(*memory, program.bytes); !loaded)
        return fail(bad_input(context, loaded.error().cause, loaded.error().hint));
    return *memory;
}

/// One guest, from its memory to its end.
template <class Vendor>
[[gnu::noinline]] Outcome run_guest(Context& context, const GuestChoices& choices,
                                    const typename Vendor::Operation& operation,
                                    typename Vendor::Steps& steps, const Program& program) {
    const auto memory = load(context, program);
    if (!memory) return memory.error();
    typename Vendor::Vcpu vcpu(operation, steps);
    const auto created = vcpu.create(configuration(context, choices, *memory), context.frames);
    const Outcome outcome = created ? run_created(context, choices, vcpu, *memory, program)
                                    : failure(created.error().status, created.error().cause);
    vcpu.destroy();
    return outcome;
}

/// Every guest in turn on one vendor's backend, until one doesn't end with ok.
template <class Vendor>
[[gnu::noinline]] Outcome run_all(Context& context, const GuestChoices& choices) {
    typename Vendor::Steps steps(context.log, choices.trace.shows_every_step());
    auto operation = Vendor::Operation::enter(steps, context.frames);
    if (!operation) return failure(operation.error().status, operation.error().cause);

    if (context.options.check_instructions && !operation->check_instructions(steps, context.frames)) {
        operation->leave(steps);
        return failure(Status::panic, "an instruction didn't fail as the manual says");
    }
    if (context.options.check_floor) {
        const FrameAllocator::Mark mark = context.frames.mark();
        const bool measured = measure_floor(context, *operation, steps);
        context.frames.release(mark);
        if (!measured) {
            operation->leave(steps);
            return failure(Status::panic, "the cheapest round trip could not be measured");
        }
    }
    Outcome total;
    for (const Program& program : choices.programs()) {
        const FrameAllocator::Mark mark = context.frames.mark();
        const Outcome outcome = run_guest<Vendor>(context, choices, *operation, steps, program);
        context.frames.release(mark);
        total = {outcome.status, outcome.code, total.exits + outcome.exits, outcome.cause};
        if (outcome.status != Status::ok) break;
    }
    operation->leave(steps);
    return total;
}

[[gnu::noinline]] Outcome run_chosen(Context& context) {
    const auto choices = choose_guests(context);
    if (!choices) {
        const ChoiceError& error = choices.error();
        log_choice_error(context.log, error);
        return failure(Status::bad_input, error.cause);
    }

    return arch::has_vmx() ? run_all<Intel>(context, *choices) : run_all<Amd>(context, *choices);
}

}  // namespace

Outcome run_guests(Context& context) {
    if (!arch::has_vmx() && !arch::has_svm()) return no_virtualization(context.log);
    return context.options.experiments ? run_experiments(context) : run_chosen(context);
}

}  // namespace vitrine
