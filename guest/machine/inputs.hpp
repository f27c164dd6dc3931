#pragma once
// The one door by which anything comes in that the guest's own work doesn't determine.

#include <cstdint>
#include <optional>

#include "guest/machine/clock.hpp"
#include "guest/machine/timers.hpp"

namespace vitrine::guest {

struct Machine;

/// What came in, and when: so a run can be repeated.
struct Arrival {
    enum class Kind : std::uint8_t {
        key,      ///< a byte that somebody typed on the guest's keyboard
        command,  ///< a byte that somebody typed for Vitrine
    };
    Kind kind = Kind::key;
    std::uint64_t value = 0;
    std::uint64_t exits = 0;  ///< that the guest had made
    Ticks tick = 0;           ///< of its time
    std::uint64_t rip = 0;    ///< where it was

    bool operator==(const Arrival&) const = default;
};

/// Where somebody's keys come from while the guest runs.
class KeySource {
public:
    /// A byte that was typed, if there is one.
    [[nodiscard]] virtual std::optional<std::uint8_t> receive() = 0;

protected:
    ~KeySource() = default;
};

/// Looks for what comes in, 50 times a second of the guest's time, passes it to the board and tells of it.
class Inputs {
public:
    /// Ctrl-] asks for the screen, Ctrl-\ for the guest's end: no front end passes these on as keys.
    static constexpr std::uint8_t show_screen = 0x1D, end_guest = 0x1C;

    /// Somebody types from now on; both outlive it.
    Inputs(Machine& machine, KeySource& keys);

    void state(State& state) { state(glance_); }

private:
    void look();
    void arm();

    Machine& machine_;
    KeySource& keys_;
    Timer glance_;
};

}  // namespace vitrine::guest
