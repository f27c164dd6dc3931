#include "guest/machine/inputs.hpp"

#include "guest/machine/machine.hpp"

namespace vitrine::guest {

Inputs::Inputs(Machine& machine, KeySource& keys)
    : machine_(machine), keys_(keys), glance_(machine.board.watch, Callback::of<&Inputs::look>(*this)) {
    machine.board.live_keys = true;
    arm();
}

void Inputs::arm() {
    constexpr Ticks glances = 50;
    glance_.arm(machine_.board.clock.now + machine_.board.clock.hertz() / glances);
}

void Inputs::look() {
    // No more at once than somebody can type: a line that is broken gives bytes without end.
    constexpr unsigned most = 64;
    for (unsigned number = 0; number < most; ++number) {
        const auto byte = keys_.receive();
        if (!byte) break;
        const bool command = *byte == show_screen || *byte == end_guest;
        const Arrival input{.kind = command ? Arrival::Kind::command : Arrival::Kind::key,
                            .value = *byte,
                            .exits = machine_.exits,
                            .tick = machine_.board.clock.now,
                            .rip = machine_.cpu.read(Register::rip)};
        if (!command) machine_.board.typed(*byte);
        GuestEvent event = machine_.event(event_kind::input);
        event.input = &input;
        machine_.observers.tell(event);
    }
    arm();
}

}  // namespace vitrine::guest
