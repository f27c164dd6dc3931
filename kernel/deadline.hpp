#pragma once
// A point in TSC time at which the host must get the processor back: the local APIC's timer interrupts now
// and then to look.

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

    [[nodiscard]] bool passed() const { return arch::read_tsc() >= at_; }

    /// Stops the timer, where it was started.
    void stop() {
        if (running_) arch::stop_local_apic_timer();
        running_ = false;
    }

private:
    std::uint64_t at_ = 0;
    bool running_ = false;
};

}  // namespace vitrine
