// The guest's whole state, saved and loaded: what the VMCS has of it, and what stays in the processor.

#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "kernel/panic.hpp"
#include "vmx/guest_state.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

using guest::Register;

namespace {

static_assert(guest::most_extended == arch::ExtendedState::area_size);

guest::StateLimits state_limits() {
    const arch::ExtendedState extended = arch::read_extended_state();
    return {.xsave = extended.xsave,
            .components = extended.xsave ? extended.components : 1,
            .extended_size = extended.size,
            .mxcsr_mask = arch::mxcsr_mask()};
}

}  // namespace

std::uint32_t Vcpu::extended_size() {
    return arch::read_extended_state().size;
}

void Vcpu::save(guest::CpuState& state) {
    guest::save_registers(*this, state);
    if (real_mode_cs_ != 0 && state[guest::SegmentName::cs].base == std::uint64_t{real_mode_cs_} << 4)
        state[guest::SegmentName::cs].selector = real_mode_cs_;
    state.event = exit_.interrupted.valid ? exit_.interrupted : guest::VectoredEvent{};
    state.pending_debug = vmread(field::guest_pending_debug);
    const std::uint32_t blocking = vmread(field::guest_interruptibility);
    state.sti_blocking = (blocking & interruptibility::sti) != 0;
    state.mov_ss_blocking = (blocking & interruptibility::mov_ss) != 0;
    state.nmi_blocking = (blocking & interruptibility::nmi) != 0;
    state.activity = activity_;
    if (!state.extended.empty()) arch::save_extended_state(state.extended);
}

std::string_view Vcpu::load(const guest::CpuState& state) {
    if (const std::string_view name = guest::unloadable(state, state_limits()); !name.empty()) return name;
    VmcsWriter writer;
    write_guest_state(writer, state);
    if (writer.failure()) vmcs_access_panic("guest state", writer.failure()->error);
    write_efer(state[Register::efer]);
    load_resident(state);
    rflags_ = state[Register::rflags];
    interruptibility_ = interruptibility_of(state);
    write(Register::tsc, state[Register::tsc]);
    return {};
}

// After write_guest_state(): all that isn't in the VMCS' guest-state area.
void Vcpu::load_resident(const guest::CpuState& state) {
    gpr = state.gpr;
    for (const Register name : {Register::cr2, Register::cr8, Register::dr0, Register::dr1, Register::dr2,
                                Register::dr3, Register::dr6, Register::kernel_gs_base, Register::star,
                                Register::lstar, Register::cstar, Register::fmask}) {
        write(name, state[name]);
    }
    if (arch::has_rdtscp()) write(Register::tsc_aux, state[Register::tsc_aux]);
    if (arch::guest_xcr0() != state[Register::xcr0]) write(Register::xcr0, state[Register::xcr0]);
    if (!state.extended.empty()) arch::load_extended_state(state.extended);
    if (state.has_pdptes()) write_pdptes(state.pdptes);
    // As keep_selector_bits() would have it.
    real_mode_cs_ = 0;
    const bool protected_mode =
        (state[Register::cr0] & guest::cr0::pe) != 0 && (state[Register::rflags] & guest::rflags::vm) == 0;
    const std::uint16_t selector = state[guest::SegmentName::cs].selector;
    if (protected_mode && (selector & 3) != state.cpl() &&
        state[guest::SegmentName::cs].base == std::uint64_t{selector} << 4) {
        real_mode_cs_ = selector;
        vmwrite(field::guest_cs_selector, static_cast<std::uint16_t>(selector & ~3U));
    }
    exit_.interrupted = state.event;
    activity_ = state.activity;
}

}  // namespace vitrine::vmx
