#include "vmx/host_state.hpp"

#include "arch/control_registers.hpp"
#include "arch/msr.hpp"
#include "arch/segments.hpp"

namespace vitrine::vmx {

void write_host_state(VmcsWriter& write, void (*exit)(), const guest::Registers& gpr) {
    write(field::host_cr0, arch::read_cr0());
    write(field::host_cr3, arch::read_cr3());
    write(field::host_cr4, arch::read_cr4());

    // RPL and TI of every host selector must be 0 (27.2.3).
    constexpr std::uint16_t index_bits = 0xFFF8;
    write(field::host_es_selector, arch::read_es() & index_bits);
    write(field::host_cs_selector, arch::read_cs() & index_bits);
    write(field::host_ss_selector, arch::read_ss() & index_bits);
    write(field::host_ds_selector, arch::read_ds() & index_bits);
    write(field::host_fs_selector, arch::read_fs() & index_bits);
    write(field::host_gs_selector, arch::read_gs() & index_bits);
    write(field::host_tr_selector, arch::read_tr() & index_bits);

    write(field::host_fs_base, arch::read_msr(arch::msr::fs_base));
    write(field::host_gs_base, arch::read_msr(arch::msr::gs_base));
    write(field::host_tr_base, arch::task_state_base());
    write(field::host_gdtr_base, arch::read_gdtr().base);
    write(field::host_idtr_base, arch::read_idtr().base);

    write(field::host_sysenter_cs, 0);
    write(field::host_sysenter_esp, 0);
    write(field::host_sysenter_eip, 0);
    write(field::host_pat, arch::read_msr(arch::msr::pat));
    write(field::host_efer, arch::read_msr(arch::msr::efer));

    write(field::host_rsp, reinterpret_cast<std::uint64_t>(&gpr) + sizeof(gpr));
    write(field::host_rip, reinterpret_cast<std::uint64_t>(exit));
}

}  // namespace vitrine::vmx
