#pragma once
// When devices have something to do next: each arms a timer and is called back at its time. An entry asks
// for the next of all, which is one number, and nobody else.

#include <cstdint>

#include "guest/machine/clock.hpp"
#include "guest/machine/state.hpp"
#include "guest/machine/wires.hpp"

namespace vitrine::guest {

class Timer;

/// All the timers of a board.
class Timers {
public:
    explicit Timers(const Clock& clock) : clock_(clock) {}
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    /// When the first is due; `never` when none is armed. One that was armed for a time that has passed is
    /// due at once.
    [[nodiscard]] Ticks next() const { return next_; }

    /// Calls back all that are due by the clock, in the order of their times, each once: what is armed anew
    /// for a time that has passed has its turn the next time.
    void expire() {
        if (next_ <= clock_.now) [[unlikely]]
            call_back();
    }

private:
    friend class Timer;

    void add(Timer& timer);
    void changed(Ticks before, Ticks due);
    void find_next();
    void call_back();

    const Clock& clock_;
    Timer* first_ = nullptr;
    Ticks next_ = never;
    std::uint64_t round_ = 0;
};

/// A device's timer, disarmed at first. Lives as long as the board's Timers.
class Timer {
public:
    Timer(Timers& timers, Callback callback) : timers_(timers), callback_(callback) { timers.add(*this); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Has the device called back at that tick, instead of any before; `never`: not at all.
    void arm(Ticks due) {
        const Ticks before = due_;
        due_ = due;
        timers_.changed(before, due);
    }

    /// When it is due; `never` when it isn't armed, as while it calls back.
    [[nodiscard]] Ticks due() const { return due_; }

    /// Its time is a field of its device's.
    void state(State& state) {
        Ticks due = due_;
        state(due);
        if (state.loads()) arm(due);
    }

private:
    friend class Timers;

    Timers& timers_;
    Callback callback_;
    Timer* next_ = nullptr;
    Ticks due_ = never;
    std::uint64_t round_ = 0;  ///< in which it last called back
};

}  // namespace vitrine::guest
