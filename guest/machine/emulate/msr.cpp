#include "guest/machine/emulate/msr.hpp"

#include "guest/cpu/mode.hpp"
#include "guest/machine/emulate/cpuid.hpp"

namespace vitrine::guest {

namespace {

/// Eight memory types: UC 0, WC 1, WT 4, WP 5, WB 6, UC- 7. Intel SDM vol. 3A, 12.12.2.
bool memory_types(std::uint64_t value) {
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

/// Whether WRMSR takes the value; else it raises #GP.
bool is_writable(VirtualCpu& cpu, Register place, std::uint64_t value) {
    switch (place) {
        case Register::sysenter_esp:
        case Register::sysenter_eip:
        case Register::lstar:
        case Register::cstar:
        case Register::fs_base:
        case Register::gs_base:
        case Register::kernel_gs_base:
            return is_canonical(value);
        case Register::pat:
            return memory_types(value);
        case Register::efer:
            return extended_features(cpu, value);
        case Register::fmask:
        case Register::tsc_aux:
            return value >> 32 == 0;
        default:
            return true;
    }
}

}  // namespace

Action emulate_msr(VirtualCpu& cpu, Exit& exit) {
    constexpr std::uint64_t low = 0xFFFF'FFFF;
    auto& msr = as<exit::Msr>(exit.cause);
    msr.index = static_cast<std::uint32_t>(cpu.gpr[Gpr::rcx]);
    if (msr.write) msr.value = cpu.gpr[Gpr::rdx] << 32 | (cpu.gpr[Gpr::rax] & low);

    const ModelSpecificRegister* found = find_msr(msr.index);
    if (found == nullptr) return inject_gp();
    msr.name = found->name;
    if (!is_present(cpu, *found)) return inject_gp();
    if (msr.write) {
        if (!is_writable(cpu, found->place, msr.value)) return inject_gp();
        cpu.write(found->place, msr.value);
    } else {
        msr.value = cpu.read(found->place);
        give_msr(cpu.gpr, msr.value);
    }
    return action::Advance{};
}

}  // namespace vitrine::guest
