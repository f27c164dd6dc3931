// A whole machine with a scripted processor, bare or a PC, through the run loop to its end: every kind of
// exit in every state. Each entry, answer, line of the log and the ending are held against rules
// (fuzz/machine/). At the end it prints how often each was made, and fails when one never was.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <vector>

#include "guest/boards/bare.hpp"
#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/uart.hpp"
#include "guest/events/trace.hpp"
#include "guest/policies/policies.hpp"
#include "machine/cpu.hpp"
#include "machine/log_check.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;
using namespace vitrine::fuzz;

constexpr std::uint64_t whole_run = 10'000;  // inputs, from which on everything must have come

Counts& counts() {
    static Counts all;
    return all;
}

/// Inputs so far.
std::uint64_t& inputs() {
    static std::uint64_t number = 0;
    return number;
}

bool complete() {
    std::vector<std::string> wanted{"refused",
                                    "unseen",
                                    "pending interrupt",
                                    "interrupt",
                                    "TF set",
                                    "in an event's delivery",
                                    "mode real",
                                    "mode paged",
                                    "mode long",
                                    "mode protected",
                                    "mode virtual-8086",
                                    "inject #DF",
                                    "inject in real mode",
                                    "inject in protected mode",
                                    "answer advance",
                                    "answer resume",
                                    "answer inject",
                                    "answer end"};
    for (std::size_t kind = 0; kind < exit_kinds; ++kind) {
        for (const char* machine : {"bare ", "pc "})
            wanted.push_back(machine + std::string(kind_table[kind].word));
    }
    for (const Status status :
         {Status::ok, Status::failed, Status::crash, Status::budget, Status::entry_failed, Status::panic})
        wanted.push_back("status " + std::string(name(status)));
    for (const char* line : {"exit", "bios", "irq", "console", "screen", "state"})
        wanted.push_back("line " + std::string(line));
    bool all = true;
    for (const std::string& what : wanted) {
        if (counts()[what] != 0) continue;
        std::fprintf(stderr, "never made: %s\n", what.c_str());
        all = false;
    }
    return all;
}

void at_exit() {
    const bool all = inputs() < whole_run || complete();
    for (const auto& [what, number] : counts())
        std::printf("%10llu %s\n", static_cast<unsigned long long>(number), what.c_str());
    std::printf("%10llu inputs\n", static_cast<unsigned long long>(inputs()));
    std::fflush(stdout);
    if (!all) std::_Exit(1);
}

/// Cleared for each input: to allocate it each time would take longer than the run.
Memory& cleared_memory(bool pc) {
    static OwnMemory bare(64U << 10), large(1U << 20);
    OwnMemory& own = pc ? large : bare;
    std::memset(own.bytes.data(), 0, own.bytes.size());
    return own.memory;
}

struct CommonDevices {
    Uart uart;
    DebugConsole debug_console;
    DebugExit debug_exit;
    PortBus ports;

    CommonDevices(Console& console, Requests& requests, PcBoard* pc)
        : uart(console), debug_console(console), debug_exit(requests) {
        const bool attached =
            ports.attach(Uart::ports, uart) && ports.attach(DebugConsole::ports, debug_console) &&
            ports.attach(DebugExit::ports, debug_exit) && (pc == nullptr || pc->devices().attach(ports));
        if (!attached) std::abort();
    }
};

void run(Dice& dice, bool is_pc) {
    Memory& memory = cleared_memory(is_pc);
    constexpr Ticks second = pc::ticks_per_second;
    const Rules::Limits limits{.exits = 1U + dice.below(24),
                               .budget = dice.one_in(4) ? 1 + dice.take<std::uint32_t>() : 100 * second};
    std::vector<std::uint8_t> image(64 * pc::sector_size), dirty(image.size() / pc::sector_size / 8);
    for (unsigned number = dice.below(16); number > 0; --number)
        image[dice.take<std::uint16_t>() % image.size()] = dice.byte();

    Console console;
    Requests requests;
    BareBoard bare;
    std::optional<PcBoard> pc;
    Ticks patience = never;
    if (is_pc) {
        pc.emplace(PcSettings{.pace = dice.one_in(4) ? Pace::real : Pace::work}, console, requests);
        patience = dice.one_in(4) ? second / 10 : 5 * second;
        if (const auto disk = pc::Disk::open(image, dirty, static_cast<pc::DriveKind>(dice.below(3))))
            (void)pc->devices().disks.add(*disk);
        if (dice.one_in(2)) (void)pc->devices().typist.script("{wait 10ms}dir{enter}{ctrl-c}");
        pc->devices().a20.guard(memory, requests);
        pc->bios().install(memory);
    }
    CommonDevices devices(console, requests, pc ? &*pc : nullptr);

    Script script(dice, is_pc);
    ScriptedCpu cpu(script, dice, memory);
    Rules rules(memory, pc ? &*pc : nullptr, limits, counts());
    cpu.rules = &rules;
    script.prepare(cpu, memory);
    Machine machine{cpu, memory, devices.ports, console, requests, pc ? static_cast<Board&>(*pc) : bare};
    StringSink sink;
    Trace trace(sink, *TraceFilter::parse("all,-steps,-summary",
                                          is_pc ? TraceFilter::for_platform() : TraceFilter{}));
    machine.observers.add(trace);
    const Policies policies(machine, {.budget = limits.budget, .exits = limits.exits, .patience = patience});
    run_to_the_end(cpu, machine);
    const std::string log = std::move(sink.text);
    (void)LogCheck(log, rules.exits(), is_pc, counts());
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    (void)counts();
    (void)inputs();
    return std::atexit(at_exit);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ++inputs();
    Dice dice(data, size);
    run(dice, dice.one_in(4));
    return 0;
}
