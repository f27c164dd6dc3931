#include "pc_guest.hpp"

namespace vitrine::guest {
namespace {

TEST(Terminal, ControlBracketAsksForTheScreen) {
    TypedKeys keys;
    Guest machine({.patience = 5 * second, .keys = &keys});
    machine.mask_all();
    keys.bytes = {0x1D, 'a'};
    EXPECT_TRUE(machine.halt().is<action::Resume>());
    EXPECT_TRUE(machine.requests.take_screen());
    EXPECT_FALSE(machine.requests.take_screen());
}

TEST(Terminal, ControlBackslashEndsTheGuest) {
    TypedKeys keys;
    Guest machine({.patience = 5 * second, .keys = &keys});
    keys.bytes = {0x1C};
    machine.left_at(second / 50);
    const auto stop = machine.prepare();
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->status, Status::ok);
    EXPECT_EQ(stop->cause, "ended at the terminal");
}

}  // namespace
}  // namespace vitrine::guest
