#include "boot/processor_state.hpp"

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/msr.hpp"
#include "arch/segments.hpp"

namespace vitrine {

namespace {

constexpr std::uint32_t sysenter_cs = 0x174, sysenter_esp = 0x175, sysenter_eip = 0x176;
constexpr std::uint32_t vm_cr = 0xC001'0114;  // APM volume 2, 15.30.1

/// Every processor in long mode has these. FS and GS come after the descriptor tables, whose loading clears
/// their bases.
constexpr std::array msrs{arch::msr::efer, arch::msr::pat,     sysenter_cs,       sysenter_esp,
                          sysenter_eip,    arch::msr::fs_base, arch::msr::gs_base};

}  // namespace

ProcessorState ProcessorState::save() {
    static_assert(msrs.size() == msr_count);
    ProcessorState state;
    state.cr0_ = arch::read_cr0();
    state.cr4_ = arch::read_cr4();
    for (std::size_t i = 0; i < msrs.size(); ++i) state.msrs_[i] = arch::read_msr(msrs[i]);
    if (!arch::has_vmx() && arch::has_svm()) state.vm_cr_ = arch::read_msr(vm_cr);
    return state;
}

void ProcessorState::restore() const {
    arch::write_cr0(cr0_);
    arch::write_cr4(cr4_);
    arch::load_descriptor_tables();
    for (std::size_t i = 0; i < msrs.size(); ++i) arch::write_msr(msrs[i], msrs_[i]);
    // A locked VM_CR takes no write; Vitrine changed nothing in it then.
    if (!arch::has_vmx() && arch::has_svm() && arch::read_msr(vm_cr) != vm_cr_)
        arch::write_msr(vm_cr, vm_cr_);
}

}  // namespace vitrine
