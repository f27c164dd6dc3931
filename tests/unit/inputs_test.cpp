#include "guest/machine/inputs.hpp"

#include <vector>

#include "guest/events/trace.hpp"
#include "guest/machine/run_loop.hpp"
#include "pc_guest.hpp"
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
    EXPECT_EQ(machine.board.acknowledge().vector, 0x09);
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

}  // namespace
}  // namespace vitrine::guest
