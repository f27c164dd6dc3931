#pragma once
// The guest's own time. It runs by executed work unless time=real asks otherwise: nothing that Vitrine does
// for the guest takes any of it, so that a log is the same from run to run.

#include <cstdint>

namespace vitrine::guest {

/// Guest time. How many are a second is a number of the board.
using Ticks = std::uint64_t;

/// An event that never comes.
inline constexpr Ticks never = ~Ticks{0};

/// What devices look at: the time at which the guest last exited, or to which it was made to leap.
class Clock {
public:
    /// At most 2^40 ticks a second.
    explicit constexpr Clock(Ticks hertz) : hertz_(hertz) {}

    Ticks now = 0;

    /// Ticks a second.
    [[nodiscard]] constexpr Ticks hertz() const { return hertz_; }

    /// What a counter of `rate` hertz (at most 2^23), which was 0 at time 0, has counted by then.
    [[nodiscard]] constexpr std::uint64_t counted(std::uint64_t rate) const {
        return now / hertz_ * rate + now % hertz_ * rate / hertz_;
    }

    /// The first tick at which such a counter has counted so far.
    [[nodiscard]] constexpr Ticks time_of(std::uint64_t count, std::uint64_t rate) const {
        return count / rate * hertz_ + (count % rate * hertz_ + rate - 1) / rate;
    }

private:
    Ticks hertz_;
};

}  // namespace vitrine::guest
