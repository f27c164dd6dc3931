#pragma once
// Events of a bare guest, one by one.

#include "fake_cpu.hpp"
#include "guest/boards/bare.hpp"
#include "guest/events/kinds.hpp"
#include "guest/machine/event.hpp"

namespace vitrine::guest {

struct Events {
    FakeCpu cpu;
    OwnMemory own{64U << 10};
    BareBoard board;

    /// Calls `use` with an event of what is told, at 7c00.
    template <class Use>
    auto with(const Told& told, Use use, std::uint64_t number = 0) {
        Exit exit{.rip = 0x7C00};
        Action action = action::Advance{};
        GuestEvent event{kind_of(told), number, cpu, own.memory, board};
        event.call = std::get_if<BiosCall>(&told);
        event.interrupt = std::get_if<DeviceInterrupt>(&told);
        if (const auto* cause = std::get_if<Cause>(&told)) exit.cause = *cause;
        if (event.interrupt == nullptr) {
            event.exit = &exit;
            event.action = &action;
        }
        return use(event);
    }
    void tell(Observer& observer, const Told& told, std::uint64_t number = 0) {
        with(told, [&](const GuestEvent& event) { observer.see(event); }, number);
    }
    void tell_text(Observer& observer, const ConsoleLine& line) {
        GuestEvent event{event_kind::text, 0, cpu, own.memory, board};
        event.line = &line;
        observer.see(event);
    }
};

}  // namespace vitrine::guest
