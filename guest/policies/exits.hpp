#pragma once
// A guest may make so many exits, and no more: exits=.

#include <cstdint>

#include "guest/machine/event.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

class Exits final : public Observer {
public:
    /// `most`, more than 0, of all kinds. What the last asks for is done, but its instruction isn't finished.
    Exits(Machine& machine, std::uint64_t most) : Observer(kinds(event_kind::due)) {
        machine.exits_due = most;
    }

    void see(const GuestEvent& event) override {
        if (event.action->is<action::Stop>()) return;  // the guest's own ending, or another's
        *event.action = end_as(Status::budget, "the guest used up its exits (exits=)");
    }
};

}  // namespace vitrine::guest
