// The guest's whole state, saved and loaded: what the VMCB has of it, and what stays in the processor.

#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

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

// One bit is the shadow of STI and that of MOV SS (15.21.5).
void Vcpu::save(guest::CpuState& state) {
    guest::save_registers(*this, state);
    state.event = exit_.interrupted.valid ? exit_.interrupted : guest::VectoredEvent{};
    state.pending_debug = pending_debug_;
    state.sti_blocking = (vmcb().control.interrupt_shadow & 1) != 0;
    state.mov_ss_blocking = false;
    state.nmi_blocking = nmi_blocking_;
    state.activity = activity_;
    if (!state.extended.empty()) arch::save_extended_state(state.extended);
}

std::string_view Vcpu::load(const guest::CpuState& state) {
    if (const std::string_view name = guest::unloadable(state, state_limits()); !name.empty()) return name;
    write_guest_state(state);
    load_resident(state);
    write(Register::tsc, state[Register::tsc]);
    vmcb().control.tlb_control = flush_all_translations;
    return {};
}

// After write_guest_state(): all that isn't in the VMCB's state-save area.
void Vcpu::load_resident(const guest::CpuState& state) {
    for (const Register name : {Register::cr8, Register::dr0, Register::dr1, Register::dr2, Register::dr3})
        write(name, state[name]);
    if (arch::has_rdtscp()) write(Register::tsc_aux, state[Register::tsc_aux]);
    if (arch::guest_xcr0() != state[Register::xcr0]) write(Register::xcr0, state[Register::xcr0]);
    if (!state.extended.empty()) arch::load_extended_state(state.extended);
    vmcb().control.interrupt_shadow = state.sti_blocking || state.mov_ss_blocking ? 1 : 0;
    // In the shadow of MOV SS the trap comes after the next instruction, which TF sees to.
    pending_debug_ = state.mov_ss_blocking ? 0 : state.pending_debug;
    nmi_blocking_ = state.nmi_blocking;
    attends_ = attends();
    exit_.interrupted = state.event;
    activity_ = state.activity;
}

}  // namespace vitrine::svm
