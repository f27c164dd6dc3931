#include "vmx/guest_state.hpp"

namespace vitrine::vmx {

void write_control_fields(VmcsWriter& write, const Controls& controls, const ControlTargets& targets) {
    write(field::pin_based_controls, controls.pin);
    write(field::primary_processor_controls, controls.primary);
    write(field::secondary_processor_controls, controls.secondary);
    write(field::exit_controls, controls.exit);
    write(field::entry_controls, controls.entry);

    write(field::exception_bitmap, targets.exceptions);
    // Mask and match of 0: every #PF goes by its bit in the exception bitmap (25.6.3).
    write(field::page_fault_error_code_mask, 0);
    write(field::page_fault_error_code_match, 0);
    write(field::io_bitmap_a_address, targets.bitmaps.io_a);
    write(field::io_bitmap_b_address, targets.bitmaps.io_b);
    write(field::msr_bitmap_address, targets.bitmaps.msr);
    write(field::ept_pointer, targets.ept_pointer);
    if ((controls.secondary & secondary::enable_vpid) != 0) write(field::vpid, guest_vpid);

    write(field::cr0_mask, owned_cr0);
    write(field::cr4_mask, owned_cr4);
    write(field::cr3_target_count, 0);
    write(field::exit_msr_store_count, 0);
    write(field::exit_msr_load_count, 0);
    write(field::entry_msr_load_count, 0);
    write(field::entry_interruption_information, 0);
    write(field::entry_exception_error_code, 0);
    write(field::entry_instruction_length, 0);
    write(field::tsc_offset, targets.tsc_offset);
}

void write_guest_state(VmcsWriter& write, const guest::CpuState& state) {
    write(field::guest_cr0, real_cr0(state[guest::Register::cr0]));
    write(field::cr0_read_shadow, state[guest::Register::cr0]);
    write(field::guest_cr3, state[guest::Register::cr3]);
    write(field::guest_cr4, real_cr4(state[guest::Register::cr4]));
    write(field::cr4_read_shadow, state[guest::Register::cr4]);
    write(field::guest_efer, state[guest::Register::efer]);
    write(field::guest_pat, state[guest::Register::pat]);
    write(field::guest_dr7, state[guest::Register::dr7]);
    write(field::guest_debugctl, state[guest::Register::debugctl]);
    write(field::guest_sysenter_cs, static_cast<std::uint32_t>(state[guest::Register::sysenter_cs]));
    write(field::guest_sysenter_esp, state[guest::Register::sysenter_esp]);
    write(field::guest_sysenter_eip, state[guest::Register::sysenter_eip]);

    for (unsigned number = 0; number < state.segments.size(); ++number) {
        const guest::Segment& segment = state.segments[number];
        const SegmentFields fields = segment_fields(number);
        write.write(fields.selector, "guest segment selector", segment.selector);
        write.write(fields.base, "guest segment base", segment.base);
        write.write(fields.limit, "guest segment limit", segment.limit);
        write.write(fields.access_rights, "guest segment access rights", segment.access);
    }
    write(field::guest_gdtr_base, state.gdtr.base);
    write(field::guest_gdtr_limit, state.gdtr.limit);
    write(field::guest_idtr_base, state.idtr.base);
    write(field::guest_idtr_limit, state.idtr.limit);

    write(field::guest_rip, state[guest::Register::rip]);
    write(field::guest_rsp, state[guest::Register::rsp]);
    write(field::guest_rflags, state[guest::Register::rflags]);
    write(field::guest_interruptibility, interruptibility_of(state));
    write(field::guest_activity_state, 0);
    write(field::guest_pending_debug, state.pending_debug);
    write(field::vmcs_link_pointer, ~0ULL);  // no shadow VMCS (25.4.2)
}

Result<void, InstructionError> forget_translations(const EptVpid& capabilities, const Controls& controls,
                                                   std::uint64_t ept_pointer) {
    VITRINE_TRY(invept(capabilities.invept_single ? Invalidation::single_context : Invalidation::all_contexts,
                       ept_pointer));
    if ((controls.secondary & secondary::enable_vpid) == 0 || !capabilities.invvpid) return {};
    return invvpid(capabilities.invvpid_single ? Invalidation::single_context : Invalidation::all_contexts,
                   guest_vpid);
}

}  // namespace vitrine::vmx
