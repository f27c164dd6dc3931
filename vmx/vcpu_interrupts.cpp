// What goes in by an entry besides: events, the window for interrupts, the EPT. Intel SDM vol. 3C, 27.6
// and 26.2.

#include "vmx/guest_state.hpp"
#include "vmx/injection.hpp"
#include "vmx/qualification.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

bool Vcpu::can_interrupt() {
    const bool enabled = (vmread(field::guest_rflags) & guest::rflags::interrupt) != 0;
    const bool blocked = (vmread(field::guest_interruptibility) & interruptibility::sti_or_mov_ss) != 0;
    // An entry that delivers an interrupt has no pending debug exceptions (27.7.3): a single step comes
    // first.
    return enabled && !blocked && vmread(field::guest_pending_debug) == 0;
}

void Vcpu::set_window(bool wanted) {
    controls_.primary = wanted ? controls_.primary | primary::interrupt_window_exiting
                               : controls_.primary & ~primary::interrupt_window_exiting;
    vmwrite(field::primary_processor_controls, controls_.primary);
    waits_for_window_ = wanted;
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

// In the shadow of STI or MOV SS the trap of TF has to be pending (27.3.1.5), whatever the exit before made
// of it; an event drops it (27.7.3).
void Vcpu::require_single_step() const {
    constexpr std::uint64_t branches_only = 1U << 1;  // IA32_DEBUGCTL.BTF
    if ((rflags_ & guest::rflags::tf) == 0 || (interruptibility_ & interruptibility::sti_or_mov_ss) == 0 ||
        (vmread(field::guest_debugctl) & branches_only) != 0)
        return;
    vmwrite(field::guest_pending_debug,
            vmread(field::guest_pending_debug) | guest::pending_debug::single_step);
}

// Real mode delivers no error code, and an entry that claims one fails (27.2.1.3).
void Vcpu::deliver(const guest::VectoredEvent& event) {
    if (event.is_exception()) load_exception_address(event);
    require_single_step();
    const bool protected_mode = (vmread(field::guest_cr0) & guest::cr0::pe) != 0;
    const InterruptionInformation information = injected_information(event, protected_mode);
    vmwrite(field::entry_interruption_information, information.raw());
    if (information.error_code_valid) vmwrite(field::entry_exception_error_code, event.error_code);
    if (event.is_software()) vmwrite(field::entry_instruction_length, event.instruction_length);
}

// After a change of the guest's memory the processor must not use what it cached (29.4.3.1).
void Vcpu::reload_ept(const guest::NestedPaging& nested) {
    ept_pointer_ = ept_pointer(nested.root);
    nested_generation_ = nested.generation;
    vmwrite(field::ept_pointer, ept_pointer_);
    drop_translations();
}

}  // namespace vitrine::vmx
