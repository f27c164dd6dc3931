// What is looked at before an entry, where a line or a check of it is due: `trace=steps`, `check=state`,
// `check=entries`.

#include "kernel/panic.hpp"
#include "vmx/live_entry.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

// An entry whose step is a line; and that of a guest that is checked.
guest::Exit* Vcpu::look_at_entry() {
    if (check_state_) check_state();
    if (check_entries_) {
        if (guest::Exit* const exit = broken_entry()) return exit;
    }
    if (steps_.due(way_in_)) steps_.log(way_in_);
    return nullptr;
}

// False when there is no memory for it.
bool Vcpu::begin_checks(const guest::MachineSpec& spec, FrameAllocator& frames) {
    check_state_ = spec.check_state;
    check_entries_ = spec.check_entries;
    if (!check_state_) return true;
    using guest::StateCheck;
    const auto room = frames.allocate(StateCheck::room_size, StateCheck::room_alignment);
    if (!room) return false;
    state_check_.use(std::span(reinterpret_cast<std::uint8_t*>(*room), StateCheck::room_size));
    return true;
}

void Vcpu::check_state() {
    if (!state_check_.once(*this, steps_.sink(), timed_))
        panic("a guest's state that was saved and loaded is another");
}

// The exit instead of an entry that would break a rule.
guest::Exit* Vcpu::broken_entry() {
    if (entry_check_.once(forecast())) return nullptr;
    check_entry(steps_.sink(), capabilities_, region_);
    exit_ = {.rip = vmread(field::guest_rip)};
    exit_.cause.emplace<guest::exit::EntryFailed>(
        guest::EntryFailure{"the entry would break a rule of VM entry", {}, launched()});
    return &exit_;
}

void Vcpu::log_checks() const {
    state_check_.log(steps_.sink());
    entry_check_.log(steps_.sink());
}

}  // namespace vitrine::vmx
