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
#include "guest/boards/bare.hpp"
#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/uart.hpp"
#include "guest/events/ordered_sink.hpp"
#include "guest/events/tally.hpp"
#include "guest/events/trace.hpp"
#include "guest/loaders/loader.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/run_loop.hpp"
#include "guest/policies/policies.hpp"
#include "kernel/console.hpp"
#include "kernel/panic.hpp"
#include "lab/experiments.hpp"
#include "lab/floor.hpp"
#include "lab/report.hpp"

namespace vitrine {

namespace {

/// The guest's memory, cleared: whatever the loader or an earlier guest left there is gone.
std::optional<std::span<std::uint8_t>> allocate_memory(Context& context, std::uint64_t size) {
    constexpr std::uint64_t large_page = 2ULL << 20;
    const auto base = context.frames.allocate(size, size >= large_page ? large_page : FrameAllocator::page);
    if (!base) return std::nullopt;
    auto* bytes = reinterpret_cast<std::uint8_t*>(*base);
    std::memset(bytes, 0, size);
    return std::span(bytes, size);
}

/// Where events are kept, when that is asked for: nothing of it is used before it is written.
std::optional<std::span<std::byte>> allocate_event_room(Context& context, const guest::MachineSpec& spec) {
    constexpr std::uint64_t size = 4ULL << 20;  // about 20,000 exits
    if (!spec.keep_events) return std::span<std::byte>{};
    const auto base = context.frames.allocate(size, FrameAllocator::page);
    if (!base) return std::nullopt;
    return std::span(reinterpret_cast<std::byte*>(*base), size);
}

void log_guest(Context& context, const guest::MachineSpec& spec) {
    Line line(context.log, event::guest);
    line.text(key::name, spec.name)
        .text(key::mode, "real")
        .far_address(key::entry, 0, guest::boot_address)
        .size(key::memory, spec.memory)
        .number(key::budget, spec.budget);
    if (spec.pc) {
        line.text(key::platform, "pc").text(key::time, spec.real_time ? "real" : "work");
    }
}

Outcome log_end(Context& context, const guest::MachineSpec& spec, const Outcome& outcome) {
    Line line(context.log, event::end);
    line.text(key::guest, spec.name).text(key::status, name(outcome.status)).number(key::code, outcome.code);
    line.number(key::exits, outcome.exits);
    if (!outcome.cause.empty()) line.text(key::cause, outcome.cause);
    return outcome;
}

/// The devices that every guest has.
struct CommonDevices {
    guest::Console console;
    guest::Requests requests;
    guest::Uart uart{console};
    guest::DebugConsole debug_console{console};
    guest::DebugExit debug_exit{requests};
    guest::PortBus ports;

    void attach(guest::PcBoard* pc) {
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
    guest::CpuState state{};
    guest::PcBoard* pc = nullptr;
};

/// Keys that come on Vitrine's own serial line.
class LineKeys final : public guest::KeySource {
public:
    [[nodiscard]] std::optional<std::uint8_t> receive() override { return console().receive(); }
};

guest::Limits limits_of(const guest::MachineSpec& spec, const guest::Board& board, LineKeys& keys) {
    constexpr guest::Ticks milliseconds = 1000;
    return {.budget = spec.budget,
            .exits = spec.exits != 0 ? spec.exits : guest::never,
            .patience = spec.idle != 0 ? spec.idle * board.clock.hertz() / milliseconds : guest::never,
            .keys = spec.live_keys ? &keys : nullptr};
}

/// A guest on its virtual processor, among its devices, from its first entry to its end.
Outcome run_created(Context& context, guest::Vcpu& vcpu, guest::OrderedSink& log, CommonDevices& devices,
                    Loaded& loaded, const ChosenMachine& spec) {
    devices.attach(loaded.pc);
    const auto room = allocate_event_room(context, spec);
    if (!room) {
        return refuse(context.log,
                      Complaint::of("there is no memory to keep events in", "leave events=serial"));
    }
    guest::BareBoard bare;
    guest::Board& board = loaded.pc != nullptr ? static_cast<guest::Board&>(*loaded.pc) : bare;
    guest::Machine machine{vcpu, *loaded.memory, devices.ports, devices.console, devices.requests, board};
    LineKeys keys;
    const guest::Policies policies(machine, limits_of(spec, board, keys));
    guest::Trace trace = spec.keep_events ? guest::Trace(context.log, spec.trace, guest::EventStore(*room))
                                          : guest::Trace(context.log, spec.trace);
    if (spec.lines != 0) trace.limit(spec.lines);
    machine.observers.add(trace);
    guest::Tally* tally = nullptr;
    if (spec.trace.shows_summary()) {
        tally = make_in_frames<guest::Tally>(context.frames);
        if (tally == nullptr) {
            return refuse(context.log, Complaint::of("there is no memory for the summary", "trace=-summary"));
        }
        machine.observers.add(*tally);
    }

    context.cost.guest_begins(context.frames);
    log.after(&trace);
    const guest::Ending ending = guest::run(vcpu, machine);
    log.after(nullptr);
    context.cost.guest_ends(context.frames);
    if (loaded.pc != nullptr) {
        if (spec.trace.shows_screen()) loaded.pc->log_screen(context.log, *loaded.memory);
        finish_pc(context, *loaded.pc, *loaded.memory);
    }
    if (tally != nullptr) tally->write(context.log);
    const bool says_why = ending.stop.status != Status::ok || loaded.pc != nullptr;
    const Outcome outcome{.status = ending.stop.status,
                          .code = ending.stop.code,
                          .exits = ending.exits,
                          .cause = says_why ? ending.stop.cause : std::string_view{}};
    log_end(context, spec, outcome);
    return outcome;
}

/// Puts the guest into its memory.
template <class Operation>
Result<void> load(Context& context, const GuestChoices& choices, const Operation& operation,
                  CommonDevices& devices, const guest::MachineSpec& spec, Loaded& loaded) {
    log_guest(context, spec);
    if (const auto ram = allocate_memory(context, spec.memory))
        loaded.memory = make_guest_space(context.frames, operation, *ram, spec.pc);
    if (loaded.memory == nullptr) {
        return fail(Complaint::of("there is no memory for the guest",
                                  "give it less by memory=, or the machine more"));
    }
    if (spec.pc) {
        loaded.pc =
            VITRINE_TRY(make_pc(context, choices, spec, devices.console, devices.requests, *loaded.memory));
    }
    guest::bios::Bios* bios = loaded.pc != nullptr ? &loaded.pc->bios() : nullptr;
    loaded.state = VITRINE_TRY(guest::load({.spec = spec, .memory = *loaded.memory, .bios = bios}));
    return {};
}

/// One guest, from its memory to its end.
template <class Vendor>
[[gnu::noinline]] Outcome run_guest(Context& context, const GuestChoices& choices,
                                    const typename Vendor::Operation& operation,
                                    typename Vendor::Steps& steps, guest::OrderedSink& log,
                                    const ChosenMachine& spec) {
    auto* devices = make_in_frames<CommonDevices>(context.frames);
    if (devices == nullptr)
        return refuse(context.log, out_of_memory("there is no memory for the guest's devices"));
    Loaded loaded;
    if (const auto good = load(context, choices, operation, *devices, spec, loaded); !good)
        return refuse(context.log, good.error());
    typename Vendor::Vcpu vcpu(operation, steps);
    const auto created =
        vcpu.create({.state = loaded.state, .memory = *loaded.memory, .spec = spec}, context.frames);
    const Outcome outcome =
        created ? run_created(context, vcpu, log, *devices, loaded, spec) : failure(created.error());
    vcpu.destroy();
    return outcome;
}

/// Every guest in turn on one vendor's backend, until one doesn't end with ok.
template <class Vendor>
[[gnu::noinline]] Outcome run_all(Context& context, const GuestChoices& choices) {
    guest::OrderedSink log(context.log);
    // No machine has them by default: trace= alone decides.
    typename Vendor::Steps steps(log, choices.machines().front().trace.shows_every_step());
    auto operation = Vendor::Operation::enter(steps, context.frames);
    if (!operation) return failure(operation.error());

    if (context.options.machine.check_instructions && !operation->check_instructions(steps, context.frames)) {
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
    for (const ChosenMachine& spec : choices.machines()) {
        const FrameAllocator::Mark mark = context.frames.mark();
        const Outcome outcome = run_guest<Vendor>(context, choices, *operation, steps, log, spec);
        context.frames.release(mark);
        total = {outcome.status, outcome.code, total.exits + outcome.exits,
                 outcome.status == Status::ok ? std::string_view{} : outcome.cause};
        if (outcome.status != Status::ok) break;
    }
    operation->leave(steps);
    return total;
}

[[gnu::noinline]] Outcome run_chosen(Context& context) {
    auto* choices = make_in_frames<GuestChoices>(context.frames);
    if (choices == nullptr)
        return refuse(context.log, out_of_memory("there is no memory for the choice of guests"));
    if (const auto chosen = choose_guests(context, *choices); !chosen)
        return refuse(context.log, chosen.error());
    return arch::has_vmx() ? run_all<Intel>(context, *choices) : run_all<Amd>(context, *choices);
}

/// What keeps Vitrine from clearing a guest's extended state on this processor.
std::optional<Complaint> missing_state() {
    switch (arch::read_extended_state().lack) {
        case arch::StateLack::none:
            return std::nullopt;
        case arch::StateLack::fxsr:
            return Complaint::of_feature(
                "fxsr",
                "CPUID says this processor has no FXSAVE and FXRSTOR, so the registers that one "
                "guest leaves can't be kept from the next",
                "run on a processor that has them; QEMU's models all do unless fxsr is taken out");
        case arch::StateLack::leaf:
            return Complaint::of_feature(
                "xsave-leaf",
                "CPUID says this processor has XSAVE, but its leaves end before 0xd, which says "
                "what XSAVE saves",
                "switch off the limit of CPUID's leaves in the firmware's setup or the emulator");
        case arch::StateLack::room:
            return Complaint::of_feature(
                "xsave-area",
                "a component of XSAVE's area, which a guest may use, lies further on than Vitrine "
                "has room for",
                "run on another processor");
    }
    return std::nullopt;
}

}  // namespace

Outcome run_guests(Context& context) {
    if (!arch::has_vmx() && !arch::has_svm()) return no_virtualization(context.log);
    if (const auto missing = missing_state()) return refuse(context.log, *missing);
    return context.options.experiments ? run_experiments(context) : run_chosen(context);
}

}  // namespace vitrine
