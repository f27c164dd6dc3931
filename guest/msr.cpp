#include "guest/msr.hpp"

#include "guest/cpuid.hpp"
#include "guest/mode.hpp"

namespace vitrine::guest {

namespace {

bool any(VirtualCpu& /*cpu*/, std::uint64_t /*value*/) {
    return true;
}
bool canonical(VirtualCpu& /*cpu*/, std::uint64_t value) {
    return is_canonical(value);
}
bool low_half(VirtualCpu& /*cpu*/, std::uint64_t value) {
    return value >> 32 == 0;
}

/// Eight memory types: UC 0, WC 1, WT 4, WP 5, WB 6, UC- 7. Intel SDM vol. 3A, 12.12.2.
bool memory_types(VirtualCpu& /*cpu*/, std::uint64_t value) {
    constexpr unsigned valid_types = 0xF3;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        const auto type = static_cast<unsigned>(value >> shift & 0xFF);
        if (type > 7 || (valid_types >> type & 1) == 0) return false;
    }
    return true;
}

/// Only bits of features that the guest has; LME can't change while paging is on. LMA is not the guest's to
/// write. Intel SDM vol. 3A, 2.2.1.
bool extended_features(VirtualCpu& cpu, std::uint64_t value) {
    const std::uint32_t features = guest_cpuid(cpu, 0x8000'0001, 0).edx;
    std::uint64_t allowed = efer::lma;
    if ((features >> 11 & 1) != 0) allowed |= efer::sce;
    if ((features >> 20 & 1) != 0) allowed |= efer::nxe;
    if ((features >> 29 & 1) != 0) allowed |= efer::lme;
    if ((value & ~allowed) != 0) return false;
    const bool paging = (cpu.read(Register::cr0) & cr0::pg) != 0;
    return !paging || ((value ^ cpu.read(Register::efer)) & efer::lme) == 0;
}

/// IA32_TSC_AUX comes with RDTSCP.
bool is_present(VirtualCpu& cpu, const ModelSpecificRegister& found) {
    return found.place != Register::tsc_aux || (guest_cpuid(cpu, 0x8000'0001, 0).edx >> 27 & 1) != 0;
}

}  // namespace

const std::array<ModelSpecificRegister, msr_count> model_specific_registers{{
    ModelSpecificRegister{0x10, "IA32_TIME_STAMP_COUNTER", Register::tsc, any},
    ModelSpecificRegister{0x174, "IA32_SYSENTER_CS", Register::sysenter_cs, any},
    ModelSpecificRegister{0x175, "IA32_SYSENTER_ESP", Register::sysenter_esp, canonical},
    ModelSpecificRegister{0x176, "IA32_SYSENTER_EIP", Register::sysenter_eip, canonical},
    ModelSpecificRegister{0x277, "IA32_PAT", Register::pat, memory_types},
    ModelSpecificRegister{0xC000'0080, "IA32_EFER", Register::efer, extended_features},
    ModelSpecificRegister{0xC000'0081, "IA32_STAR", Register::star, any},
    ModelSpecificRegister{0xC000'0082, "IA32_LSTAR", Register::lstar, canonical},
    ModelSpecificRegister{0xC000'0083, "IA32_CSTAR", Register::cstar, canonical},
    ModelSpecificRegister{0xC000'0084, "IA32_FMASK", Register::fmask, low_half},
    ModelSpecificRegister{0xC000'0100, "IA32_FS_BASE", Register::fs_base, canonical},
    ModelSpecificRegister{0xC000'0101, "IA32_GS_BASE", Register::gs_base, canonical},
    ModelSpecificRegister{0xC000'0102, "IA32_KERNEL_GS_BASE", Register::kernel_gs_base, canonical},
    ModelSpecificRegister{0xC000'0103, "IA32_TSC_AUX", Register::tsc_aux, low_half},
}};

Action emulate_msr(VirtualCpu& cpu, Exit& exit) {
    constexpr std::uint64_t low = 0xFFFF'FFFF;
    auto& msr = std::get<exit::Msr>(exit.cause);
    msr.index = static_cast<std::uint32_t>(cpu.gpr[Gpr::rcx]);
    if (msr.write) msr.value = cpu.gpr[Gpr::rdx] << 32 | (cpu.gpr[Gpr::rax] & low);

    const ModelSpecificRegister* found = find_msr(msr.index);
    if (found == nullptr) return inject_gp();
    msr.name = found->name;
    if (!is_present(cpu, *found)) return inject_gp();
    if (msr.write) {
        if (!found->writable(cpu, msr.value)) return inject_gp();
        cpu.write(found->place, msr.value);
    } else {
        msr.value = cpu.read(found->place);
        give_msr(cpu.gpr, msr.value);
    }
    return action::Advance{};
}

}  // namespace vitrine::guest
