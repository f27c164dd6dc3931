#include "guest/boards/platform.hpp"

#include <deque>
#include <gtest/gtest.h>

#include "fake_cpu.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::uint64_t mib = 1 << 20;
constexpr std::size_t start = 0x7C00;

class TypedKeys final : public KeySource {
public:
    std::optional<std::uint8_t> receive() override {
        if (bytes.empty()) return std::nullopt;
        const std::uint8_t byte = bytes.front();
        bytes.pop_front();
        return byte;
    }
    std::deque<std::uint8_t> bytes;
};

/// A platform with a processor at a program's start.
struct Machine {
    explicit Machine(const PlatformSettings& settings = {}) : platform(settings, console, requests) {
        EXPECT_TRUE(platform.devices().attach(ports));
        cpu.registers[Register::rflags] |= rflags::interrupt;
    }

    void out(std::uint16_t port, unsigned value) { ports.write(boot_vcpu, port, 1, value); }
    void mask_all() {
        out(0x21, 0xFF);
        out(0xA1, 0xFF);
    }
    /// Channel 0 counts no more.
    void stop_timer() { out(0x43, 0x30); }
    void left_at(std::uint64_t tsc) {
        cpu.registers[Register::tsc] = tsc;
        platform.left(cpu);
    }
    Action halt() {
        exit::Hlt hlt;
        return platform.halt(cpu, hlt);
    }
    Ticks now() { return platform.devices().clock.now; }
    void interrupts_off() { cpu.registers[Register::rflags] &= ~std::uint64_t{rflags::interrupt}; }
    void code(std::initializer_list<unsigned> bytes) {
        std::size_t address = start;
        for (const unsigned byte : bytes) own.bytes[address++] = static_cast<std::uint8_t>(byte);
    }

    FakeCpu cpu;
    OwnMemory own{2 * mib};
    Console console;
    Requests requests;
    PortBus ports;
    Platform platform;
};

bool ends(const Action& action, Status status) {
    return action.is<action::Stop>() && action.stop().status == status;
}

Exit reads(std::uint16_t port, std::uint32_t value) {
    exit::Io io;
    io.in = true;
    io.port = port;
    io.count = 1;
    io.values[0] = value;
    return {.rip = start, .length = 2, .cause = io};
}

TEST(Platform, TheGuestsTscIsItsTime) {
    Machine machine;
    machine.left_at(1234);
    EXPECT_EQ(machine.now(), 1234U);
    machine.left_at(1000);
    EXPECT_EQ(machine.now(), 1234U);  // never backwards
    EXPECT_FALSE(machine.platform.prepare(machine.cpu));
    EXPECT_EQ(machine.cpu.registers[Register::tsc], 1234U);
}

TEST(Platform, RealTimeIsScaledAndLeavesTheTscAlone) {
    for (const std::uint64_t hertz : {1'000'000'000ULL, 3'000'000'000ULL, 6'000'000'000ULL}) {
        Machine machine({.pace = Pace::real, .tsc_hertz = hertz});
        EXPECT_NEAR(static_cast<double>(machine.platform.ticks_to_next_event()),
                    static_cast<double>(hertz) * 0.0549254, static_cast<double>(hertz) / 1000);
        machine.left_at(10 * hertz);
        EXPECT_NEAR(static_cast<double>(machine.now()), 10.0 * ticks_per_second, 100);
        EXPECT_FALSE(machine.platform.prepare(machine.cpu));
        EXPECT_EQ(machine.cpu.registers[Register::tsc], 10 * hertz);
    }
}

TEST(Platform, AnEntryLastsUntilADeviceIsDue) {
    Machine machine;
    const Ticks tick = machine.platform.devices().timers.next();
    machine.left_at(tick - 10);
    EXPECT_EQ(machine.platform.ticks_to_next_event(), 10U);
    EXPECT_FALSE(machine.platform.interrupts());
    machine.left_at(tick);
    EXPECT_TRUE(machine.platform.interrupts());
    const exit::Interrupt interrupt = machine.platform.acknowledge();
    EXPECT_EQ(interrupt.line, 0);
    EXPECT_EQ(interrupt.vector, 0x08);
    EXPECT_GT(machine.platform.ticks_to_next_event(), 1000U);
}

TEST(Platform, TheBudgetEndsTheGuest) {
    Machine machine({.budget = 1000});
    EXPECT_EQ(machine.platform.ticks_to_next_event(), 1000U);
    machine.left_at(999);
    EXPECT_FALSE(machine.platform.prepare(machine.cpu));
    machine.left_at(2000);
    EXPECT_EQ(machine.platform.ticks_to_next_event(), 1U);
    const auto stop = machine.platform.prepare(machine.cpu);
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::budget);
}

TEST(Platform, A20IsTheMemorysOwnAtOnce) {
    Machine machine;
    machine.platform.devices().a20.guard(machine.own.memory);
    machine.own.bytes[0x500] = 0x11;
    machine.own.bytes[mib + 0x500] = 0x22;
    machine.out(0x92, 0x00);
    EXPECT_EQ(machine.own.memory.read<std::uint8_t>(mib + 0x500), 0x11);
    machine.out(0x92, 0x02);
    EXPECT_EQ(machine.own.memory.read<std::uint8_t>(mib + 0x500), 0x22);
}

/// Memory that has no room for the tables of another gate.
class FullMemory final : public Memory {
public:
    bool gate_a20(bool /*open*/) override { return false; }

private:
    std::optional<std::span<std::uint8_t>> at_beyond(std::uint64_t, std::uint64_t) const override {
        return std::nullopt;
    }
    bool read_beyond(std::uint64_t, std::span<std::uint8_t>) const override { return false; }
    bool write_beyond(std::uint64_t, std::span<const std::uint8_t>) const override { return false; }
};

TEST(Platform, AGateThatCannotMoveIsTheEnd) {
    Machine machine;
    FullMemory full;
    machine.platform.devices().a20.guard(full);
    EXPECT_FALSE(machine.platform.prepare(machine.cpu));
    machine.out(0x92, 0x00);
    EXPECT_TRUE(machine.platform.devices().a20.open());
    const auto stop = machine.platform.prepare(machine.cpu);
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::panic);
}

TEST(Platform, ALoopInPlaceWithInterruptsOffIsTheEnd) {
    Machine machine;
    machine.code({0x90, 0xEB, 0xFD});
    EXPECT_FALSE(machine.platform.went_on(machine.cpu, machine.own.memory));
    machine.interrupts_off();
    EXPECT_FALSE(machine.platform.went_on(machine.cpu, machine.own.memory));
    machine.code({0xEB, 0xFE});
    ASSERT_TRUE(machine.platform.went_on(machine.cpu, machine.own.memory));
    machine.code({0xE9, 0xFD, 0xFF});
    const auto stop = machine.platform.went_on(machine.cpu, machine.own.memory);
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
    machine.cpu.registers[Register::rip] = 0xFFFF'0000;  // nothing can be read there
    EXPECT_FALSE(machine.platform.went_on(machine.cpu, machine.own.memory));
}

TEST(Platform, ALoopInPlaceIsWaitingWhileInterruptsAreOn) {
    Machine machine({.patience = ticks_per_second});
    machine.code({0xEB, 0xFE});
    for (unsigned tenth = 1; tenth < 10; ++tenth) {
        machine.left_at(tenth * ticks_per_second / 10);
        EXPECT_FALSE(machine.platform.went_on(machine.cpu, machine.own.memory));
        EXPECT_FALSE(machine.platform.prepare(machine.cpu));
    }
    machine.left_at(2 * ticks_per_second);
    EXPECT_FALSE(machine.platform.went_on(machine.cpu, machine.own.memory));
    const auto stop = machine.platform.prepare(machine.cpu);
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
}

TEST(Platform, AHaltLeapsToTheNextInterrupt) {
    Machine machine;
    const Ticks tick = machine.platform.devices().timers.next();
    exit::Hlt hlt;
    EXPECT_TRUE(machine.platform.halt(machine.cpu, hlt).is<action::Advance>());
    EXPECT_TRUE(hlt.interrupts_on);
    EXPECT_EQ(machine.now(), tick);
    EXPECT_TRUE(machine.platform.interrupts());
}

TEST(Platform, AHaltThatNothingEndsIsTheEnd) {
    Machine machine({.budget = 1'000'000'000});
    machine.stop_timer();
    EXPECT_TRUE(ends(machine.halt(), Status::ok));
    Machine deaf;
    deaf.interrupts_off();
    EXPECT_TRUE(ends(deaf.halt(), Status::ok));
}

TEST(Platform, AHaltInVainEndsByPatienceOrBudget) {
    Machine machine;
    machine.mask_all();
    EXPECT_TRUE(ends(machine.halt(), Status::ok));
    EXPECT_GE(machine.now(), 5 * ticks_per_second);
    Machine hurried({.budget = ticks_per_second});
    hurried.mask_all();
    EXPECT_TRUE(ends(hurried.halt(), Status::budget));
    EXPECT_EQ(hurried.now(), ticks_per_second);
    Machine patient({.patience = never});
    patient.mask_all();
    EXPECT_TRUE(patient.halt().is<action::Resume>());  // the run loop has its turn
}

TEST(Platform, AScriptThatIsNotTypedYetKeepsAWaitingGuestAlive) {
    Machine machine;
    machine.out(0x21, 0xFD);
    ASSERT_FALSE(machine.platform.devices().typist.script("{wait 10s}a"));
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_GE(machine.now(), 10 * ticks_per_second);
    EXPECT_EQ(machine.platform.acknowledge().vector, 0x09);
}

TEST(Platform, AHaltInRealTimeTakesTheHostsTime) {
    Machine machine({.pace = Pace::real, .tsc_hertz = 3'000'000'000});
    EXPECT_TRUE(machine.halt().is<action::Resume>());
    EXPECT_EQ(machine.now(), 0U);  // the host's clock stands still here
    machine.cpu.registers[Register::tsc] = 3'000'000'000;
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_NEAR(static_cast<double>(machine.now()), 1.0 * ticks_per_second, 10);
}

TEST(Platform, SomebodysKeysAreLookedForWhileTheGuestHalts) {
    TypedKeys keys;
    Machine machine({.keys = &keys});
    machine.stop_timer();
    EXPECT_LE(machine.platform.ticks_to_next_event(), ticks_per_second / 50);
    EXPECT_TRUE(machine.halt().is<action::Resume>());  // nobody types, nothing else is due
    EXPECT_LT(machine.now(), never / 2);
    keys.bytes = {'a'};
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_EQ(machine.platform.acknowledge().vector, 0x09);
}

TEST(Platform, ALineThatNeverStopsSendingHoldsNothingUp) {
    struct Broken final : KeySource {
        std::optional<std::uint8_t> receive() override { return 0xFF; }
    } keys;
    Machine machine({.keys = &keys});
    machine.left_at(1000);
    EXPECT_EQ(machine.now(), 1000U);
}

TEST(Platform, ControlBracketAsksForTheScreen) {
    TypedKeys keys;
    Machine machine({.keys = &keys});
    machine.mask_all();
    keys.bytes = {0x1D, 'a'};
    EXPECT_TRUE(machine.halt().is<action::Resume>());
    EXPECT_TRUE(machine.requests.take_screen());
    EXPECT_FALSE(machine.requests.take_screen());
}

TEST(Platform, ControlBackslashEndsTheGuest) {
    TypedKeys keys;
    Machine machine({.keys = &keys});
    keys.bytes = {0x1C};
    machine.left_at(1000);
    const auto stop = machine.platform.prepare(machine.cpu);
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
    EXPECT_EQ(stop->cause, "ended at the terminal");
}

TEST(Platform, AGuestThatWritesItsTscMovesNothingElse) {
    Machine machine;
    machine.left_at(1000);
    exit::Msr write{.write = true, .index = 0x10, .value = 5};
    machine.cpu.registers[Register::tsc] = 5;
    machine.platform.observe(machine.cpu, {.cause = write});
    ASSERT_FALSE(machine.platform.prepare(machine.cpu));
    EXPECT_EQ(machine.cpu.registers[Register::tsc], 5U);
    machine.left_at(105);  // by its own TSC
    EXPECT_EQ(machine.now(), 1100U);
}

TEST(Platform, AskingForAKeyOverAndOverMakesTimePass) {
    Machine machine;
    for (unsigned asked = 0; asked <= 101; ++asked) machine.platform.observe(machine.cpu, reads(0x64, 0x14));
    const Ticks before = machine.now();
    EXPECT_GT(before, 0U);
    machine.platform.observe(machine.cpu, reads(0x64, 0x14));
    EXPECT_GT(machine.now(), before);
    machine.platform.observe(machine.cpu, reads(0x1F0, 0));  // work
    const Ticks after = machine.now();
    machine.platform.observe(machine.cpu, reads(0x64, 0x14));
    EXPECT_EQ(machine.now(), after);
}

TEST(Platform, AskingInVainEndsTheGuestAndWorkKeepsItAlive) {
    for (const bool works : {false, true}) {
        Machine machine({.patience = ticks_per_second});
        bool over = false;
        for (unsigned asked = 0; asked < 1000 && !over; ++asked) {
            machine.platform.observe(machine.cpu, reads(0x64, 0x14));
            if (works && asked % 200 == 0) machine.platform.observe(machine.cpu, reads(0x1F0, 0));
            over = machine.platform.prepare(machine.cpu).has_value();
        }
        EXPECT_EQ(over, !works);
    }
}

}  // namespace
}  // namespace vitrine::guest::pc
