#include "guest/machine/dispatch.hpp"
#include "pc_guest.hpp"

namespace vitrine::guest {
namespace {

TEST(PcBoard, TheGuestsTscIsItsTime) {
    Guest machine;
    machine.left_at(1234);
    EXPECT_EQ(machine.now(), 1234U);
    machine.left_at(1000);
    EXPECT_EQ(machine.now(), 1234U);  // never backwards
    EXPECT_FALSE(machine.prepare());
    EXPECT_EQ(machine.cpu.registers[Register::tsc], 1234U);
}

TEST(PcBoard, RealTimeIsScaledAndLeavesTheTscAlone) {
    for (const std::uint64_t hertz : {1'000'000'000ULL, 3'000'000'000ULL, 6'000'000'000ULL}) {
        Guest machine({.patience = never}, {.pace = Pace::real, .tsc_hertz = hertz});
        EXPECT_NEAR(static_cast<double>(machine.board.enter(machine.cpu)),
                    static_cast<double>(hertz) * 0.0549254, static_cast<double>(hertz) / 1000);
        machine.left_at(10 * hertz);
        EXPECT_NEAR(static_cast<double>(machine.now()), 10.0 * second, 100);
        EXPECT_FALSE(machine.prepare());
        EXPECT_EQ(machine.cpu.registers[Register::tsc], 10 * hertz);
    }
}

TEST(PcBoard, AnEntryLastsUntilADeviceIsDue) {
    Guest machine;
    const Ticks tick = machine.board.devices().timers.next();
    machine.left_at(tick - 10);
    EXPECT_EQ(machine.board.enter(machine.cpu), 10U);
    EXPECT_EQ(machine.board.pending[boot_vcpu].word, 0U);
    machine.left_at(tick);
    EXPECT_TRUE(machine.board.pending[boot_vcpu].word != 0);
    const DeviceInterrupt interrupt = machine.board.acknowledge(boot_vcpu);
    EXPECT_EQ(interrupt.line, 0);
    EXPECT_EQ(interrupt.vector, 0x08);
    EXPECT_GT(machine.board.enter(machine.cpu), 1000U);
}

TEST(PcBoard, A20IsTheMemorysOwnAtOnce) {
    Guest machine;
    machine.board.devices().a20.guard(machine.own.memory, machine.requests);
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

TEST(PcBoard, AGateThatCannotMoveIsTheEnd) {
    Guest machine;
    FullMemory full;
    machine.board.devices().a20.guard(full, machine.requests);
    EXPECT_FALSE(machine.prepare());
    machine.out(0x92, 0x00);
    EXPECT_TRUE(machine.board.devices().a20.open());
    const auto stop = machine.prepare();
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::panic);
}

TEST(PcBoard, AHaltLeapsToTheNextInterrupt) {
    Guest machine;
    const Ticks tick = machine.board.devices().timers.next();
    exit::Hlt hlt;
    EXPECT_TRUE(machine.board.halt(machine.machine, hlt).is<action::Advance>());
    EXPECT_TRUE(hlt.interrupts_on);
    EXPECT_EQ(machine.now(), tick);
    EXPECT_TRUE(machine.board.pending[boot_vcpu].word != 0);
}

TEST(PcBoard, AHaltThatNothingEndsIsTheEnd) {
    Guest machine({.budget = 1'000'000'000});
    machine.stop_timer();
    EXPECT_TRUE(ends(machine.halt(), Status::ok));
    Guest deaf;
    deaf.interrupts_off();
    EXPECT_TRUE(ends(deaf.halt(), Status::ok));
}

TEST(PcBoard, AScriptThatIsNotTypedYetKeepsAWaitingGuestAlive) {
    Guest machine;
    machine.out(0x21, 0xFD);
    ASSERT_FALSE(machine.board.devices().typist.script("{wait 10s}a"));
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_GE(machine.now(), 10 * second);
    EXPECT_EQ(machine.board.acknowledge(boot_vcpu).vector, 0x09);
}

TEST(PcBoard, AHaltInRealTimeTakesTheHostsTime) {
    Guest machine({.patience = never}, {.pace = Pace::real, .tsc_hertz = 3'000'000'000});
    EXPECT_TRUE(machine.halt().is<action::Resume>());
    EXPECT_EQ(machine.now(), 0U);  // the host's clock stands still here
    machine.cpu.registers[Register::tsc] = 3'000'000'000;
    EXPECT_TRUE(machine.halt().is<action::Advance>());
    EXPECT_NEAR(static_cast<double>(machine.now()), 1.0 * second, 10);
}

TEST(PcBoard, AGuestThatWritesItsTscMovesNothingElse) {
    Guest machine;
    machine.left_at(1000);
    Exit write{.cause = exit::Msr{.write = true}};
    machine.cpu.gpr[Gpr::rcx] = 0x10;
    machine.cpu.gpr[Gpr::rax] = 5;
    machine.cpu.gpr[Gpr::rdx] = 0;
    EXPECT_TRUE(handlers[write.cause.index()](machine.machine, write).is<action::Advance>());
    ASSERT_FALSE(machine.prepare());
    EXPECT_EQ(machine.cpu.registers[Register::tsc], 5U);
    machine.left_at(105);  // by its own TSC
    EXPECT_EQ(machine.now(), 1100U);
}

TEST(PcBoard, ItsTimeIsByItsOwnRate) {
    constexpr Ticks hertz = 1'000'000'000;
    Guest machine({.patience = 2 * hertz}, {.hertz = hertz});
    machine.mask_all();
    EXPECT_TRUE(ends(machine.halt(), Status::ok));
    EXPECT_NEAR(static_cast<double>(machine.now()), 2.0 * hertz, hertz / 18.0);
}

}  // namespace
}  // namespace vitrine::guest
