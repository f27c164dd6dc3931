// What is looked at before an entry, where a line or a check of it is due: `trace=steps`, `check=state`,
// `check=entries`.

#include "kernel/panic.hpp"
#include "svm/illegal_state.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

// An entry whose step is a line; and that of a guest that is checked.
guest::Exit* Vcpu::look_at_entry() {
    if (!checks_.keeps_state(*this, steps_.sink(), timed_))
        panic("a guest's state that was saved and loaded is another");
    if (!checks_.accepts([this] { return forecast(); })) return &broken_entry();
    if (!entered_) *first_ = vmcb();
    if (steps_.due(Step::vmrun)) steps_.log(Step::vmrun);
    return nullptr;
}

// The exit instead of an entry that would break a rule.
guest::Exit& Vcpu::broken_entry() {
    if (entered_) return refused();
    explain_illegal_state(steps_.sink(), vmcb(), processor_limits());
    exit_ = {.rip = vmcb().save.rip};
    exit_.cause.emplace<guest::exit::EntryFailed>(
        guest::EntryFailure{"the entry would break a rule of VMRUN", {}, false});
    return exit_;
}

}  // namespace vitrine::svm
