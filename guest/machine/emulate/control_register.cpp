#include "guest/machine/emulate/control_register.hpp"

#include <cstring>

#include "guest/cpu/mode.hpp"
#include "guest/machine/emulate/linear.hpp"
#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest {

namespace {

constexpr std::uint64_t cr0_defined = cr0::pe | cr0::mp | cr0::em | cr0::ts | cr0::et | cr0::ne | cr0::wp |
                                      cr0::am | cr0::nw | cr0::cd | cr0::pg;

bool has(VirtualCpu& cpu, Register name, std::uint64_t bits) {
    return (cpu.read(name) & bits) == bits;
}

/// Reads the four page-directory-pointer-table entries that CR3 names. False where the processor would raise
/// #GP: a reserved bit in a present one. Intel SDM vol. 3A, 4.4.1.
bool load_pdptes(VirtualCpu& cpu, const Memory& memory, std::uint64_t cr3) {
    constexpr std::uint64_t table_bits = 0xFFFF'FFE0;
    const unsigned physical_bits = guest_cpuid(cpu, 0x8000'0008, 0).eax & 0xFF;
    const std::uint64_t beyond = physical_bits < 64 ? ~0ULL << physical_bits : 0;
    const std::uint64_t reserved = 0x1E6 | beyond;
    std::array<std::uint64_t, 4> entries{};
    for (unsigned index = 0; index < entries.size(); ++index) {
        const auto entry = memory.read<std::uint64_t>((cr3 & table_bits) + index * sizeof(std::uint64_t));
        // Memory that isn't there reads as all ones.
        entries[index] = entry.value_or(~0ULL);
        if ((entries[index] & 1) != 0 && (entries[index] & reserved) != 0) return false;
    }
    cpu.write_pdptes(entries);
    return true;
}

bool uses_pdptes(std::uint64_t cr0, std::uint64_t cr4, std::uint64_t efer) {
    return (cr0 & cr0::pg) != 0 && (cr4 & cr4::pae) != 0 && (efer & efer::lme) == 0;
}

/// Whether IA-32e mode may begin now. Intel SDM vol. 3A, 10.8.5.
bool long_mode_may_begin(VirtualCpu& cpu) {
    constexpr std::uint8_t busy_286_tss = 3;
    const bool long_cs = cpu.segment(SegmentName::cs).long_mode();
    return has(cpu, Register::cr4, cr4::pae) && !long_cs &&
           cpu.segment(SegmentName::tr).type() != busy_286_tss;
}

Action write_cr0(VirtualCpu& cpu, const Memory& memory, std::uint64_t value) {
    const std::uint64_t old = cpu.read(Register::cr0);
    if (value >> 32 != 0) return inject_gp();
    value = (value & cr0_defined) | cr0::et;
    const bool pe = (value & cr0::pe) != 0;
    const bool pg = (value & cr0::pg) != 0;
    if (pg && !pe) return inject_gp();
    if ((value & cr0::nw) != 0 && (value & cr0::cd) == 0) return inject_gp();

    const std::uint64_t changed = old ^ value;
    if ((changed & cr0::pg) != 0) {
        const bool lme = has(cpu, Register::efer, efer::lme);
        if (pg && lme && !long_mode_may_begin(cpu)) return inject_gp();
        if (!pg && in_64bit_mode(cpu)) return inject_gp();
    }
    const bool reload = (changed & (cr0::pg | cr0::cd | cr0::nw)) != 0;
    if (reload && uses_pdptes(value, cpu.read(Register::cr4), cpu.read(Register::efer)) &&
        !load_pdptes(cpu, memory, cpu.read(Register::cr3))) {
        return inject_gp();
    }
    cpu.write(Register::cr0, value);
    return action::Advance{};
}

/// The CR4 bits that go with features which the guest's CPUID shows, as far as the vendor allows them.
std::uint64_t cr4_allowed(VirtualCpu& cpu) {
    const CpuidAnswer basic = guest_cpuid(cpu, 1, 0);
    const CpuidAnswer structured = guest_cpuid(cpu, 7, 0);
    const auto feature = [](std::uint32_t leaf_register, unsigned bit, unsigned cr4_bit) {
        return static_cast<std::uint64_t>(leaf_register >> bit & 1) << cr4_bit;
    };
    const std::uint64_t features =
        feature(basic.edx, 1, 0) | feature(basic.edx, 1, 1) |              // VME, PVI
        feature(basic.edx, 4, 2) | feature(basic.edx, 2, 3) |              // TSD, DE
        feature(basic.edx, 3, 4) | feature(basic.edx, 6, 5) |              // PSE, PAE
        feature(basic.edx, 13, 7) | 1ULL << 8 |                            // PGE, PCE
        feature(basic.edx, 24, 9) | feature(basic.edx, 25, 10) |           // OSFXSR, OSXMMEXCPT
        feature(structured.ecx, 2, 11) |                                   // UMIP
        feature(structured.ebx, 0, 16) |                                   // FSGSBASE
        feature(basic.ecx, 26, 18) |                                       // OSXSAVE
        feature(structured.ebx, 7, 20) | feature(structured.ebx, 20, 21);  // SMEP, SMAP
    return features & cpu.settable_cr4();
}

Action write_cr4(VirtualCpu& cpu, KnownCpuid& known, const Memory& memory, std::uint64_t value) {
    if (known.cr4_bits == 0) known.cr4_bits = cr4_allowed(cpu);
    if ((value & ~known.cr4_bits) != 0) return inject_gp();
    if ((value & cr4::pae) == 0 && has(cpu, Register::efer, efer::lma)) return inject_gp();
    const std::uint64_t changed = cpu.read(Register::cr4) ^ value;
    const bool reload = (changed & (cr4::pae | cr4::pge | cr4::pse | cr4::smep)) != 0;
    if (reload && uses_pdptes(cpu.read(Register::cr0), value, cpu.read(Register::efer)) &&
        !load_pdptes(cpu, memory, cpu.read(Register::cr3))) {
        return inject_gp();
    }
    cpu.write(Register::cr4, value);
    return action::Advance{};
}

Action write_cr3(VirtualCpu& cpu, const Memory& memory, std::uint64_t value) {
    const unsigned physical_bits = guest_cpuid(cpu, 0x8000'0008, 0).eax & 0xFF;
    if (in_64bit_mode(cpu) && physical_bits < 64 && value >> physical_bits != 0) return inject_gp();
    if (uses_pdptes(cpu.read(Register::cr0), cpu.read(Register::cr4), cpu.read(Register::efer)) &&
        !load_pdptes(cpu, memory, value)) {
        return inject_gp();
    }
    cpu.write(Register::cr3, value);
    return action::Advance{};
}

/// The task priority of an APIC that isn't there: four bits that keep what is written.
Action write_cr8(VirtualCpu& cpu, std::uint64_t value) {
    if (value > 0xF) return inject_gp();
    cpu.write(Register::cr8, value);
    return action::Advance{};
}

Action write_register(VirtualCpu& cpu, KnownCpuid& known, const Memory& memory, std::uint8_t number,
                      std::uint64_t value) {
    switch (number) {
        case 0:
            return write_cr0(cpu, memory, value);
        case 3:
            return write_cr3(cpu, memory, value);
        case 4:
            known.forget_leaf_1();
            return write_cr4(cpu, known, memory, value);
        case 8:
            return write_cr8(cpu, value);
        default:
            return inject_ud();
    }
}

std::uint64_t read_register(VirtualCpu& cpu, std::uint8_t number) {
    switch (number) {
        case 0:
            return cpu.read(Register::cr0);
        case 3:
            return cpu.read(Register::cr3);
        case 4:
            return cpu.read(Register::cr4);
        default:
            return cpu.read(Register::cr8);
    }
}

/// Reads LMSW's source where the processor left that to Vitrine.
Result<void, Action> fetch_lmsw_source(VirtualCpu& cpu, const Memory& memory, exit::ControlRegister& access) {
    if (!access.lmsw_operand) return {};
    const auto [segment, offset] = *access.lmsw_operand;
    const auto linear = linear_address(cpu, segment, offset, sizeof(access.lmsw_source), false);
    if (!linear) return fail(Action{linear.error()});
    std::array<std::uint8_t, sizeof(access.lmsw_source)> bytes{};
    VITRINE_TRY(read_linear(cpu, memory, *linear, bytes));
    std::memcpy(&access.lmsw_source, bytes.data(), bytes.size());
    access.lmsw_operand.reset();
    return {};
}

}  // namespace

Action emulate_control_register(VirtualCpu& cpu, KnownCpuid& known, const Memory& memory, Exit& exit) {
    using Access = exit::ControlRegister::Access;
    auto& access = as<exit::ControlRegister>(exit.cause);
    // Outside 64-bit mode an operand has 32 bits; the mode matters only where there are more.
    const auto operand = [&](std::uint64_t value) {
        return value >> 32 == 0 || in_64bit_mode(cpu) ? value : low_part(value, 4);
    };
    switch (access.access) {
        case Access::write:
            access.value = operand(cpu.read_gpr(access.gpr));
            break;
        case Access::read:
            access.value = read_register(cpu, access.number);
            cpu.write_gpr(access.gpr, operand(access.value));
            return action::Advance{};
        case Access::clts:
            access.value = cpu.read(Register::cr0) & ~cr0::ts;
            break;
        case Access::lmsw: {
            if (const auto fetched = fetch_lmsw_source(cpu, memory, access); !fetched) return fetched.error();
            // Sets PE, MP, EM and TS, but can't clear PE.
            constexpr std::uint64_t low_bits = cr0::pe | cr0::mp | cr0::em | cr0::ts;
            const std::uint64_t old = cpu.read(Register::cr0);
            access.value = (old & ~low_bits) | (access.lmsw_source & low_bits) | (old & cr0::pe);
            break;
        }
    }
    return write_register(cpu, known, memory, access.number, access.value);
}

Action emulate_xsetbv(VirtualCpu& cpu, Exit& exit) {
    constexpr std::uint64_t x87 = 1, sse = 2, avx = 4, avx512 = 0xE0;
    auto& xsetbv = as<exit::Xsetbv>(exit.cause);
    xsetbv.index = static_cast<std::uint32_t>(cpu.gpr[Gpr::rcx]);
    xsetbv.value = cpu.gpr[Gpr::rdx] << 32 | (cpu.gpr[Gpr::rax] & 0xFFFF'FFFF);
    const std::uint64_t value = xsetbv.value;
    const std::uint64_t supported = cpu.host_cpuid(0xD, 0).eax & guest_xcr0;
    const bool avx_without_sse = (value & avx) != 0 && (value & sse) == 0;
    const bool avx512_torn = (value & avx512) != 0 && (value & (avx512 | avx)) != (avx512 | avx);
    if (xsetbv.index != 0 || (value & x87) == 0 || (value & ~supported) != 0 || avx_without_sse ||
        avx512_torn) {
        return inject_gp();
    }
    cpu.write(Register::xcr0, value);
    return action::Advance{};
}

}  // namespace vitrine::guest
