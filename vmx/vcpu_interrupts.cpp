// What a guest with devices needs besides: their interrupts, an exit when the next device has something to
// do, the gate of address line 20. Intel SDM vol. 3C, 27.6 and 26.2.

#include "kernel/panic.hpp"
#include "vmx/guest_state.hpp"
#include "vmx/qualification.hpp"
#include "vmx/regions.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

bool Vcpu::can_interrupt() const {
    const bool enabled = (vmread(field::guest_rflags) & guest::rflags::interrupt) != 0;
    const bool blocked = (vmread(field::guest_interruptibility) & interruptibility::sti_or_mov_ss) != 0;
    // An entry that delivers an interrupt has no pending debug exceptions (27.7.3): a single step comes
    // first.
    return enabled && !blocked && vmread(field::guest_pending_debug) == 0 &&
           !InterruptionInformation::from(vmread(field::entry_interruption_information)).valid;
}

void Vcpu::interrupt(std::uint8_t vector) {
    const InterruptionInformation information{
        .vector = vector, .type = InterruptionInformation::Type::external_interrupt, .valid = true};
    vmwrite(field::entry_interruption_information, information.raw());
}

bool Vcpu::waits_for_window() const {
    return (controls_.primary & primary::interrupt_window_exiting) != 0;
}

void Vcpu::ask_for_window() {
    if (waits_for_window()) return;
    controls_.primary |= primary::interrupt_window_exiting;
    vmwrite(field::primary_processor_controls, controls_.primary);
}

void Vcpu::close_window() {
    controls_.primary &= ~primary::interrupt_window_exiting;
    vmwrite(field::primary_processor_controls, controls_.primary);
}

void Vcpu::limit(std::uint64_t ticks) {
    clock_.limit(ticks);
}

void Vcpu::open_a20(bool open) {
    if (!gate_a20(ept_pointer_, memory_base_, open)) panic("the EPT has no pages for address line 20");
    drop_translations();
}

void Vcpu::set_real_mode_segment(guest::SegmentName name, std::uint16_t selector) {
    const SegmentFields fields = segment_fields(static_cast<unsigned>(name));
    const auto write_field = [](std::uint32_t encoding, std::uint64_t value) {
        if (const auto written = vmwrite_encoding(encoding, value); !written)
            vmcs_access_panic("guest segment", written.error());
    };
    write_field(fields.selector, selector);
    write_field(fields.base, std::uint64_t{selector} << 4);
}

}  // namespace vitrine::vmx
