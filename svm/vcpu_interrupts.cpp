// What goes in by an entry besides, and what ends it: events, the window for interrupts, the clock. APM
// volume 2, 15.20 and 15.21.

#include <utility>

#include "arch/local_apic.hpp"
#include "guest/cpu/action.hpp"
#include "guest/cpu/mode.hpp"
#include "svm/exit.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

bool Vcpu::can_interrupt() {
    const bool enabled = (vmcb().save.rflags & guest::rflags::interrupt) != 0;
    const bool blocked = (vmcb().control.interrupt_shadow & 1) != 0;
    return enabled && !blocked && pending_debug_ == 0;
}

// VMX would hold this trap pending over its entry; here it is raised as if the guest had just exited by it.
guest::Exit& Vcpu::single_stepped() {
    constexpr std::uint64_t causes = guest::pending_debug::breakpoints | guest::pending_debug::single_step;
    exit_.rip = vmcb().save.rip;
    exit_.interrupted.valid = false;
    exit_.cause = guest::exit::Exception{.vector = guest::vector::db,
                                         .address = std::exchange(pending_debug_, 0) & causes};
    attends_ = attends();
    return exit_;
}

// No entry: the guest's work has used up its budget.
guest::Exit& Vcpu::worked_out() {
    exit_.rip = vmcb().save.rip;
    exit_.length = 0;
    exit_.interrupted.valid = false;
    exit_.cause.emplace<guest::exit::BudgetTimer>();
    return exit_;
}

// A virtual interrupt is pending, and an intercept says when the guest would take it.
void Vcpu::set_window(bool wanted) {
    ControlArea& control = vmcb().control;
    control.virtual_interrupt = wanted ? control.virtual_interrupt | virtual_interrupt_request
                                       : control.virtual_interrupt & ~virtual_interrupt_request;
    control.intercepts_1 = wanted ? control.intercepts_1 | intercept_1::virtual_interrupt
                                  : control.intercepts_1 & ~intercept_1::virtual_interrupt;
    waits_for_window_ = wanted;
}

void Vcpu::set_real_mode_segment(guest::SegmentName name, std::uint16_t selector) {
    VmcbSegment& segment = segment_register(name);
    segment.selector = selector;
    segment.base = std::uint64_t{selector} << 4;
}

// After a change of the guest's memory the processor must not use what it cached (15.16.1).
void Vcpu::reload_npt(const guest::NestedPaging& nested) {
    nested_generation_ = nested.generation;
    vmcb().control.nested_cr3 = nested.root;
    vmcb().control.tlb_control = flush_all_translations;
}

// Past 4 GiB only 64-bit code goes on; elsewhere EIP wraps.
std::uint64_t Vcpu::rip_after(std::uint64_t rip, std::uint8_t length) {
    rip += length;
    return rip >> 32 == 0 || guest::in_64bit_mode(*this) ? rip : static_cast<std::uint32_t>(rip);
}

// INT n, INT3 and INTO return past their instruction. The processor takes that address from NEXT_RIP where it
// knows the field and from RIP else (15.20); is the delivery interrupted, find_interrupted_delivery sets RIP
// back. In real mode there is no error code.
void Vcpu::deliver(const guest::VectoredEvent& event) {
    StateSaveArea& save = vmcb().save;
    if (event.is_exception() && event.vector == guest::vector::pf) save.cr2 = event.address;
    if (event.is_exception() && event.vector == guest::vector::db) {
        constexpr std::uint64_t general_detect = 1U << 13;
        save.dr6 |= event.address;
        save.dr7 &= ~general_detect;
    }
    skipped_ = 0;
    if (event.is_software()) {
        skipped_ = event.instruction_length;
        save.rip = rip_after(save.rip, skipped_);
        vmcb().control.next_rip = save.rip;
    }
    delivered_at_ = save.rip;
    attends_ = true;
    const bool error_code = event.has_error_code && (save.cr0 & guest::cr0::pe) != 0;
    vmcb().control.event_injection = event_bits::valid | injected_type(event.type) | event.vector |
                                     (error_code ? event_bits::error_code_valid : 0) |
                                     (error_code ? static_cast<std::uint64_t>(event.error_code) << 32 : 0);
}

// Whether the guest left in the middle of a software event's delivery; it is at that event's instruction
// then. All but INT n is delivered by an entry, where the guest still is: exceptions and interrupts exit
// first. Bochs 2.7 tells nothing of INT n, and leaves in EXITINTINFO what an earlier entry delivered.
bool Vcpu::find_interrupted_delivery() {
    ControlArea& control = vmcb().control;
    if (vmcb().save.rip != delivered_at_) {
        skipped_ = 0;
        if ((control.exit_interrupt & event_bits::type) != event_bits::software) control.exit_interrupt = 0;
    }
    if (!interrupts_software_event(control)) return false;
    vmcb().save.rip -= skipped_;
    return true;
}

// The host's own clock ticking is no doing of the guest: it goes on as if nothing had been, until the budget
// is over.
void Vcpu::look_at_clock() {
    if (std::get_if<guest::exit::ExternalInterrupt>(&exit_.cause) == nullptr) return;
    arch::accept_interrupt();
    arch::end_of_interrupt();
    if (deadline_.passed(vmcb().control.tsc_offset)) {
        exit_.cause.emplace<guest::exit::BudgetTimer>();
    } else {
        exit_.cause.emplace<guest::exit::Unseen>();
    }
}

}  // namespace vitrine::svm
