#pragma once
// What bounds a guest that never ends: a budget of TSC ticks, kept by the VMX-preemption timer or by the
// local APIC's timer.

#include <cstdint>
#include <optional>

#include "guest/cpu/exit.hpp"
#include "guest/machine/spec.hpp"
#include "kernel/deadline.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/vmcs.hpp"

namespace vitrine::vmx {

/// Counts the budget down. With the preemption timer only the guest's own time counts (25.5.1); with the
/// local APIC's timer the guest's TSC does where that counts its own work, else all time since the first
/// entry.
class GuestClock {
public:
    /// Whether it'll be the preemption timer; nothing when `choice` insists on a preemption timer that the
    /// processor lacks.
    [[nodiscard]] static std::optional<bool> uses_preemption_timer(guest::ClockChoice choice,
                                                                   const Capabilities& capabilities);

    /// Starts counting `budget` ticks. The VMCS must be current.
    void start(bool preemption_timer, std::uint64_t budget, bool own_time, std::uint8_t preemption_shift);

    /// An exit that is the clock's own doing becomes Unseen while the budget lasts, and BudgetTimer when it
    /// ends. Acknowledges a host interrupt.
    void look(guest::Exit& exit);

    /// Ends the next entry after about `ticks`, or when the budget does: look() says which.
    void limit(std::uint64_t ticks);

    /// Whether an entry without limit() needs nothing done for it.
    [[nodiscard]] bool runs_by_itself() const { return preemption_timer_; }

    /// Ends the next entry when the guest's work has used up the budget, where no preemption timer does so by
    /// itself.
    void limit_by_work() {
        if (!preemption_timer_) deadline_.limit_by_work(vmread(field::tsc_offset));
    }

    /// The last thing before an entry, with what limit() asked for.
    void arm() {
        if (!preemption_timer_) deadline_.arm();
    }

    /// Whether the guest's work has used up the budget and no timer has said so yet.
    [[nodiscard]] bool passed_by_work() const {
        return !preemption_timer_ && deadline_.passed_by_work(vmread(field::tsc_offset));
    }

    /// The guest wrote its TSC, which moves by so much.
    void shift(std::uint64_t ticks) { deadline_.shift(ticks); }

    /// Stops the timer.
    void stop();

private:
    void load_preemption_timer(std::uint32_t most = 0xFFFF'FFFF);

    bool preemption_timer_ = true;
    std::uint8_t shift_ = 0;
    std::uint64_t remaining_ = 0;  ///< preemption timer: its ticks not yet loaded
    Deadline deadline_;            ///< local APIC timer
};

}  // namespace vitrine::vmx
