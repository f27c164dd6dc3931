#include "pc_guest.hpp"

namespace vitrine::guest {
namespace {

TEST(Idle, ALoopInPlaceWithInterruptsOffIsTheEnd) {
    Guest machine;
    machine.code({0x90, 0xEB, 0xFD});
    EXPECT_FALSE(machine.look());
    machine.interrupts_off();
    EXPECT_FALSE(machine.look());
    machine.code({0xEB, 0xFE});
    ASSERT_TRUE(machine.look());
    machine.code({0xE9, 0xFD, 0xFF});
    const auto stop = machine.look();
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
    machine.cpu.registers[Register::rip] = 0xFFFF'0000;  // nothing can be read there
    EXPECT_FALSE(machine.look());
}

TEST(Idle, ALoopInPlaceIsWaitingWhileInterruptsAreOn) {
    Guest machine({.patience = second});
    machine.code({0xEB, 0xFE});
    for (unsigned tenth = 1; tenth < 10; ++tenth) {
        machine.left_at(tenth * second / 10);
        EXPECT_FALSE(machine.look());
        EXPECT_FALSE(machine.prepare());
    }
    machine.left_at(2 * second);
    EXPECT_FALSE(machine.look());
    const auto stop = machine.prepare();
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
}

// It may count in memory, which nobody sees.
TEST(Idle, ALoopElsewhereIsWorkHoweverOftenItIsSeenThere) {
    Guest machine({.patience = second});
    machine.code({0xFF, 0x06, 0x00, 0x90, 0xEB, 0xFA});  // inc word [0x9000]; jmp
    for (unsigned seconds = 1; seconds < 20; ++seconds) {
        machine.left_at(seconds * second);
        EXPECT_FALSE(machine.look());
        EXPECT_FALSE(machine.prepare());
    }
}

TEST(Idle, KeysThatCannotBeDeliveredAreNotToCome) {
    Guest machine({.patience = second});
    ASSERT_FALSE(machine.board.devices().typist.script("x"));
    machine.board.devices().pic.pulse(0);
    (void)machine.board.acknowledge(machine.cpu.id);
    machine.board.devices().pic.pulse(1);
    Action ending = action::Resume{};
    for (unsigned halts = 0; halts < 10 && ending.is<action::Resume>(); ++halts) ending = machine.halt();
    EXPECT_TRUE(ends(ending, Status::stuck));
}

TEST(Idle, AHaltInVainEndsByPatience) {
    Guest machine;
    machine.mask_all();
    const Action ending = machine.halt();
    ASSERT_TRUE(ends(ending, Status::ok));
    EXPECT_EQ(ending.stop().cause, "the guest did nothing but wait, and nothing is to come (idle=)");
    EXPECT_GE(machine.now(), 5 * second);
    Guest patient({.patience = never});
    patient.mask_all();
    EXPECT_TRUE(patient.halt().is<action::Resume>());  // the run loop has its turn
    EXPECT_FALSE(patient.requests.over());
}

TEST(Idle, AskingForAKeyOverAndOverMakesTimePass) {
    Guest machine;
    for (unsigned asked = 0; asked <= 101; ++asked) (void)machine.left_by(reads(0x64, 0x14));
    const Ticks before = machine.now();
    EXPECT_GT(before, 0U);
    (void)machine.left_by(reads(0x64, 0x14));
    EXPECT_GT(machine.now(), before);
    (void)machine.left_by(reads(0x1F0, 0));  // work
    const Ticks after = machine.now();
    (void)machine.left_by(reads(0x64, 0x14));
    EXPECT_EQ(machine.now(), after);
}

TEST(Idle, AskingInVainEndsTheGuestAndWorkKeepsItAlive) {
    for (const bool works : {false, true}) {
        Guest machine({.patience = second});
        bool over = false;
        for (unsigned asked = 0; asked < 1000 && !over; ++asked) {
            (void)machine.left_by(reads(0x64, 0x14));
            if (works && asked % 200 == 0) (void)machine.left_by(reads(0x1F0, 0));
            over = machine.prepare().has_value();
        }
        EXPECT_EQ(over, !works);
    }
}

}  // namespace
}  // namespace vitrine::guest
