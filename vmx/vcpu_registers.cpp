// The guest's registers while it is out: each in the VMCS, in the processor itself, or in Vitrine's keeping.

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/debug_registers.hpp"
#include "arch/fpu.hpp"
#include "arch/msr.hpp"
#include "arch/tsc.hpp"
#include "guest/cpu/action.hpp"
#include "vmx/guest_state.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

using guest::Register;

namespace {

/// The number of DR0 to DR3.
unsigned breakpoint(Register name) {
    return static_cast<unsigned>(name) - static_cast<unsigned>(Register::dr0);
}

}  // namespace

std::uint64_t Vcpu::read(Register name) {
    switch (name) {
        case Register::rip:
            return vmread(field::guest_rip);
        case Register::rsp:
            return vmread(field::guest_rsp);
        case Register::rflags:
            return vmread(field::guest_rflags);
        case Register::cr0:
            return cr0();
        case Register::cr2:
            return arch::read_cr2();
        case Register::cr3:
            return vmread(field::guest_cr3);
        case Register::cr4:
            return vmread(field::cr4_read_shadow);
        case Register::efer:
            return vmread(field::guest_efer);
        case Register::xcr0:
            return arch::guest_xcr0();
        case Register::dr0:
        case Register::dr1:
        case Register::dr2:
        case Register::dr3:
            return arch::read_breakpoint(breakpoint(name));
        case Register::dr6:
            return arch::read_dr6();
        case Register::debugctl:
            return vmread(field::guest_debugctl);
        case Register::dr7:
            return vmread(field::guest_dr7);
        case Register::pat:
            return vmread(field::guest_pat);
        case Register::sysenter_cs:
            return vmread(field::guest_sysenter_cs);
        case Register::sysenter_esp:
            return vmread(field::guest_sysenter_esp);
        case Register::sysenter_eip:
            return vmread(field::guest_sysenter_eip);
        case Register::fs_base:
            return vmread(field::guest_fs_base);
        case Register::gs_base:
            return vmread(field::guest_gs_base);
        // Vitrine uses none of these itself, so the guest's values stay in the processor.
        case Register::kernel_gs_base:
            return arch::read_msr(arch::msr::kernel_gs_base);
        case Register::star:
            return arch::read_msr(arch::msr::star);
        case Register::lstar:
            return arch::read_msr(arch::msr::lstar);
        case Register::cstar:
            return arch::read_msr(arch::msr::cstar);
        case Register::fmask:
            return arch::read_msr(arch::msr::fmask);
        case Register::tsc_aux:
            return arch::has_rdtscp() ? arch::read_msr(arch::msr::tsc_aux) : 0;
        case Register::tsc:
            return (timed_ ? 0 : arch::read_tsc()) + vmread(field::tsc_offset);
        case Register::cr8:
            return cr8_;
        case Register::none:
            break;
    }
    return 0;
}

void Vcpu::write(Register name, std::uint64_t value) {
    switch (name) {
        case Register::rip:
            vmwrite(field::guest_rip, value);
            break;
        case Register::rsp:
            vmwrite(field::guest_rsp, value);
            break;
        case Register::rflags:
            vmwrite(field::guest_rflags, value);
            break;
        case Register::cr0:
            write_cr0(value);
            break;
        case Register::cr2:
            arch::write_cr2(value);
            break;
        case Register::cr3:
            vmwrite(field::guest_cr3, value);
            drop_translations();
            break;
        case Register::cr4:
            if (((vmread(field::cr4_read_shadow) ^ value) & guest::cr4::translating) != 0)
                drop_translations();
            vmwrite(field::guest_cr4, real_cr4(value));
            vmwrite(field::cr4_read_shadow, value);
            break;
        case Register::efer:
            write_efer(value);
            break;
        case Register::xcr0:
            arch::write_xcr0(value);
            break;
        case Register::dr0:
        case Register::dr1:
        case Register::dr2:
        case Register::dr3:
            arch::write_breakpoint(breakpoint(name), value);
            break;
        case Register::dr6:
            arch::write_dr6(value);
            break;
        case Register::debugctl:
            vmwrite(field::guest_debugctl, value);
            break;
        case Register::dr7:
            vmwrite(field::guest_dr7, value);
            break;
        case Register::pat:
            vmwrite(field::guest_pat, value);
            break;
        case Register::sysenter_cs:
            vmwrite(field::guest_sysenter_cs, static_cast<std::uint32_t>(value));
            break;
        case Register::sysenter_esp:
            vmwrite(field::guest_sysenter_esp, value);
            break;
        case Register::sysenter_eip:
            vmwrite(field::guest_sysenter_eip, value);
            break;
        case Register::fs_base:
            vmwrite(field::guest_fs_base, value);
            break;
        case Register::gs_base:
            vmwrite(field::guest_gs_base, value);
            break;
        case Register::kernel_gs_base:
            arch::write_msr(arch::msr::kernel_gs_base, value);
            break;
        case Register::star:
            arch::write_msr(arch::msr::star, value);
            break;
        case Register::lstar:
            arch::write_msr(arch::msr::lstar, value);
            break;
        case Register::cstar:
            arch::write_msr(arch::msr::cstar, value);
            break;
        case Register::fmask:
            arch::write_msr(arch::msr::fmask, value);
            break;
        case Register::tsc_aux:
            arch::write_msr(arch::msr::tsc_aux, value);
            break;
        case Register::tsc:
            clock_.shift(value - read(Register::tsc));
            vmwrite(field::tsc_offset, value - (timed_ ? 0 : arch::read_tsc()));
            break;
        case Register::cr8:
            cr8_ = value;
            break;
        case Register::none:
            break;
    }
}

// Bochs 2.7 enters protected mode at the CPL that CS's selector names, where hardware goes by SS.DPL
// (25.4.1). The low bits of a real-mode selector are no privilege level: until the guest loads CS they are
// kept here.
void Vcpu::keep_selector_bits(bool was_protected, bool is_protected) {
    constexpr std::uint16_t level = 3;
    const auto selector = vmread(field::guest_cs_selector);
    if (!was_protected && is_protected && (selector & level) != 0) {
        real_mode_cs_ = selector;
        vmwrite(field::guest_cs_selector, static_cast<std::uint16_t>(selector & ~level));
    } else if (was_protected && !is_protected) {
        const bool same = selector == (real_mode_cs_ & ~level) &&
                          vmread(field::guest_cs_base) == std::uint64_t{real_mode_cs_} << 4;
        if (same) vmwrite(field::guest_cs_selector, real_mode_cs_);
        real_mode_cs_ = 0;
    }
}

std::uint64_t Vcpu::cr0() {
    return (vmread(field::cr0_read_shadow) & owned_cr0) | (vmread(field::guest_cr0) & ~owned_cr0);
}

void Vcpu::write_cr0(std::uint64_t value) {
    const std::uint64_t before = cr0();
    vmwrite(field::guest_cr0, real_cr0(value));
    vmwrite(field::cr0_read_shadow, value);
    if (((before ^ value) & ~guest::cr0::plain) == 0) return;
    keep_selector_bits((before & guest::cr0::pe) != 0, (value & guest::cr0::pe) != 0);
    write_efer(vmread(field::guest_efer));  // LMA follows PG
}

// EFER.LMA is PG and LME, and the IA-32e mode entry control must say the same (27.3.1.1).
void Vcpu::write_efer(std::uint64_t value) {
    const bool paging = (vmread(field::guest_cr0) & guest::cr0::pg) != 0;
    const bool long_mode = paging && (value & guest::efer::lme) != 0;
    drop_translations();
    vmwrite(field::guest_efer, long_mode ? value | guest::efer::lma : value & ~guest::efer::lma);
    const std::uint32_t entry = long_mode ? controls_.entry | entry_control::ia32e_mode_guest
                                          : controls_.entry & ~entry_control::ia32e_mode_guest;
    if (entry != controls_.entry) {
        controls_.entry = entry;
        vmwrite(field::entry_controls, entry);
    }
}

bool Vcpu::in_64bit_mode() {
    constexpr std::uint32_t cs_long = 1U << 13;
    return (vmread(field::guest_efer) & guest::efer::lma) != 0 &&
           (vmread(field::guest_cs_access_rights) & cs_long) != 0;
}

guest::Segment Vcpu::segment(guest::SegmentName name) {
    const SegmentFields fields = segment_fields(static_cast<unsigned>(name));
    const auto read_field = [](std::uint32_t encoding) { return vmread_any(AnyField(encoding)); };
    return {.selector = static_cast<std::uint16_t>(read_field(fields.selector)),
            .base = read_field(fields.base),
            .limit = static_cast<std::uint32_t>(read_field(fields.limit)),
            .access = static_cast<std::uint32_t>(read_field(fields.access_rights))};
}

guest::DescriptorTable Vcpu::gdtr() {
    return {vmread(field::guest_gdtr_base), static_cast<std::uint16_t>(vmread(field::guest_gdtr_limit))};
}

guest::DescriptorTable Vcpu::idtr() {
    return {vmread(field::guest_idtr_base), static_cast<std::uint16_t>(vmread(field::guest_idtr_limit))};
}

void Vcpu::write_pdptes(const std::array<std::uint64_t, 4>& entries) {
    vmwrite(field::guest_pdpte0, entries[0]);
    vmwrite(field::guest_pdpte1, entries[1]);
    vmwrite(field::guest_pdpte2, entries[2]);
    vmwrite(field::guest_pdpte3, entries[3]);
}

std::uint64_t Vcpu::pdpte(unsigned index) {
    switch (index & 3) {
        case 0:
            return vmread(field::guest_pdpte0);
        case 1:
            return vmread(field::guest_pdpte1);
        case 2:
            return vmread(field::guest_pdpte2);
        default:
            return vmread(field::guest_pdpte3);
    }
}

// RDTSCP and INVPCID raise #UD in a guest without their controls (26.3), so they are not there then.
guest::CpuidAnswer Vcpu::host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) {
    const arch::CpuidResult host = arch::cpuid(leaf, subleaf);
    guest::CpuidAnswer answer{.eax = host.eax, .ebx = host.ebx, .ecx = host.ecx, .edx = host.edx};
    constexpr std::uint32_t invpcid_ebx = 1U << 10;
    constexpr std::uint32_t rdtscp_edx = 1U << 27;
    if (leaf == 7 && subleaf == 0 && (controls_.secondary & secondary::enable_invpcid) == 0) {
        answer.ebx &= ~invpcid_ebx;
    }
    if (leaf == 0x8000'0001 && (controls_.secondary & secondary::enable_rdtscp) == 0)
        answer.edx &= ~rdtscp_edx;
    return answer;
}

std::uint64_t Vcpu::settable_cr4() {
    return capabilities_.cr4_fixed1 & ~guest::cr4::vmxe;
}

void Vcpu::load_exception_address(const guest::VectoredEvent& event) {
    if (event.vector == guest::vector::pf) arch::write_cr2(event.address);
    if (event.vector == guest::vector::db) {
        // What a #DB that exited would have done (28.1): DR6 tells the cause, and DR7.GD is off in the
        // handler.
        arch::write_dr6(arch::read_dr6() | event.address);
        constexpr std::uint64_t general_detect = 1U << 13;
        vmwrite(field::guest_dr7, vmread(field::guest_dr7) & ~general_detect);
    }
}

}  // namespace vitrine::vmx
