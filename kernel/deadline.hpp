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

    /// Has the timer interrupt once, after about `ticks` of the TSC.
    void limit(std::uint64_t ticks) {
        const std::uint64_t now = arch::read_tsc();
        const std::uint64_t wanted = now + ticks;
        // One that comes early does no harm, and setting it costs more than that.
        if (running_once_ && wake_ > now && wake_ <= wanted) return;
        if (rate_ == 0) rate_ = arch::local_apic_timer_rate();
        constexpr std::uint64_t most = 1ULL << 31, most_count = 0xFFFF'FFFF;
        const std::uint64_t whole = std::min(ticks, most);
        wake_ = now + whole;
        running_once_ = true;
        const std::uint64_t count = (whole * rate_ >> 10) + 1;
        arch::start_local_apic_timer_once(arch::timer_vector,
                                          static_cast<std::uint32_t>(std::min(count, most_count)));
    }

    /// The timer has interrupted: one that was to do so once has to be set again.
    void interrupted() { running_once_ = false; }

    [[nodiscard]] bool passed() const { return arch::read_tsc() >= at_; }

    /// Stops the timer, where it was started.
    void stop() {
        if (running_) arch::stop_local_apic_timer();
        running_ = false;
    }

private:
    std::uint64_t at_ = 0;
    bool running_ = false;
    bool running_once_ = false;
    std::uint64_t wake_ = 0;  ///< when the timer was last set to interrupt once
    std::uint64_t rate_ = 0;  ///< of the timer, by arch::local_apic_timer_rate(); 0: not measured
};

}  // namespace vitrine
