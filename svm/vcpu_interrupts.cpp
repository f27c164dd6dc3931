// What a guest with devices needs besides: their interrupts, an exit when the next device has something to
// do, the gate of address line 20. APM volume 2, 15.20 and 15.21.

#include "kernel/panic.hpp"
#include "svm/regions.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

bool Vcpu::can_interrupt() {
    const bool enabled = (vmcb().save.rflags & guest::rflags::interrupt) != 0;
    const bool blocked = (vmcb().control.interrupt_shadow & 1) != 0;
    return enabled && !blocked && !step_trap_;
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

void Vcpu::open_a20(bool open) {
    if (!gate_a20(vmcb().control.nested_cr3, reinterpret_cast<std::uint64_t>(memory_.bytes().data()), open))
        panic("the nested page tables have no pages for address line 20");
    vmcb().control.tlb_control = flush_all_translations;
}

void Vcpu::set_real_mode_segment(guest::SegmentName name, std::uint16_t selector) {
    VmcbSegment& segment = segment_register(name);
    segment.selector = selector;
    segment.base = std::uint64_t{selector} << 4;
}

}  // namespace vitrine::svm
