// Two virtual processors on one board take turns. Nobody has such a guest yet: this holds what it would need
// of the interfaces. Each has its own registers, time-stamp counter, pending interrupts, halt and event in
// delivery; the board, its time, its devices and the memory are one.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "guest/devices/debug_console.hpp"
#include "guest/events/trace.hpp"
#include "guest/machine/run_loop.hpp"
#include "real_mode_cpu.hpp"

namespace vitrine::guest {
namespace {

constexpr Ticks hertz = 1'000'000, turn = 1000;
constexpr std::size_t processors = 2;

struct Wires {
    Clock the_clock{hertz};
    Timers the_timers{the_clock};
    std::array<PendingInterrupts, processors> words{};
};

/// At offset 0 each processor has a byte of its own, as at a local APIC's address; a write to offset 1
/// interrupts the other.
class Doorbell final : public Device {
public:
    static constexpr PortRange ports{0x50, 0x51};

    explicit Doorbell(Wires& wires) : wires_(wires) {}
    std::string_view name() const override { return "doorbell"; }
    std::uint64_t read(Access access) override { return own_[access.vcpu]; }
    void write(Access access, std::uint64_t value) override {
        if (access.offset == 0) {
            own_[access.vcpu] = static_cast<std::uint8_t>(value);
        } else {
            wires_.words[1U - access.vcpu].set(PendingInterrupts::intr, true);
        }
    }

private:
    Wires& wires_;
    std::array<std::uint8_t, processors> own_{'A', 'a'};
};

class TwoProcessorBoard final : private Wires, public Board {
public:
    explicit TwoProcessorBoard(Requests& requests)
        : Board({.clock = the_clock,
                 .timers = the_timers,
                 .pending = words,
                 .time = {the_clock, Pace::work, hertz},
                 .timed = true,
                 .stubs_below = 0,
                 .out_of_time = "the guest used up its time"}),
          doorbell(*this),
          requests_(requests),
          turn_(watch, Callback::of<&TwoProcessorBoard::turn_over>(*this)) {
        turn_.arm(turn);
    }

    DeviceInterrupt acknowledge(VcpuId vcpu) override {
        pending[vcpu].set(PendingInterrupts::intr, false);
        return {.line = vcpu, .vector = static_cast<std::uint8_t>(0x20 + vcpu)};
    }
    Action stub_call(Machine& /*machine*/, Exit& /*exit*/) override { return never_wakes(); }
    Action halt(Machine& machine, exit::Hlt& hlt) override {
        hlt.interrupts_on = (machine.cpu.read(Register::rflags) & rflags::interrupt) != 0;
        return hlt.interrupts_on ? wait(machine) : never_wakes();
    }
    Action wait(Machine& machine) override {
        for (;;) {
            if (pending[machine.cpu.id].word != 0) return action::Advance{};
            if (requests_.wants_pause()) return action::Resume{};
            leap(next());
        }
    }

    Doorbell doorbell;

private:
    void turn_over() {
        requests_.pause();
        turn_.arm(clock.now + turn);
    }

    Requests& requests_;
    Timer turn_;
};

/// Processor 0: sets its byte to 'X', computes, rings and does it again, BP times.
constexpr std::array<std::uint8_t, 28> ringer{
    0xB0, 0x58,        // mov al, 'X'
    0xE6, 0x50,        // out 50h, al
    0xFB,              // sti
    0xB9, 0x28, 0x00,  // again: mov cx, 40
    0x49, 0x75, 0xFD,  // dec cx, jnz
    0xE6, 0x51,        // out 51h, al: the other's interrupt
    0xE4, 0x50,        // in al, 50h
    0xE6, 0xE9,        // out 0e9h, al
    0x4D, 0x75, 0xF1,  // dec bp, jnz again
    0xB0, 0x0A,        // mov al, newline
    0xE6, 0xE9,        // out 0e9h, al
    0xFA, 0xF4,        // cli, hlt
    0xF4, 0xF4,
};

/// Processor 1: sets its TSC to 7, then halts over and over; each interrupt has it write its byte and ring
/// back.
constexpr std::size_t answerer_at = 0x8000, answerer_handler = 0x8100, ringer_handler = 0x8200;
constexpr std::array<std::uint8_t, 16> answerer{
    0xB9, 0x10, 0x00,  // mov cx, 10h
    0xB8, 0x07, 0x00,  // mov ax, 7
    0xBA, 0x00, 0x00,  // mov dx, 0
    0x0F, 0x30,        // wrmsr
    0xFB,              // sti
    0xF4,              // next: hlt
    0x43,              // inc bx
    0xEB, 0xFC,        // jmp next
};
constexpr std::array<std::uint8_t, 7> answer{
    0xE4, 0x50,  // in al, 50h
    0xE6, 0xE9,  // out 0e9h, al
    0xE6, 0x51,  // out 51h, al
    0xCF,        // iret
};
constexpr std::array<std::uint8_t, 2> count{0x46, 0xCF};  // inc si, iret

struct Two {
    Two() {
        EXPECT_TRUE(ports.attach(Doorbell::ports, board.doorbell));
        EXPECT_TRUE(ports.attach(DebugConsole::ports, debug_console));
        const auto put = [this](std::size_t at, auto& bytes) {
            std::ranges::copy(bytes, own.bytes.begin() + static_cast<std::ptrdiff_t>(at));
        };
        put(0x7C00, ringer);
        put(answerer_at, answerer);
        put(answerer_handler, answer);
        put(ringer_handler, count);
        EXPECT_TRUE(own.memory.write<std::uint32_t>(0x20 * 4, ringer_handler));
        EXPECT_TRUE(own.memory.write<std::uint32_t>(0x21 * 4, answerer_handler));
        for (std::size_t id = 0; id < processors; ++id) {
            cpus[id].id = static_cast<VcpuId>(id);
            machines[id].observers.add(traces[id]);
        }
        cpus[0].gpr[Gpr::rbp] = 20;
        cpus[1].registers[Register::rip] = answerer_at;
        cpus[1].registers[Register::rsp] = 0x7000;
    }

    /// In turn, until one is over; each turn is a line of its own.
    Ending run() {
        for (unsigned turns = 0;; ++turns) {
            const std::size_t id = turns % processors;
            sink.text += "turn of " + std::to_string(id) + " at " + std::to_string(board.clock.now) + '\n';
            const Ending ending = guest::run(cpus[id], machines[id]);
            if (!ending.paused) return ending;
            if (machines[1].halted != 0) ++halted_turns;
        }
    }

    OwnMemory own{1U << 20};
    std::array<RealModeCpu, processors> cpus{RealModeCpu{own.memory}, RealModeCpu{own.memory}};
    Console console;
    Requests requests;
    PortBus ports;
    DebugConsole debug_console{console};
    TwoProcessorBoard board{requests};
    std::array<Machine, processors> machines{Machine{cpus[0], own.memory, ports, console, requests, board},
                                             Machine{cpus[1], own.memory, ports, console, requests, board}};
    StringSink sink;
    std::array<Trace, processors> traces{Trace{sink, *TraceFilter::parse("all,-steps,repeats")},
                                         Trace{sink, *TraceFilter::parse("all,-steps,repeats")}};
    unsigned halted_turns = 0;
};

TEST(TwoProcessors, TakeTurnsEachWithItsOwnState) {
    Two two;
    const Ending ending = two.run();
    EXPECT_EQ(ending.stop.status, Status::ok);
    const auto has = [&](const char* line) {
        EXPECT_NE(two.sink.text.find(line), std::string::npos) << line << '\n' << two.sink.text;
    };
    // One port, a byte of each: the ringer wrote its own, and the answerer's is what it was.
    has("kind=io direction=in port=0x50 size=1 value=0x58 device=doorbell");
    has("kind=io direction=in port=0x50 size=1 value=0x61 device=doorbell rip=0x8100");
    has("irq line=0 vector=0x20");
    has("irq line=1 vector=0x21 rip=0x800d");
    EXPECT_GT(two.halted_turns, 2U);
    const std::uint64_t answers = two.cpus[1].gpr[Gpr::rbx];
    EXPECT_GT(answers, 2U);
    EXPECT_EQ(two.cpus[0].gpr[Gpr::rsi], answers) << "each answer has interrupted the ringer";
    EXPECT_EQ(two.cpus[1].gpr[Gpr::rsi], 0U);
    // The time is one; the answerer's counter is what it has set it to.
    two.board.time.enter(two.cpus[0]);
    two.board.time.enter(two.cpus[1]);
    EXPECT_EQ(two.cpus[0].registers[Register::tsc], two.board.clock.now);
    EXPECT_LT(two.cpus[1].registers[Register::tsc], two.board.clock.now - turn + 500);
}

TEST(TwoProcessors, RepeatToTheByte) {
    Two two, again;
    (void)two.run();
    (void)again.run();
    EXPECT_EQ(again.sink.text, two.sink.text);
    EXPECT_GT(std::ranges::count(two.sink.text, '\n'), 100);
}

}  // namespace
}  // namespace vitrine::guest
