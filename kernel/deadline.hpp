#pragma once
// A point in TSC time at which the host must get the processor back: the local APIC's timer interrupts now
// and then to look.

#include <algorithm>
#include <cstdint>

#include "arch/local_apic.hpp"
#include "arch/tsc.hpp"

namespace vitrine {

class Deadline {
public:
    /// Sets it `ticks` from now, and starts the timer.
    void start(std::uint64_t ticks) {
        // How often to look, in the timer's own ticks. Their length is unknown, and need not be known.
        constexpr std::uint32_t period = 1'000'000;
        at_ = arch::read_tsc() + ticks;
        running_ = true;
        arch::start_local_apic_timer(arch::timer_vector, period);
    }

    /// Has the timer interrupt once, about `ticks` of the TSC after arm().
    void limit(std::uint64_t ticks) {
        if (rate_ == 0) rate_ = arch::local_apic_timer_rate();
        constexpr std::uint64_t most = 1ULL << 31, most_count = 0xFFFF'FFFF;
        count_ = static_cast<std::uint32_t>(std::min((std::min(ticks, most) * rate_ >> 10) + 1, most_count));
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

    [[nodiscard]] bool passed() const { return arch::read_tsc() >= at_; }

    /// Stops the timer, where it was started.
    void stop() {
        if (running_) arch::stop_local_apic_timer();
        running_ = false;
    }

private:
    std::uint64_t at_ = 0;
    bool running_ = false;
    std::uint32_t count_ = 0;  ///< what arm() sets, in the timer's own ticks; 0: it goes on as start() set it
    std::uint64_t rate_ = 0;   ///< of the timer, by arch::local_apic_timer_rate(); 0: not measured
};

}  // namespace vitrine
