#include "guest/policies/exits.hpp"

#include "pc_guest.hpp"

namespace vitrine::guest {
namespace {

Action seen_when(Machine& machine, Action action) {
    GuestEvent event = machine.event(event_kind::due);
    event.action = &action;
    machine.observers.tell(event);
    return action;
}

TEST(Exits, EndAGuestAtItsLast) {
    Guest guest({.exits = 3});
    EXPECT_EQ(guest.machine.exits_due, 3U);
    EXPECT_TRUE(ends(seen_when(guest.machine, action::Advance{}), Status::budget)) << "at the instruction";
    EXPECT_TRUE(ends(seen_when(guest.machine, action::Inject{}), Status::budget));
}

TEST(Exits, AnEndingOfTheGuestsOwnIsNoLimit) {
    Guest guest({.exits = 1});
    EXPECT_TRUE(ends(seen_when(guest.machine, action::Stop{.status = Status::crash}), Status::crash));
}

}  // namespace
}  // namespace vitrine::guest
