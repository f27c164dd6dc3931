// What is looked at before an entry, where a line or a check of it is due: `trace=steps`, `check=state`,
// `check=entries`.

#include "kernel/panic.hpp"
#include "vmx/live_entry.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

// An entry whose step is a line; and that of a guest that is checked.
guest::Exit* Vcpu::look_at_entry() {
    if (!checks_.keeps_state(*this, steps_.sink(), timed_))
        panic("a guest's state that was saved and loaded is another");
    if (!checks_.accepts([this] { return forecast(); })) return &broken_entry();
    if (steps_.due(way_in_)) steps_.log(way_in_);
    return nullptr;
}

// The exit instead of an entry that would break a rule.
guest::Exit& Vcpu::broken_entry() {
    check_entry(steps_.sink(), capabilities_, region_);
    exit_ = {.rip = vmread(field::guest_rip)};
    exit_.cause.emplace<guest::exit::EntryFailed>(
        guest::EntryFailure{"the entry would break a rule of VM entry", {}, launched()});
    return exit_;
}

}  // namespace vitrine::vmx
