#pragma once
// A point in time at which the host must get the processor back: the local APIC's timer interrupts now
// and then to look.

#include <algorithm>
#include <cstdint>

#include "arch/local_apic.hpp"
#include "arch/tsc.hpp"

namespace vitrine {

class Deadline {
public:
    /// Sets it `ticks` from now, and starts the timer. With `own_time` it is a point of the guest's TSC,
    /// which begins at 0 and counts the guest's work alone; else of the host's.
    void start(std::uint64_t ticks, bool own_time) {
        // How often to look, in the timer's own ticks. Their length is unknown, and need not be known.
        constexpr std::uint32_t period = 1'000'000;
        own_time_ = own_time;
        begin_ = own_time ? 0 : arch::read_tsc();
        ticks_ = ticks;
        running_ = true;
        arch::start_local_apic_timer(arch::timer_vector, period);
    }

    /// Has the timer interrupt once, about `ticks` of the TSC after arm().
    void limit(std::uint64_t ticks) {
        if (rate_ == 0) rate_ = arch::local_apic_timer_rate();
        constexpr std::uint64_t most = 1ULL << 31, most_count = 0xFFFF'FFFF;
        // From arm() to the guest's first instruction it is less than this. An interrupt that came before its
        // time would find nothing to do; and Bochs 2.7 sends no other to a guest that is entered with IF
        // clear.
        constexpr std::uint64_t way_in = 32;
        const std::uint64_t whole = std::min(ticks, most) + way_in;
        count_ = static_cast<std::uint32_t>(std::min((whole * rate_ >> 10) + 1, most_count));
    }

    /// The same when the guest's work comes to the deadline; nothing where that isn't what counts.
    void limit_by_work(std::uint64_t guest_tsc) {
        if (own_time_) limit(ticks_ - std::min(guest_tsc - begin_, ticks_));
    }

    /// Sets the timer, where limit() was called. The last thing before each entry, so that the interrupt
    /// comes at the same point of the guest's work whatever the host did before: an earlier setting is
    /// revoked, and what came of it taken.
    void arm() {
        if (count_ == 0) return;
        arch::start_local_apic_timer_once(arch::timer_vector, 0);
        arch::accept_interrupt();
        arch::end_of_interrupt();
        arch::start_local_apic_timer_once(arch::timer_vector, count_);
    }

    /// Whether it is over; `guest_tsc` is the guest's.
    [[nodiscard]] bool passed(std::uint64_t guest_tsc) const {
        return (own_time_ ? guest_tsc : arch::read_tsc()) - begin_ >= ticks_;
    }

    /// The same before an entry. The timer looks only now and then: what the guest has worked ends it at the
    /// first exit after that, wherever the timer stands.
    [[nodiscard]] bool passed_by_work(std::uint64_t guest_tsc) const {
        return own_time_ && guest_tsc - begin_ >= ticks_;
    }

    /// The guest wrote its TSC, which moves by so much.
    void shift(std::uint64_t ticks) {
        if (own_time_) begin_ += ticks;
    }

    /// Stops the timer, where it was started.
    void stop() {
        if (running_) arch::stop_local_apic_timer();
        running_ = false;
    }

private:
    std::uint64_t begin_ = 0, ticks_ = 0;  ///< in the TSC that own_time_ says
    bool own_time_ = false;
    bool running_ = false;
    std::uint32_t count_ = 0;  ///< what arm() sets, in the timer's own ticks; 0: it goes on as start() set it
    std::uint64_t rate_ = 0;   ///< of the timer, by arch::local_apic_timer_rate(); 0: not measured
};

}  // namespace vitrine
