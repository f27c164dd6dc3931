#pragma once
// A guest that does nothing but wait, with nothing to come, is over: idle=. It waits when it halts, asks a
// device over and over, or jumps to itself: what else it does may be work, however often it comes by the same
// place. The time of its questions leaps, so that its end comes soon.

#include <array>
#include <cstdint>

#include "guest/machine/board.hpp"
#include "guest/machine/event.hpp"
#include "guest/machine/requests.hpp"
#include "guest/machine/state.hpp"

namespace vitrine::guest {

class Idle final : public Observer {
public:
    /// A guest that only waited for `patience` ticks of its time is over; never: only one that loops in place
    /// with interrupts off. `board`, which keeps its time, and `requests` are its machine's.
    Idle(Board& board, Requests& requests, Ticks patience);

    void see(const GuestEvent& event) override;

    void state(State& state) { state(idle_, last_poll_, last_look_, asked_, places_, next_place_); }

private:
    void asked(const GuestEvent& event);
    void looked_at(const GuestEvent& event);
    void waited(Ticks ticks);
    [[nodiscard]] bool goes_round(const VirtualCpu& cpu, std::uint64_t rip);

    Board& board_;
    Requests& requests_;
    Ticks patience_;
    Ticks short_while_, round_;
    Ticks idle_ = 0;                         ///< time since the guest last did anything but wait
    Ticks last_poll_ = 0;                    ///< when it last looked whether something came
    Ticks last_look_ = 0;                    ///< when it was last looked at
    unsigned asked_ = 0;                     ///< how often it asked the same since it last did something else
    std::array<std::uint64_t, 8> places_{};  ///< hashes of the registers where it last asked; a ring
    std::size_t next_place_ = 0;
};

}  // namespace vitrine::guest
