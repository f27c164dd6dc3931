// A whole PC with its guest is saved in the middle of whatever it does, loaded into another, and both go on
// alike to the same end.

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "guest/devices/debug_console.hpp"
#include "guest/devices/uart.hpp"
#include "guest/events/trace.hpp"
#include "guest/machine/run_loop.hpp"
#include "guest/machine/snapshot.hpp"
#include "guest/policies/policies.hpp"
#include "pc_guest.hpp"
#include "real_mode_cpu.hpp"
#include "saved_bytes.hpp"

namespace vitrine::guest {
namespace {

/// Pauses its machine every so many ticks of its time, and at each interrupt before it is delivered.
class Turn final : public Observer {
public:
    Turn(Board& board, Requests& requests, Ticks ticks)
        : Observer(kinds(event_kind::irq)),
          board_(board),
          requests_(requests),
          ticks_(ticks),
          timer_(board.watch, Callback::of<&Turn::over>(*this)) {
        timer_.arm(ticks);
    }
    static std::string_view name() { return "turn"; }
    void state(State& state) { state(timer_); }
    void see(const GuestEvent& /*event*/) override { requests_.pause(); }

private:
    void over() {
        requests_.pause();
        timer_.arm(board_.clock.now + ticks_);
    }

    Board& board_;
    Requests& requests_;
    Ticks ticks_;
    Timer timer_;
};

/// For each key that is typed: waits 50 ms by INT 15h AH=86h, halts until the next interrupt, asks INT 16h
/// for the key and writes it to the debug console and as a character of the screen. Then it ends.
constexpr std::array<std::uint8_t, 38> program{
    0xFB,                    // sti
    0xB4, 0x86,              // next: mov ah, 86h
    0xB9, 0x00, 0x00,        // mov cx, 0
    0xBA, 0x50, 0xC3,        // mov dx, 50,000
    0xCD, 0x15,              // int 15h
    0xF4,                    // hlt
    0xB4, 0x00,              // mov ah, 0
    0xCD, 0x16,              // int 16h
    0xE6, 0xE9,              // out 0e9h, al
    0xB4, 0x0E,              // mov ah, 0eh
    0xCD, 0x10,              // int 10h
    0xB4, 0x03,              // mov ah, 3
    0xCD, 0x16,              // int 16h: nothing to wait for
    0xFA, 0xE4, 0x61, 0xFB,  // cli, in al, 61h, sti
    0x4D,                    // dec bp
    0x75, 0xE0,              // jnz next
    0xFA,                    // cli
    0xE6, 0xE9,              // out 0e9h, al
    0xF4,                    // hlt
    0xF4,
};
constexpr std::string_view script = "ab{wait 300ms}c{up}d\n";
constexpr unsigned keys_typed = 6;

struct Whole {
    explicit Whole(Ticks ticks, unsigned keys = keys_typed, Ticks patience = 5 * second) {
        EXPECT_TRUE(board.devices().attach(ports));
        EXPECT_TRUE(ports.attach(Uart::ports, uart));
        EXPECT_TRUE(ports.attach(DebugConsole::ports, debug_console));
        EXPECT_FALSE(board.devices().typist.script(script));
        EXPECT_TRUE(board.devices().disks.add(*pc::Disk::open(image, dirty, pc::DriveKind::hard_disk)));
        board.devices().a20.guard(own.memory, requests);
        board.bios().install(own.memory);
        std::ranges::copy(program, own.bytes.begin() + start);
        cpu.gpr[Gpr::rbp] = keys;
        machine.observers.add(trace);
        policies.emplace(machine, Limits{.budget = 60 * second, .exits = 100'000, .patience = patience});
        if (ticks != never) machine.observers.add(turn.emplace(board, requests, ticks));
    }

    Ending run() { return guest::run(cpu, machine); }

    std::vector<std::uint8_t> save() {
        return saved_bytes([this](StateWriter& writer) { save_to(writer); });
    }
    void save_to(StateWriter& writer) {
        ProcessorPart processor(cpu, machine, room);
        MemoryPart memory(own.memory);
        guest::save(writer, processor);
        guest::save(writer, memory);
        board.save_all(writer);
        guest::save(writer, console);
        guest::save(writer, uart);
        guest::save(writer, *policies);
        guest::save(writer, *turn);
    }
    bool load(std::span<const std::uint8_t> bytes) {
        StateReader reader(bytes);
        ProcessorPart processor(cpu, machine, room);
        MemoryPart memory(own.memory);
        return guest::load(reader, processor) && guest::load(reader, memory) && board.load_all(reader) &&
               guest::load(reader, console) && guest::load(reader, uart) && guest::load(reader, *policies) &&
               guest::load(reader, *turn) && reader.finished();
    }

    OwnMemory own{1U << 20};
    RealModeCpu cpu{own.memory};
    std::vector<std::uint8_t> image = std::vector<std::uint8_t>(4 * pc::sector_size),
                              dirty = std::vector<std::uint8_t>(8);
    alignas(64) std::array<std::uint8_t, 576> room{};
    Console console;
    Requests requests;
    PortBus ports;
    Uart uart{console};
    DebugConsole debug_console{console};
    PcBoard board{{}, console, requests};
    Machine machine{cpu, own.memory, ports, console, requests, board};
    StringSink sink;
    Trace trace{sink,
                *TraceFilter::parse("all,-steps,-summary,-screen,repeats", TraceFilter::for_platform())};
    std::optional<Policies> policies;
    std::optional<Turn> turn;
};

/// How a guest that isn't paused any more ended.
Ending run_to_the_end(Whole& whole) {
    for (unsigned turns = 0; turns < 100'000; ++turns) {
        const Ending ending = whole.run();
        if (!ending.paused) return ending;
    }
    ADD_FAILURE() << "it goes on and on";
    return {};
}

void expect_same(const Ending& ending, const Ending& other) {
    EXPECT_EQ(ending.stop.status, other.stop.status);
    EXPECT_EQ(ending.stop.code, other.stop.code);
    EXPECT_EQ(ending.stop.cause, other.stop.cause);
    EXPECT_EQ(ending.exits, other.exits);
}

TEST(MachineSave, TheGuestDoesItsWork) {
    Whole whole(never);
    const Ending ending = whole.run();
    EXPECT_EQ(ending.stop.status, Status::ok);
    EXPECT_EQ(ending.stop.cause, "halted, and nothing can wake it");
    for (const char* line : {"function=wait", "irq line=0", "irq line=1", "kind=hlt interrupts=on",
                             "function=read", "read-key scan=0x48"})
        EXPECT_NE(whole.sink.text.find(line), std::string::npos) << line << '\n' << whole.sink.text;
}

TEST(MachineSave, APauseChangesNothing) {
    Whole once(never);
    const Ending ending = once.run();
    for (const Ticks ticks : {977U, 20'011U, 1'000'003U}) {
        Whole paused(ticks);
        expect_same(run_to_the_end(paused), ending);
        EXPECT_EQ(paused.sink.text, once.sink.text);
    }
}

/// Whatever the machine is in the middle of when it is paused: each time it is saved, loaded into another
/// that was in the middle of something else, and both end alike.
void go_on_from_each_pause(unsigned keys, Ticks patience) {
    unsigned in_call = 0, in_halt = 0, in_delivery = 0, loads = 0;
    Whole whole(49'999, keys, patience);
    struct Saved {
        std::vector<std::uint8_t> bytes;
        std::size_t logged;
    };
    std::vector<Saved> saved;
    Ending ending;
    std::uint64_t turns = 0;
    while ((ending = whole.run()).paused) {
        const bool delivery = whole.machine.delivery.valid, halted = whole.machine.halted != 0;
        const bool call = whole.cpu.segment_of(SegmentName::cs).selector == 0xF000;
        // Loading takes long: some of each kind, and of all others one in fifty.
        const bool wanted = (delivery && in_delivery < 8) || (halted && !call && in_halt < 8) ||
                            (call && in_call < 8) || turns % 50 == 0;
        ++turns;
        in_delivery += delivery ? 1 : 0;
        in_halt += halted && !call ? 1 : 0;
        in_call += call ? 1 : 0;
        if (wanted) saved.push_back({whole.save(), whole.sink.text.size()});
    }
    EXPECT_GT(in_call, 0U);
    EXPECT_GT(in_halt, 0U);
    EXPECT_GT(in_delivery, 0U);
    const auto last = whole.save();
    for (const Saved& at : saved) {
        Whole other(49'999, 2, patience);
        for (unsigned turns_before = loads % 7; turns_before > 0; --turns_before) (void)other.run();
        other.sink.text.clear();
        ASSERT_TRUE(other.load(at.bytes));
        EXPECT_EQ(other.save(), at.bytes);
        expect_same(run_to_the_end(other), ending);
        EXPECT_EQ(other.sink.text, whole.sink.text.substr(at.logged)) << "from pause " << loads;
        EXPECT_EQ(other.save(), last) << "from pause " << loads;
        ++loads;
    }
}

TEST(MachineSave, BothGoOnAlikeFromTheMiddleOfACallAHaltAndADelivery) {
    go_on_from_each_pause(keys_typed, 5 * second);
}

TEST(MachineSave, TheirPoliciesEndThemAlike) {
    // It waits for a key that never comes.
    go_on_from_each_pause(keys_typed + 1, second / 3);
}

TEST(MachineSave, WhatIsCutOffIsRefused) {
    Whole whole(49'999);
    ASSERT_TRUE(whole.run().paused);
    auto bytes = whole.save();
    for (std::size_t size = 0; size < bytes.size(); size += size < 1500 ? 13 : 40'009) {
        Whole other(49'999);
        EXPECT_FALSE(other.load(std::span(bytes).first(size))) << size;
    }
}

}  // namespace
}  // namespace vitrine::guest
