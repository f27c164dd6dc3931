#include "guest/machine/run_loop.hpp"

#include <gtest/gtest.h>

#include "guest/boards/bare.hpp"
#include "guest/events/trace.hpp"
#include "guest/loaders/loader.hpp"
#include "guest/machine/emulate/unclaimed.hpp"
#include "guest/policies/policies.hpp"
#include "scripted_cpu.hpp"

namespace vitrine::guest {
namespace {

class RunLoop : public testing::Test {
protected:
    Ending run(std::deque<Cause> script, std::string_view filter = "all,-steps") {
        cpu.script = std::move(script);
        Machine machine{cpu, own.memory, ports, console, requests, board};
        Trace trace(sink, *TraceFilter::parse(filter));
        machine.observers.add(trace);
        return guest::run(cpu, machine);
    }

    ScriptedCpu cpu;
    OwnMemory own{1U << 20};
    PortBus ports;
    Console console;
    Requests requests;
    BareBoard board;
    StringSink sink;
};

TEST_F(RunLoop, EachExitIsOneLineInOrder) {
    cpu.gpr[Gpr::rax] = 0x41;
    const Ending ending = run({exit::Io{{.port = 0x80}}, exit::CacheFlush{.write_back = true}, exit::Hlt{}});
    EXPECT_EQ(ending.stop.status, Status::ok);
    EXPECT_EQ(ending.exits, 3U);
    EXPECT_EQ(sink.text,
              "exit n=0 kind=io direction=out port=0x80 size=1 value=0x41 device=none rip=0x7c00\n"
              "exit n=1 kind=cache instruction=wbinvd rip=0x7c02\n"
              "exit n=2 kind=hlt interrupts=off rip=0x7c04\n");
    EXPECT_EQ(cpu.calls, (std::vector<std::string>{"advance", "advance"}));
}

TEST_F(RunLoop, InjectionsAreSaid) {
    (void)run({exit::AbsentInstruction{.instruction = "vmxon"},
               exit::Exception{.vector = 3, .type = exit::Exception::Type::software}, exit::Hlt{}});
    EXPECT_EQ(cpu.calls, (std::vector<std::string>{"inject 6", "inject 3"}));
    EXPECT_NE(sink.text.find("kind=instruction instruction=vmxon inject=#UD rip=0x7c00\n"),
              std::string::npos);
    EXPECT_NE(sink.text.find("kind=exception vector=3 name=#BP inject=#BP"), std::string::npos);
}

TEST_F(RunLoop, AFailedEntryEndsIt) {
    const Ending ending = run({exit::CacheFlush{}});
    EXPECT_EQ(ending.stop.status, Status::entry_failed);
    EXPECT_EQ(ending.exits, 1U);
    EXPECT_NE(sink.text.find("state rip=0x7c02"), std::string::npos);
}

// No emulator of VMX refuses what its guest can get to by itself, so this is said of the run loop alone;
// SVM's is in tests/boot/cs_l_d.asm.
TEST_F(RunLoop, ALaterEntryThatIsRefusedIsTheGuestsCrash) {
    const Ending ending =
        run({exit::CacheFlush{},
             exit::EntryFailed{
                 {.cause = "VM entry failed: invalid guest state", .kind = "33", .had_run = true}}});
    EXPECT_EQ(ending.stop.status, Status::crash);
    EXPECT_EQ(ending.stop.code, 100U);
    EXPECT_EQ(ending.stop.cause, "VM entry failed: invalid guest state");
    EXPECT_EQ(ending.exits, 1U);
    EXPECT_NE(sink.text.find("state rip=0x7c02"), std::string::npos) << sink.text;
}

// Found by fuzz/machine.cpp: the text was lost.
TEST_F(RunLoop, AFailedEntryStillTellsTheTextThatTheGuestWrote) {
    console.put(ConsoleSource::hypercall, 'h');
    console.put(ConsoleSource::hypercall, 'i');
    (void)run({exit::CacheFlush{}});
    EXPECT_NE(sink.text.find("rip=0x7c00\nconsole source=hypercall text=hi\nstate rip=0x7c02"),
              std::string::npos)
        << sink.text;
}

TEST_F(RunLoop, ACrashShowsTheState) {
    const Ending ending = run({exit::Unhandled{.reason = 60, .name = "mystery", .qualification = 5}});
    EXPECT_EQ(ending.stop.status, Status::crash);
    EXPECT_EQ(ending.stop.code, 100U);
    EXPECT_NE(sink.text.find(
                  "exit n=0 kind=unhandled reason=60 name=mystery qualification=0x5 rip=0x7c00\nstate rip="),
              std::string::npos);
    EXPECT_NE(sink.text.find("state table=idtr"), std::string::npos);
    EXPECT_EQ(std::ranges::count(sink.text, '\n'), 1 + 2 + 8 + 2 + 1);
}

TEST_F(RunLoop, OtherEnds) {
    EXPECT_EQ(run({exit::TripleFault{}}).stop.status, Status::crash);
    EXPECT_EQ(run({exit::MemoryViolation{.write = true, .address = 1}}).stop.status, Status::crash);
    EXPECT_EQ(run({exit::MemoryMisconfiguration{}}).stop.status, Status::panic);
    EXPECT_EQ(run({exit::BudgetTimer{}}).stop.status, Status::budget);
    EXPECT_EQ(run({exit::ExternalInterrupt{}, exit::Hlt{}}).exits, 2U);
}

TEST_F(RunLoop, TheFilterHidesButCountsGoOn) {
    (void)run({exit::CacheFlush{}, exit::Io{{.port = 1}}, exit::Hlt{}}, "io");
    EXPECT_EQ(sink.text, "exit n=1 kind=io direction=out port=0x1 size=1 value=0x0 device=none rip=0x7c02\n");
}

/// One event of each type, in the middle of whose delivery a guest may leave.
std::deque<VectoredEvent> one_of_each_type() {
    using Type = VectoredEvent::Type;
    return {{.valid = true, .type = Type::external_interrupt, .vector = 0x21},
            {.valid = true, .type = Type::nmi, .vector = vector::nmi},
            {.valid = true, .type = Type::software_interrupt, .vector = 0x10, .instruction_length = 2},
            {.valid = true, .type = Type::software_exception, .vector = vector::bp, .instruction_length = 1},
            {.valid = true,
             .type = Type::hardware_exception,
             .vector = vector::pf,
             .has_error_code = true,
             .error_code = 2,
             .address = 0x1234'5000}};
}

TEST_F(RunLoop, AnInterruptedDeliveryIsDoneAgain) {
    const auto events = one_of_each_type();
    for (const Cause& cause : {Cause{exit::ExternalInterrupt{}}, Cause{exit::Unseen{}}}) {
        cpu.interrupted = events;
        cpu.delivered.clear();
        std::deque<Cause> script(events.size(), cause);
        script.emplace_back(exit::Hlt{});
        EXPECT_EQ(run(script).stop.status, Status::ok);
        EXPECT_EQ(cpu.delivered, std::vector(events.begin(), events.end()));
    }
}

TEST_F(RunLoop, ADeliveryThatIsInterruptedTwiceIsDoneAThirdTime) {
    const VectoredEvent interrupt = one_of_each_type().front();
    cpu.interrupted = {interrupt, interrupt};
    (void)run({exit::Unseen{}, exit::ExternalInterrupt{}, exit::Hlt{}});
    EXPECT_EQ(cpu.delivered, (std::vector{interrupt, interrupt}));
}

// Intel SDM vol. 3A, table 6-5: an interrupt is benign, so the exception is delivered by itself.
TEST_F(RunLoop, AnExceptionInADeliveryIsDeliveredInsteadOfTheInterrupt) {
    cpu.interrupted = one_of_each_type();
    cpu.interrupted.resize(3);
    const exit::Exception not_present{.vector = vector::np, .has_error_code = true, .error_code = 0x10A};
    (void)run({not_present, not_present, not_present, exit::Hlt{}});
    ASSERT_EQ(cpu.delivered.size(), 3U);
    for (const VectoredEvent& event : cpu.delivered) {
        EXPECT_EQ(event.vector, vector::np);
        EXPECT_EQ(event.error_code, 0x10AU);
    }
}

// Who goes on after the instruction has done what the event asked for, as a task switch does.
TEST_F(RunLoop, AnExitThatIsDoneEndsTheDelivery) {
    cpu.interrupted = one_of_each_type();
    (void)run({exit::CacheFlush{}, exit::Hlt{}});
    EXPECT_TRUE(cpu.delivered.empty());
}

TEST_F(RunLoop, ExitsAreBounded) {
    cpu.script = {exit::CacheFlush{}, exit::CacheFlush{}, exit::CacheFlush{}};
    Machine machine{cpu, own.memory, ports, console, requests, board};
    const Policies policies(machine, {.exits = 2});
    Trace trace(sink, *TraceFilter::parse("all,-steps"));
    machine.observers.add(trace);
    const Ending ending = guest::run(cpu, machine);
    EXPECT_EQ(ending.exits, 2U);
    EXPECT_EQ(ending.stop.status, Status::budget);
    EXPECT_EQ(ending.stop.cause, "the guest used up its exits (exits=)");
    EXPECT_NE(sink.text.find("exit n=1 kind=cache instruction=invd rip=0x7c02\nstate rip="),
              std::string::npos);
}

TEST_F(RunLoop, WhatTheLastExitWouldHaveInjectedIsNotTold) {
    cpu.script = {exit::AbsentInstruction{.instruction = "monitor"}};
    Machine machine{cpu, own.memory, ports, console, requests, board};
    const Policies policies(machine, {.exits = 1});
    Trace trace(sink, *TraceFilter::parse("instruction"));
    machine.observers.add(trace);
    EXPECT_EQ(guest::run(cpu, machine).stop.status, Status::budget);
    EXPECT_EQ(sink.text.substr(0, sink.text.find('\n')),
              "exit n=0 kind=instruction instruction=monitor rip=0x7c00");
}

TEST_F(RunLoop, TextIsBoundedToo) {
    for (unsigned line = 0; line < 5; ++line) cpu.script.emplace_back(exit::Vmcall{});
    cpu.script.emplace_back(exit::Hlt{});
    cpu.gpr[Gpr::rbx] = '\n';
    for (unsigned line = 0; line < 5; ++line)
        cpu.before.emplace_back([](ScriptedCpu& guest) { guest.gpr[Gpr::rax] = 2; });  // put-byte
    Machine machine{cpu, own.memory, ports, console, requests, board};
    Trace trace(sink, *TraceFilter::parse("console"));
    machine.observers.add(trace);
    trace.limit(3);
    EXPECT_EQ(guest::run(cpu, machine).exits, 6U);
    EXPECT_EQ(sink.text,
              "console source=hypercall text=\"\"\n"
              "console source=hypercall text=\"\"\n"
              "trace status=stopped cause=\"the guest goes on, but its text and screens fill no more lines "
              "(lines=)\" hint=\"trace= shows fewer\"\n");
}

TEST_F(RunLoop, TheLogIsBounded) {
    cpu.script = {exit::CacheFlush{}, exit::CacheFlush{}, exit::CacheFlush{}, exit::Vmcall{}, exit::Hlt{}};
    cpu.gpr[Gpr::rax] = 2;  // put-byte
    cpu.gpr[Gpr::rbx] = 'x';
    Machine machine{cpu, own.memory, ports, console, requests, board};
    Trace trace(sink, *TraceFilter::parse("all,-steps"));
    machine.observers.add(trace);
    trace.limit(2);
    EXPECT_EQ(guest::run(cpu, machine).exits, 5U);
    EXPECT_EQ(sink.text,
              "exit n=0 kind=cache instruction=invd rip=0x7c00\n"
              "exit n=1 kind=cache instruction=invd rip=0x7c02\n"
              "trace status=stopped cause=\"the guest goes on, but its exits fill no more lines (lines=)\" "
              "hint=\"trace= shows fewer\"\n"
              "console source=hypercall text=x\n");
}

TEST_F(RunLoop, TextComesAfterItsExit) {
    cpu.gpr[Gpr::rax] = 2;  // put-byte
    cpu.gpr[Gpr::rbx] = 'x';
    const Ending ending = run({exit::Vmcall{}, exit::Hlt{}}, "console,vmcall,hlt");
    EXPECT_EQ(ending.exits, 2U);
    EXPECT_EQ(sink.text,
              "exit n=0 kind=vmcall number=0x2 name=put-byte argument=0x78 returned=0x0 rip=0x7c00\n"
              "exit n=1 kind=hlt interrupts=off rip=0x7c02\n"
              "console source=hypercall text=x\n");
}

TEST_F(RunLoop, RdtscGivesTheGuestsTime) {
    cpu.registers[Register::tsc] = 0x1'2345'6789;
    cpu.registers[Register::tsc_aux] = 7;
    (void)run({exit::Rdtsc{.with_aux = true}, exit::Hlt{}});
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0x2345'6789U);
    EXPECT_EQ(cpu.gpr[Gpr::rdx], 1U);
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 7U);
}

TEST_F(RunLoop, AVectorThatNobodySetEndsIt) {
    install_unclaimed_vectors(own.memory);
    const auto vector = own.memory.read<std::uint32_t>(0x10 * 4);
    ASSERT_TRUE(vector);
    cpu.segment_of(SegmentName::cs).base = (*vector >> 16) * 16ULL;
    cpu.registers[Register::rip] = *vector & 0xFFFF;
    ASSERT_TRUE(own.memory.write<std::uint32_t>(0x7C00, 0x07C0'0012));
    const Ending ending = run({exit::Vmcall{}});
    EXPECT_EQ(ending.stop.status, Status::crash);
    EXPECT_NE(sink.text.find("name=unclaimed-vector argument=0x10 returned=0x0 caller=07c0:0012 cs="),
              std::string::npos);
}

TEST_F(RunLoop, AnExceptionThatNobodyHandlesIsNamed) {
    install_unclaimed_vectors(own.memory);
    constexpr std::uint32_t gp = 13;
    const auto vector = own.memory.read<std::uint32_t>(gp * 4);
    ASSERT_TRUE(vector);
    cpu.segment_of(SegmentName::cs).base = (*vector >> 16) * 16ULL;
    cpu.registers[Register::rip] = *vector & 0xFFFF;
    ASSERT_TRUE(own.memory.write<std::uint32_t>(0x7C00, 0x07C0'0012));
    EXPECT_EQ(run({exit::Vmcall{}}).stop.cause, "#GP (vector 0xd) in real mode without a handler");
    // INT 0Dh before the return address is no exception.
    ASSERT_TRUE(own.memory.write<std::uint16_t>(0x7C10, 0x0DCD));
    EXPECT_TRUE(run({exit::Vmcall{}}).stop.cause.ends_with("there is no BIOS"));
}

TEST(AttentionTest, IsNeededForWhatIsToldAndForAllOnceSomebodyAsks) {
    Attention attention;
    EXPECT_TRUE(attention.needed(0));
    attention.settle(1U << 3);
    EXPECT_TRUE(attention.needed(3));
    EXPECT_FALSE(attention.needed(2));

    Console console;
    EXPECT_TRUE(console.put(ConsoleSource::uart, 'a'));  // nobody is called
    console.call(&attention);
    EXPECT_FALSE(attention.needed(2));
    EXPECT_TRUE(console.put(ConsoleSource::uart, 'b'));
    EXPECT_TRUE(attention.needed(2));

    attention.settle(0);
    Requests requests;
    requests.call(&attention);
    requests.show_screen();  // which is looked at before an entry
    EXPECT_FALSE(attention.needed(0));
    requests.reset("a test");
    EXPECT_TRUE(attention.needed(0));
}

TEST(KnownCpuid, LeafOneIsForgottenWithCr4) {
    KnownCpuid known;
    Registers gpr;
    exit::Cpuid cpuid;
    known.remember(1, {1, 2, 3, 4});
    known.remember(0, {5, 6, 7, 8});
    known.remember(7, {9, 9, 9, 9});
    gpr[Gpr::rax] = 7;
    EXPECT_FALSE(known.answer(gpr, cpuid)) << "by subleaf";
    gpr[Gpr::rax] = 1;
    EXPECT_TRUE(known.answer(gpr, cpuid));
    EXPECT_EQ(gpr[Gpr::rdx], 4U);
    known.forget_leaf_1();
    gpr[Gpr::rax] = 1;
    EXPECT_FALSE(known.answer(gpr, cpuid));
    gpr[Gpr::rax] = 0;
    EXPECT_TRUE(known.answer(gpr, cpuid));
    gpr[Gpr::rax] = 0x4000'0000;
    EXPECT_FALSE(known.answer(gpr, cpuid));
}

bool load_flat(Memory& memory, std::span<const std::uint8_t> program) {
    const MachineSpec spec{.program = program};
    return load({.spec = spec, .memory = memory}).has_value();
}

TEST(Loader, PutsAProgramWhereABiosDoes) {
    OwnMemory own{1U << 20};
    const std::array<std::uint8_t, 3> program{1, 2, 3};
    ASSERT_TRUE(load_flat(own.memory, program));
    EXPECT_EQ(own.bytes[0x7C02], 3);
    EXPECT_NE(own.memory.read<std::uint32_t>(0), 0U);
}

TEST(Loader, RefusesWhatDoesNotFit) {
    OwnMemory own{64U << 10};
    EXPECT_FALSE(load_flat(own.memory, {}));
    const std::vector<std::uint8_t> large(largest_program + 1);
    EXPECT_FALSE(load_flat(own.memory, large));
    const std::vector<std::uint8_t> stubs(unclaimed_stubs_base(64U << 10) - 0x7C00 + 1);
    EXPECT_FALSE(load_flat(own.memory, stubs));
    EXPECT_TRUE(load_flat(own.memory, std::span(stubs).first(stubs.size() - 1)));
}

}  // namespace
}  // namespace vitrine::guest
