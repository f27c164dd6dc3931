#include "vmx/guest_clock.hpp"

#include <algorithm>

#include "arch/local_apic.hpp"
#include "vmx/controls.hpp"
#include "vmx/vmcs.hpp"

namespace vitrine::vmx {

std::optional<bool> GuestClock::uses_preemption_timer(guest::ClockChoice choice,
                                                      const Capabilities& capabilities) {
    const bool present = capabilities.pin.allows(pin::preemption_timer) &&
                         capabilities.exit.allows(exit_control::save_preemption_timer);
    if (choice == guest::ClockChoice::preemption && !present) return std::nullopt;
    return present && choice != guest::ClockChoice::apic;
}

void GuestClock::start(bool preemption_timer, std::uint64_t budget, bool own_time,
                       std::uint8_t preemption_shift) {
    preemption_timer_ = preemption_timer;
    shift_ = preemption_shift;
    if (preemption_timer) {
        // Rounded up: a budget is never less than was asked for.
        remaining_ = (budget >> shift_) + ((budget & ((1ULL << shift_) - 1)) != 0 ? 1 : 0);
        load_preemption_timer();
    } else {
        deadline_.start(budget, own_time);
    }
}

void GuestClock::load_preemption_timer(std::uint32_t most) {
    const auto part = static_cast<std::uint32_t>(std::min<std::uint64_t>(remaining_, most));
    vmwrite(field::preemption_timer_value, part);
    remaining_ -= part;
}

// What an exit left in the timer goes back to what is to come.
void GuestClock::limit(std::uint64_t ticks) {
    if (!preemption_timer_) {
        deadline_.limit(ticks);
        return;
    }
    remaining_ += vmread(field::preemption_timer_value);
    const std::uint64_t wanted = std::max<std::uint64_t>(ticks >> shift_, 1);
    load_preemption_timer(static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, 0xFFFF'FFFF)));
}

void GuestClock::look(guest::Exit& exit) {
    if (std::get_if<guest::exit::BudgetTimer>(&exit.cause) != nullptr) {
        if (remaining_ == 0) return;
        load_preemption_timer();
        exit.cause.emplace<guest::exit::Unseen>();
        return;
    }
    const auto* interrupt = std::get_if<guest::exit::ExternalInterrupt>(&exit.cause);
    if (interrupt == nullptr) return;
    arch::end_of_interrupt();
    if (preemption_timer_ || interrupt->vector != arch::timer_vector) return;
    if (deadline_.passed(vmread(field::tsc_offset))) {
        exit.cause.emplace<guest::exit::BudgetTimer>();
    } else {
        exit.cause.emplace<guest::exit::Unseen>();
    }
}

void GuestClock::stop() {
    deadline_.stop();
}

}  // namespace vitrine::vmx
