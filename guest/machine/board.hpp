#pragma once
// What the run loop and those who observe it know of how a machine is put together: before an entry what is
// pending and when something is due, after an exit the time; and who answers what a board answers in its own
// way.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/machine/event.hpp"
#include "guest/machine/guest_time.hpp"
#include "guest/machine/timers.hpp"
#include "guest/machine/wires.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

struct Machine;

/// What an event says of the guest that made it.
struct Asking {
    enum class What : std::uint8_t {
        work,     ///< it gets on
        waiting,  ///< nothing by itself: it may go on so for ever
        either,   ///< it may be in the middle of work, or wait
    };
    What what = What::either;
    /// How long the answer to its question stays as it is, or nobody cares; 0 for what is no question.
    Ticks leap = 0;
};

/// The ending of a guest that halts where no interrupt can come.
[[nodiscard]] constexpr action::Stop never_wakes() {
    return end_as(Status::ok, "halted, and nothing can wake it");
}

class Board {
public:
    Board(const Board&) = delete;
    Board& operator=(const Board&) = delete;

    Clock& clock;
    Timers& timers;       ///< of the devices
    Timers watch{clock};  ///< of what Vitrine itself looks after
    /// For each of its virtual processors, by number.
    const std::span<PendingInterrupts> pending;
    GuestTime time;
    /// Whether the guest has this time and these interrupts; else only the vendor's clock bounds an entry.
    const bool timed;
    /// A VMCALL at an RIP below may be one of the board's own stubs.
    const std::uint64_t stubs_below;
    /// Why a guest is over whose budget is used up; a literal.
    const std::string_view out_of_time;

    /// When there is something to do next, or to look for.
    [[nodiscard]] Ticks next() const {
        constexpr Ticks farthest = 1ULL << 31;  // no timer of the host's reaches farther than this
        return std::min({timers.next(), watch.next(), clock.now + farthest});
    }

    /// The time until which the entry is to last at most.
    [[nodiscard]] Ticks bound() const { return bound_; }

    /// Before an entry: the guest's TSC shows its time. Gives the TSC ticks that the entry may last.
    [[nodiscard]] std::uint64_t enter(VirtualCpu& cpu) {
        bound_ = next();
        time.enter(cpu);
        return time.until(bound_);
    }

    /// Right after an exit: the devices are brought up to the guest's time.
    void left(VirtualCpu& cpu) {
        time.left(cpu);
        expire();
    }

    /// The guest's time leaps, if it isn't later already.
    void leap(Ticks to) {
        clock.now = std::max(clock.now, to);
        expire();
    }

    /// The interrupt that the virtual processor takes now; only while one is pending for it.
    [[nodiscard]] virtual DeviceInterrupt acknowledge(VcpuId vcpu) = 0;

    /// A VMCALL below stubs_below: does what the board's own stub asks for, or answer_call().
    [[nodiscard]] virtual Action stub_call(Machine& machine, Exit& exit) = 0;
    /// The call of its firmware that the last such exit was, if its exit is told as one.
    [[nodiscard]] virtual const BiosCall* firmware_call() const { return nullptr; }

    /// HLT: goes on to the next interrupt.
    [[nodiscard]] virtual Action halt(Machine& machine, exit::Hlt& hlt) = 0;
    /// The same, from where it was when the machine was paused in it.
    [[nodiscard]] virtual Action wait(Machine& machine) = 0;

    /// What an exit, which is answered, or a call says of whether the guest does anything but wait.
    [[nodiscard]] virtual Asking asks(const GuestEvent& /*event*/) const { return {}; }
    /// Whether something is still to come in that the guest may wait for, such as a key.
    [[nodiscard]] virtual bool input_to_come() const { return false; }
    /// Why no interrupt comes any more that the guest lets in, such as one before it that was never ended;
    /// empty where nothing holds any up. A literal.
    [[nodiscard]] virtual std::string_view held_up() const { return {}; }
    /// Whether somebody types on the guest's keyboard while it runs; and a byte of that.
    bool live_keys = false;
    virtual void typed(std::uint8_t /*byte*/) {}

    /// What of its devices tells why a guest didn't end well, as lines of the log.
    virtual void log_state(Sink& /*sink*/) const {}
    /// The screen as lines of the log, which are at most most_screen_lines.
    virtual void log_screen(Sink& /*sink*/, const Memory& /*memory*/) const {}
    static constexpr std::uint64_t most_screen_lines = 60;

protected:
    /// What it is made of, and how it differs from others: see the members.
    struct Parts {
        Clock& clock;
        Timers& timers;
        std::span<PendingInterrupts> pending;
        GuestTime time;
        bool timed;
        std::uint64_t stubs_below;
        std::string_view out_of_time;
    };
    explicit Board(const Parts& parts)
        : clock(parts.clock),
          timers(parts.timers),
          pending(parts.pending),
          time(parts.time),
          timed(parts.timed),
          stubs_below(parts.stubs_below),
          out_of_time(parts.out_of_time) {}
    ~Board() = default;

    void expire() {
        timers.expire();
        watch.expire();
    }

private:
    Ticks bound_ = 0;
};

}  // namespace vitrine::guest
