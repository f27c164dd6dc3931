#include "guest/machine/dispatch.hpp"
#include "pc_guest.hpp"

namespace vitrine::guest {
namespace {

TEST(Budget, EndsTheGuest) {
    Guest machine({.budget = 1000});
    EXPECT_EQ(machine.board.enter(machine.cpu), 1000U);
    machine.left_at(999);
    EXPECT_FALSE(machine.prepare());
    machine.left_at(2000);
    const auto stop = machine.prepare();
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::budget);
}

TEST(Budget, OfNothingEndsTheGuestBeforeItsFirstEntry) {
    Guest machine({.budget = 0});
    EXPECT_EQ(machine.prepare()->status, Status::budget);
}

TEST(Budget, EndsAHaltInVain) {
    Guest machine({.budget = second});
    machine.mask_all();
    EXPECT_TRUE(ends(machine.halt(), Status::budget));
    EXPECT_EQ(machine.now(), second);
}

TEST(Budget, GivesWayToALoopInPlaceThatNothingEnds) {
    Guest machine({.budget = 1000, .patience = never});
    machine.code({0xEB, 0xFE});
    machine.interrupts_off();
    (void)machine.prepare();
    machine.left_at(1000);
    EXPECT_EQ(machine.look()->status, Status::ok);
}

TEST(Budget, ComesBeforeAnyOtherEndingOfTheSameExit) {
    for (const Ticks patience : {second, second * 2}) {
        Guest halts({.budget = second, .patience = patience});
        halts.mask_all();
        EXPECT_TRUE(ends(halts.halt(), Status::budget)) << patience;
    }
    TypedKeys keys;
    Guest ended({.budget = second / 50, .patience = never, .keys = &keys});
    keys.bytes = {Inputs::end_guest};
    (void)ended.prepare();
    ended.left_at(second / 50);
    EXPECT_EQ(ended.prepare()->status, Status::budget);
    Guest ends_well({.budget = second, .patience = never, .keys = &keys});
    keys.bytes = {Inputs::end_guest};
    (void)ends_well.prepare();
    ends_well.left_at(second / 50);
    EXPECT_EQ(ends_well.prepare()->status, Status::ok);
}

TEST(Budget, ThatIsUsedUpIsNotLeaptOver) {
    Guest machine({.budget = second, .patience = never});
    for (unsigned asked = 0; asked <= 101; ++asked) (void)machine.left_by(reads(0x64, 0x14));
    const Ticks before = machine.now();
    ASSERT_GT(before, 0U) << "it leaps";
    machine.left_at(second);
    (void)machine.left_by(reads(0x64, 0x14));
    (void)machine.left_by(reads(0x64, 0x14));
    EXPECT_EQ(machine.now(), second);
    EXPECT_EQ(machine.prepare()->status, Status::budget);
}

// The vendor's own clock may end a guest as well.
TEST(Budget, IsNamedInTheBoardsWords) {
    Guest machine;
    Exit exit{.cause = exit::BudgetTimer{}};
    const Action action = handlers[exit.cause.index()](machine.machine, exit);
    ASSERT_TRUE(ends(action, Status::budget));
    EXPECT_EQ(action.stop().cause, "the guest used up its time (budget=)");
}

}  // namespace
}  // namespace vitrine::guest
