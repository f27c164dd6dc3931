#include "guest/machine/inputs.hpp"

#include <vector>

#include "guest/events/trace.hpp"
#include "guest/machine/run_loop.hpp"
#include "pc_guest.hpp"
#include "real_mode_cpu.hpp"
#include "scripted_cpu.hpp"

namespace vitrine::guest {
namespace {

TEST(Inputs, SomebodysKeysAreLookedForWhileTheGuestHalts) {
    TypedKeys keys;
    Guest machine({.patience = 5 * second, .keys = &keys});
    machine.stop_timer();
    EXPECT_LE(machine.board.enter(machine.cpu), second / 50);
    EXPECT_TRUE(machine.halt().is<action::Resume>());  // nobody types, nothing else is due
    EXPECT_LT(machine.now(), never / 2);
    keys.bytes = {'a'};
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_EQ(machine.board.acknowledge(boot_vcpu).vector, 0x09);
}

TEST(Inputs, ALineThatNeverStopsSendingHoldsNothingUp) {
    struct Broken final : KeySource {
        std::optional<std::uint8_t> receive() override { return 0xFF; }
    } keys;
    Guest machine({.patience = 5 * second, .keys = &keys});
    machine.left_at(second / 50);
    EXPECT_EQ(machine.now(), second / 50);
}

/// Somebody who types when it pleases: at some of the times when he is asked.
struct Somebody final : KeySource {
    std::optional<std::uint8_t> receive() override {
        const unsigned time = asked++;
        if (time == 7) return 'a';
        if (time == 19) return 'B';
        return std::nullopt;
    }
    unsigned asked = 0;
};

struct Nobody final : KeySource {
    std::optional<std::uint8_t> receive() override { return std::nullopt; }
};

/// What came in an earlier run comes again where it came then, whenever it is asked.
struct Again final : KeySource {
    explicit Again(std::vector<Arrival> inputs) : left(std::move(inputs)) {}
    std::optional<std::uint8_t> receive() override {
        if (left.empty() || left.front().exits != machine->exits ||
            left.front().tick != machine->board.clock.now ||
            left.front().rip != machine->cpu.read(Register::rip))
            return std::nullopt;
        const auto byte = static_cast<std::uint8_t>(left.front().value);
        left.erase(left.begin());
        return byte;
    }
    std::vector<Arrival> left;
    Machine* machine = nullptr;
};

struct Recorder final : Observer {
    Recorder() : Observer(kinds(event_kind::input)) {}
    void see(const GuestEvent& event) override { inputs.push_back(*event.input); }
    std::vector<Arrival> inputs;
};

struct Ran {
    std::string log;
    std::vector<Arrival> inputs;
};

/// A guest that halts, takes what the keyboard has and ends its interrupts, over and over.
Ran run_with(KeySource& keys, Again* again = nullptr) {
    ScriptedCpu cpu;
    cpu.registers[Register::rflags] |= rflags::interrupt;
    OwnMemory own{2 * mib};
    Console console;
    Requests requests;
    PortBus ports;
    PcBoard board{{}, console, requests};
    EXPECT_TRUE(board.devices().attach(ports));
    board.bios().install(own.memory);
    for (unsigned round = 0; round < 40; ++round) {
        cpu.script.emplace_back(exit::Hlt{});
        cpu.script.emplace_back(exit::Io{{.in = true, .port = 0x60}});
        cpu.script.emplace_back(exit::Io{{.port = 0x20}});
        cpu.before.emplace_back([](ScriptedCpu& guest) { guest.registers[Register::tsc] += 1000; });
        cpu.before.emplace_back([](ScriptedCpu& guest) { guest.registers[Register::tsc] += 7; });
        cpu.before.emplace_back([](ScriptedCpu& guest) { guest.gpr[Gpr::rax] = 0x20; });
    }
    cpu.script.emplace_back(exit::TripleFault{});
    Machine machine{cpu, own.memory, ports, console, requests, board};
    if (again != nullptr) again->machine = &machine;
    StringSink sink;
    Trace trace(sink, *TraceFilter::parse("all"));
    Recorder recorder;
    machine.observers.add(trace);
    machine.observers.add(recorder);
    const Policies policies(machine, {.keys = &keys});
    EXPECT_EQ(guest::run(cpu, machine).stop.status, Status::crash);
    return {sink.text, recorder.inputs};
}

TEST(Inputs, ARunWithKeysTypedLiveIsReplayedToTheSameLog) {
    Somebody somebody;
    const Ran live = run_with(somebody);
    ASSERT_EQ(live.inputs.size(), 2U);
    EXPECT_EQ(live.inputs[1].value, 'B');
    EXPECT_LT(live.inputs[0].tick, live.inputs[1].tick);
    EXPECT_NE(live.log.find("irq line=1 vector=0x9"), std::string::npos);
    Again again(live.inputs);
    const Ran replayed = run_with(again, &again);
    EXPECT_EQ(replayed.log, live.log);
    EXPECT_EQ(replayed.inputs, live.inputs);
    EXPECT_TRUE(again.left.empty());
    Nobody nobody;
    EXPECT_NE(run_with(nobody).log, live.log);
}

/// Asks INT 16h for a key whenever it has computed a while with interrupts on, and ends after the eighth.
constexpr std::array<std::uint8_t, 19> reader{
    0xFB,              // sti
    0xBD, 0x08, 0x00,  // mov bp, 8
    0xB9, 0x00, 0x80,  // next: mov cx, 8000h
    0x49, 0x75, 0xFD,  // dec cx, jnz
    0xB4, 0x00,        // mov ah, 0
    0xCD, 0x16,        // int 16h
    0x4D, 0x75, 0xF3,  // dec bp, jnz next
    0xFA, 0xF4,        // cli, hlt
};

/// The same keys at the same places, of somebody and of a script at once, by machine code that the ROM
/// serves.
Ran read_keys(KeySource& keys, std::string_view script, Again* again = nullptr) {
    OwnMemory own{2 * mib};
    RealModeCpu cpu(own.memory);
    Console console;
    Requests requests;
    PortBus ports;
    PcBoard board{{}, console, requests};
    EXPECT_TRUE(board.devices().attach(ports));
    EXPECT_FALSE(board.devices().typist.script(script));
    board.bios().install(own.memory);
    std::ranges::copy(reader, own.bytes.begin() + start);
    Machine machine{cpu, own.memory, ports, console, requests, board};
    if (again != nullptr) again->machine = &machine;
    StringSink sink;
    Trace trace(sink, *TraceFilter::parse("all", TraceFilter::for_platform()));
    Recorder recorder;
    machine.observers.add(trace);
    machine.observers.add(recorder);
    const Policies policies(machine, {.keys = &keys});
    EXPECT_EQ(guest::run(cpu, machine).stop.cause, "halted, and nothing can wake it");
    return {sink.text, recorder.inputs};
}

/// Types each letter at one of the times when he is asked; a control key of a terminal's in between.
struct Typing final : KeySource {
    std::optional<std::uint8_t> receive() override {
        constexpr std::array<std::uint8_t, 6> keys{'w', 0x1B, '[', 'A', 3, 'z'};
        constexpr std::array<unsigned, 6> at{5, 20, 21, 22, 61, 90};
        if (typed == keys.size() || asked++ < at[typed]) return std::nullopt;
        return keys[typed++];
    }
    std::size_t typed = 0;
    unsigned asked = 0;
};

TEST(Inputs, KeysOfAScriptAndOfSomebodyComeAgainToTheSameLog) {
    constexpr std::string_view script = "ab{wait 400ms}{alt-x}d";
    Typing typing;
    const Ran live = read_keys(typing, script);
    ASSERT_EQ(live.inputs.size(), 6U);
    for (const char* key : {"char=w", "scan=0x48", "scan=0x2d char=0x0", "char=d", "char=z", "char=a"})
        EXPECT_NE(live.log.find(key), std::string::npos) << key << '\n' << live.log;
    Again again(live.inputs);
    const Ran replayed = read_keys(again, script, &again);
    EXPECT_EQ(replayed.log, live.log);
    EXPECT_EQ(replayed.inputs, live.inputs);
    EXPECT_TRUE(again.left.empty());
}

}  // namespace
}  // namespace vitrine::guest
