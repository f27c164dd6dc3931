#include "boot/run_guests.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "boot/guest_choice.hpp"
#include "boot/guest_space.hpp"
#include "boot/in_frames.hpp"
#include "boot/pc.hpp"
#include "boot/vendors.hpp"
#include "guest/cpu/initial_state.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/screen_log.hpp"
#include "guest/devices/uart.hpp"
#include "guest/events/ordered_sink.hpp"
#include "guest/events/tally.hpp"
#include "guest/events/trace.hpp"
#include "guest/loaders/loader.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/run_loop.hpp"
#include "kernel/panic.hpp"
#include "lab/experiments.hpp"
#include "lab/floor.hpp"
#include "lab/report.hpp"

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
std::optional<std::span<std::uint8_t>> allocate_memory(Context& context) {
    constexpr std::uint64_t large_page = 2ULL << 20;
    const std::uint64_t size = context.options.memory;
    const auto base = context.frames.allocate(size, size >= large_page ? large_page : FrameAllocator::page);
    if (!base) return std::nullopt;
    auto* bytes = reinterpret_cast<std::uint8_t*>(*base);
    std::memset(bytes, 0, size);
    return std::span(bytes, size);
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
    Line line(context.log, event::guest);
    line.text(key::name, program.name)
        .text(key::mode, "real")
        .far_address(key::entry, 0, guest::boot_address)
        .size(key::memory, context.options.memory)
        .number(key::budget, context.options.budget);
    if (program.platform) {
        line.text(key::platform, "pc").text(key::time, context.options.real_time ? "real" : "work");
    }
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
                                        const Program& program, const guest::InitialState& state,
                                        const guest::Memory& memory) {
    return {.state = state,
            .memory = memory,
            .budget = context.options.budget,
            .clock = clock_choice(context.options.clock),
            .rdtsc_exiting = choices.intercept_rdtsc,
            .cr3_exiting = choices.intercept_cr3,
            .injections = choices.injections.list(),
            .own_time = !context.options.real_time,
            .platform = program.platform,
            .dump_entry = context.options.dump_entry,
            .check_instructions = context.options.check_instructions,
            .check_entry = context.options.check_entry};
}

/// The devices that every guest has.
struct CommonDevices {
    guest::Console console;
    guest::Requests requests;
    guest::Uart uart{console};
    guest::DebugConsole debug_console{console};
    guest::DebugExit debug_exit{requests};
    guest::PortBus ports;

    void attach(guest::pc::Platform* pc) {
        const bool attached = ports.attach(guest::Uart::ports, uart) &&
                              ports.attach(guest::DebugConsole::ports, debug_console) &&
                              ports.attach(guest::DebugExit::ports, debug_exit) &&
                              (pc == nullptr || pc->devices().attach(ports));
        if (!attached) panic("two devices of the guest claim the same port");
    }
};

/// A guest that is about to be run: its memory, its first state, its PC where it has one.
struct Loaded {
    guest::Memory* memory = nullptr;
    guest::InitialState state{};
    guest::pc::Platform* pc = nullptr;
};

/// A guest on its virtual processor, among its devices, from its first entry to its end.
Outcome run_created(Context& context, const GuestChoices& choices, guest::Vcpu& vcpu, guest::OrderedSink& log,
                    CommonDevices& devices, Loaded& loaded, const Program& program) {
    devices.attach(loaded.pc);
    const auto room = allocate_event_room(context);
    if (!room) return bad_input(context, "there is no memory to keep events in", "leave events=serial");
    guest::Machine machine{vcpu, *loaded.memory, devices.ports, devices.console, devices.requests, loaded.pc};
    if (context.options.exits != 0) machine.most_exits = context.options.exits;
    guest::Trace trace = context.options.keep_events
                             ? guest::Trace(context.log, choices.trace, guest::EventStore(*room))
                             : guest::Trace(context.log, choices.trace);
    if (context.options.lines != 0) trace.limit(context.options.lines);
    guest::Tally* tally = nullptr;
    if (choices.trace.shows_summary()) {
        tally = make_in_frames<guest::Tally>(context.frames);
        if (tally == nullptr)
            return bad_input(context, "there is no memory for the summary", "trace=-summary");
        trace.count(*tally);
    }

    context.cost.guest_begins(context.frames);
    log.after(&trace);
    const guest::Ending ending = guest::run(vcpu, machine, trace);
    log.after(nullptr);
    context.cost.guest_ends(context.frames);
    if (loaded.pc != nullptr) {
        if (choices.trace.shows_screen())
            guest::pc::log_screen(context.log, loaded.pc->devices().vga, *loaded.memory);
        finish_pc(context, *loaded.pc, *loaded.memory);
    }
    if (tally != nullptr) tally->write(context.log);
    const bool says_why = ending.stop.status != Status::ok || loaded.pc != nullptr;
    const Outcome outcome{.status = ending.stop.status,
                          .code = ending.stop.code,
                          .exits = ending.exits,
                          .cause = says_why ? ending.stop.cause : std::string_view{}};
    log_end(context, program, outcome);
    return outcome;
}

/// Puts the guest into its memory; an outcome if that can't be.
template <class Operation>
Result<void, Outcome> load(Context& context, const GuestChoices& choices, const Operation& operation,
                           CommonDevices& devices, const Program& program, Loaded& loaded) {
    log_guest(context, program);
    if (const auto ram = allocate_memory(context))
        loaded.memory = make_guest_space(context.frames, operation, *ram, program.platform);
    if (loaded.memory == nullptr)
        return fail(bad_input(context, "there is no memory for the guest",
                              "give it less by memory=, or the machine more"));
    loaded.state = guest::real_mode_state();
    if (program.platform) {
        const auto pc = make_pc(context, choices, devices.console, devices.requests, *loaded.memory);
        if (!pc) return fail(bad_input(context, pc.error().cause, pc.error().hint));
        loaded.pc = *pc;
    }
    if (program.from_disk && loaded.pc != nullptr) {
        const auto state = loaded.pc->bios().boot(*loaded.memory);
        if (!state) return fail(bad_input(context, state.error().cause, state.error().hint));
        loaded.state = *state;
    } else if (const auto put = guest::load_flat(*loaded.memory, program.bytes, !program.platform); !put) {
        return fail(bad_input(context, put.error().cause, put.error().hint));
    }
    return {};
}

/// One guest, from its memory to its end.
template <class Vendor>
[[gnu::noinline]] Outcome run_guest(Context& context, const GuestChoices& choices,
                                    const typename Vendor::Operation& operation,
                                    typename Vendor::Steps& steps, guest::OrderedSink& log,
                                    const Program& program) {
    auto* devices = make_in_frames<CommonDevices>(context.frames);
    if (devices == nullptr) return failure(Status::bad_input, "there is no memory for the guest's devices");
    Loaded loaded;
    if (const auto good = load(context, choices, operation, *devices, program, loaded); !good)
        return good.error();
    typename Vendor::Vcpu vcpu(operation, steps);
    const auto created =
        vcpu.create(configuration(context, choices, program, loaded.state, *loaded.memory), context.frames);
    const Outcome outcome = created ? run_created(context, choices, vcpu, log, *devices, loaded, program)
                                    : failure(created.error().status, created.error().cause);
    vcpu.destroy();
    return outcome;
}

/// Every guest in turn on one vendor's backend, until one doesn't end with ok.
template <class Vendor>
[[gnu::noinline]] Outcome run_all(Context& context, const GuestChoices& choices) {
    guest::OrderedSink log(context.log);
    typename Vendor::Steps steps(log, choices.trace.shows_every_step());
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
        const Outcome outcome = run_guest<Vendor>(context, choices, *operation, steps, log, program);
        context.frames.release(mark);
        total = {outcome.status, outcome.code, total.exits + outcome.exits,
                 outcome.status == Status::ok ? std::string_view{} : outcome.cause};
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

/// What keeps Vitrine from clearing a guest's extended state on this processor.
std::optional<Missing> missing_state() {
    switch (arch::read_extended_state().lack) {
        case arch::StateLack::none:
            return std::nullopt;
        case arch::StateLack::fxsr:
            return Missing{"fxsr",
                           "CPUID says this processor has no FXSAVE and FXRSTOR, so the registers that one "
                           "guest leaves can't be kept from the next",
                           "run on a processor that has them; QEMU's models all do unless fxsr is taken out"};
        case arch::StateLack::leaf:
            return Missing{"xsave-leaf",
                           "CPUID says this processor has XSAVE, but its leaves end before 0xd, which says "
                           "what XSAVE saves",
                           "switch off the limit of CPUID's leaves in the firmware's setup or the emulator"};
        case arch::StateLack::room:
            return Missing{"xsave-area",
                           "a component of XSAVE's area, which a guest may use, lies further on than Vitrine "
                           "has room for",
                           "run on another processor"};
    }
    return std::nullopt;
}

}  // namespace

Outcome run_guests(Context& context) {
    if (!arch::has_vmx() && !arch::has_svm()) return no_virtualization(context.log);
    if (const auto missing = missing_state()) {
        const Refusal refusal = log_missing(context.log, *missing);
        return failure(refusal.status, refusal.cause);
    }
    return context.options.experiments ? run_experiments(context) : run_chosen(context);
}

}  // namespace vitrine
