#pragma once
// A guest may take so much of its own time, and no more: budget= on a board that keeps its time.

#include "guest/machine/board.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

class Budget {
public:
    /// `ticks` are counted from the guest's first entry; `board`, which keeps its time, and
    /// `requests` are its machine's.
    Budget(Board& board, Requests& requests, Ticks ticks)
        : board_(board), requests_(requests), timer_(board.watch, Callback::of<&Budget::used_up>(*this)) {
        if (ticks != 0) {
            timer_.arm(ticks);
        } else {
            used_up();
        }
    }

    void state(State& state) { state(timer_); }

private:
    void used_up() {
        requests_.end_next(
            end_as(Status::budget, board_.held_up().empty()
                                       ? board_.out_of_time
                                       : "the guest used up its time (budget=), and an interrupt "
                                         "that it never ended (EOI) kept all others off"));
    }

    Board& board_;
    Requests& requests_;
    Timer timer_;
};

}  // namespace vitrine::guest
