#include <gtest/gtest.h>

#include "guest/boards/pc.hpp"
#include "guest/events/tally.hpp"
#include "guest/events/trace.hpp"
#include "guest/firmware/rom.hpp"
#include "guest/machine/run_loop.hpp"
#include "guest/policies/policies.hpp"
#include "pc_guest.hpp"
#include "scripted_cpu.hpp"

namespace vitrine::guest {
namespace {

/// A guest with a PC around it: what the run loop does before an entry and after an exit.
class RunPc : public testing::Test {
protected:
    RunPc() { board.bios().install(own.memory); }

    Ending run(std::deque<Cause> script, std::string_view filter = "all,-steps,-summary,-screen") {
        cpu.script = std::move(script);
        Machine machine{cpu, own.memory, ports, console, requests, board};
        const auto shown = *TraceFilter::parse(filter, TraceFilter::for_platform());
        Trace trace(sink, shown);
        machine.observers.add(trace);
        if (shown.shows_summary()) machine.observers.add(tally);
        const Policies policies(machine, limits);
        return guest::run(cpu, machine);
    }

    /// The guest's own instructions take so many ticks before each exit.
    void work(std::deque<std::uint64_t> ticks) {
        for (const std::uint64_t each : ticks)
            cpu.before.emplace_back([each](ScriptedCpu& guest) { guest.registers[Register::tsc] += each; });
    }

    void interrupts(bool on) {
        std::uint64_t& flags = cpu.registers[Register::rflags];
        flags = on ? flags | rflags::interrupt : flags & ~rflags::interrupt;
    }

    /// As an INT of that vector in the guest does: its stub's VMCALL is next.
    void in_stub(std::uint8_t vector) {
        cpu.segment_of(SegmentName::cs).base = bios::rom::base;
        cpu.segment_of(SegmentName::cs).selector = bios::rom::segment;
        cpu.registers[Register::rip] = bios::rom::slot_offset(vector);
    }

    static constexpr pc::Ticks period = 65536 * pc::ticks_per_pit_clock;

    ScriptedCpu cpu;
    OwnMemory own{2U << 20};
    PortBus ports;
    Console console;
    Requests requests;
    PcBoard board{{}, console, requests};
    Limits limits{.patience = 5 * pc::ticks_per_second};
    StringSink sink;
    Tally tally;
};

TEST_F(RunPc, AnInterruptThatIsDueIsDeliveredBeforeTheNextEntry) {
    interrupts(true);
    work({period + 1, 1});
    (void)run({exit::CacheFlush{}, exit::TripleFault{}});
    EXPECT_EQ(cpu.calls, (std::vector<std::string>{"advance", "interrupt 8"}));
    EXPECT_NE(sink.text.find("kind=cache instruction=invd rip=0x7c00\nirq line=0 vector=0x8 rip=0x7c02\n"),
              std::string::npos)
        << sink.text;
}

TEST_F(RunPc, AGuestThatCannotTakeItIsAskedForAWindow) {
    cpu.interruptible = false;
    work({period + 1, 1});
    (void)run({exit::CacheFlush{}, exit::TripleFault{}});
    EXPECT_EQ(cpu.calls, (std::vector<std::string>{"advance", "window"}));
    EXPECT_EQ(sink.text.find("irq "), std::string::npos);
}

TEST_F(RunPc, AnEntryLastsUntilTheNextDeviceIsDue) {
    work({1000, 1});
    (void)run({exit::CacheFlush{}, exit::TripleFault{}});
    EXPECT_EQ(cpu.limits, (std::vector<std::uint64_t>{period, period - 1000}));
}

TEST_F(RunPc, WhatVitrineDoesTakesNoneOfTheGuestsTime) {
    work({1000, 0});
    cpu.before.back() = [](ScriptedCpu& guest) { EXPECT_EQ(guest.registers[Register::tsc], 1000U); };
    (void)run({exit::CacheFlush{}, exit::TripleFault{}});
}

TEST_F(RunPc, AHaltGoesOnAtTheNextInterruptAndTakesItsTime) {
    interrupts(true);
    work({10, 10});
    const Ending ending = run({exit::Hlt{}, exit::TripleFault{}});
    EXPECT_EQ(ending.stop.status, Status::crash);
    EXPECT_EQ(cpu.calls, (std::vector<std::string>{"advance", "interrupt 8"}));
    EXPECT_EQ(board.devices().clock.now, period + 10);
}

TEST_F(RunPc, AHaltWithInterruptsOffIsAGoodEnd) {
    const Ending ending = run({exit::Hlt{}});
    EXPECT_EQ(ending.stop.status, Status::ok);
    EXPECT_EQ(ending.stop.cause, "halted, and nothing can wake it");
    EXPECT_EQ(ending.exits, 1U);
}

TEST_F(RunPc, AHaltIsOverWhenPatienceIs) {
    limits.patience = pc::ticks_per_second;
    interrupts(true);
    const Ending ending = run({exit::Hlt{}, exit::Hlt{}, exit::TripleFault{}});
    EXPECT_EQ(ending.stop.status, Status::stuck)
        << "a first interrupt that nobody ends lets no other through";
    EXPECT_EQ(ending.stop.code, 110U);
    EXPECT_EQ(ending.stop.cause,
              "no interrupt comes any more: one was delivered and never ended (no EOI to the 8259A)");
    EXPECT_EQ(ending.exits, 2U);
    EXPECT_NE(sink.text.find("state pic=first irr=0x1 isr=0x1 imr=0xb8\n"), std::string::npos) << sink.text;
}

TEST_F(RunPc, TheBudgetIsOfTheGuestsTime) {
    limits.budget = 5000;
    work({4000, 1000});
    const Ending ending = run({exit::CacheFlush{}, exit::CacheFlush{}, exit::TripleFault{}});
    EXPECT_EQ(ending.stop.status, Status::budget);
    EXPECT_EQ(ending.stop.code, 101U);
    EXPECT_EQ(ending.exits, 2U);
    EXPECT_NE(sink.text.find("state rip="), std::string::npos)
        << "a guest that didn't end well shows its state";
}

TEST_F(RunPc, ACallOfTheBiosIsALineOfItsOwn) {
    in_stub(0x12);
    (void)run({exit::Vmcall{}, exit::TripleFault{}});
    EXPECT_EQ(sink.text.substr(0, sink.text.find('\n')),
              "bios int=0x12 function=memory-size size=0x9fc00 status=ok caller=0000:0000 n=0");
    EXPECT_EQ(cpu.gpr[Gpr::rax] & 0xFFFF, 639U);
}

TEST_F(RunPc, AVmcallElsewhereIsAHypercallAndAMarkShowsTheScreen) {
    cpu.gpr[Gpr::rax] = 4;
    own.bytes[0xB8000] = 'A';
    (void)run({exit::Vmcall{}, exit::TripleFault{}}, "screen,vmcall");
    EXPECT_EQ(sink.text.substr(0, sink.text.find("\nexit n=1")),
              "exit n=0 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c00\n"
              "screen mode=0x3 columns=80 rows=25 cursor-row=0 cursor-column=0\n"
              "screen row=0 text=A");
}

// Where its timer alone takes it out, nothing else asks for the screen that somebody wants to see.
TEST_F(RunPc, AGuestThatOnlyComputesShowsItsScreenToWhoAsks) {
    TypedKeys keys;
    keys.bytes = {0x1D};
    limits.keys = &keys;
    own.bytes[0xB8000] = 'A';
    work({pc::ticks_per_second / 50 + 1, 0});
    (void)run({exit::Unseen{}, exit::Unseen{}, exit::TripleFault{}}, "screen,triple-fault");
    const auto screen = sink.text.find("screen row=0 text=A");
    ASSERT_NE(screen, std::string::npos) << sink.text;
    EXPECT_LT(screen, sink.text.find("exit n=0 kind=triple-fault"));
}

TEST_F(RunPc, CountsForTheSummary) {
    (void)run({exit::CacheFlush{}, exit::CacheFlush{}, exit::TripleFault{}}, "summary");
    tally.write(sink);
    EXPECT_NE(sink.text.find("summary kind=cache count=2\nsummary kind=triple-fault count=1\n"),
              std::string::npos);
}

}  // namespace
}  // namespace vitrine::guest
