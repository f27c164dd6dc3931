// The guest's registers while it is out: each in the VMCB, or in the processor itself.

#include <array>
#include <cstddef>
#include <utility>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/debug_registers.hpp"
#include "arch/fpu.hpp"
#include "arch/msr.hpp"
#include "arch/tsc.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

using guest::Register;

namespace {

using Offset = std::uint16_t;

/// The save area's offset of each register that is there whole; 0, which is ES's, for those that are not or
/// have more to them.
constexpr auto register_offsets = [] {
    std::array<Offset, static_cast<std::size_t>(Register::none) + 1> offsets{};
    const auto set = [&](Register name, std::size_t offset) {
        offsets[static_cast<std::size_t>(name)] = static_cast<Offset>(offset);
    };
    set(Register::rip, offsetof(StateSaveArea, rip));
    set(Register::rsp, offsetof(StateSaveArea, rsp));
    set(Register::rflags, offsetof(StateSaveArea, rflags));
    set(Register::cr0, offsetof(StateSaveArea, cr0));
    set(Register::cr2, offsetof(StateSaveArea, cr2));
    set(Register::cr3, offsetof(StateSaveArea, cr3));
    set(Register::cr4, offsetof(StateSaveArea, cr4));
    set(Register::dr6, offsetof(StateSaveArea, dr6));
    set(Register::dr7, offsetof(StateSaveArea, dr7));
    set(Register::debugctl, offsetof(StateSaveArea, debug_control));
    set(Register::pat, offsetof(StateSaveArea, pat));
    set(Register::sysenter_cs, offsetof(StateSaveArea, sysenter_cs));
    set(Register::sysenter_esp, offsetof(StateSaveArea, sysenter_esp));
    set(Register::sysenter_eip, offsetof(StateSaveArea, sysenter_eip));
    set(Register::fs_base, offsetof(StateSaveArea, fs) + offsetof(VmcbSegment, base));
    set(Register::gs_base, offsetof(StateSaveArea, gs) + offsetof(VmcbSegment, base));
    set(Register::kernel_gs_base, offsetof(StateSaveArea, kernel_gs_base));
    set(Register::star, offsetof(StateSaveArea, star));
    set(Register::lstar, offsetof(StateSaveArea, lstar));
    set(Register::cstar, offsetof(StateSaveArea, cstar));
    set(Register::fmask, offsetof(StateSaveArea, sfmask));
    return offsets;
}();

/// By SegmentName.
constexpr std::array<Offset, 8> segment_offsets{offsetof(StateSaveArea, es),   offsetof(StateSaveArea, cs),
                                                offsetof(StateSaveArea, ss),   offsetof(StateSaveArea, ds),
                                                offsetof(StateSaveArea, fs),   offsetof(StateSaveArea, gs),
                                                offsetof(StateSaveArea, ldtr), offsetof(StateSaveArea, tr)};

template <class T>
T* at(Vmcb& vmcb, Offset offset) {
    return reinterpret_cast<T*>(reinterpret_cast<std::uint8_t*>(&vmcb.save) + offset);
}

/// Where the VMCB has a register; null where it hasn't.
std::uint64_t* place(Vmcb& vmcb, Register name) {
    const Offset offset = register_offsets[static_cast<std::size_t>(name)];
    return offset != 0 ? at<std::uint64_t>(vmcb, offset) : nullptr;
}

/// The number of DR0 to DR3.
unsigned breakpoint(Register name) {
    return static_cast<unsigned>(name) - static_cast<unsigned>(Register::dr0);
}

constexpr std::uint64_t task_priority = 0xFF;  ///< V_TPR, which CR8 is in the guest (15.21.2)

}  // namespace

std::uint64_t Vcpu::read(Register name) {
    if (const std::uint64_t* const found = place(vmcb(), name)) return *found;
    switch (name) {
        case Register::efer:
            return (vmcb().save.efer & ~arch::efer_svme) | lme_;
        case Register::xcr0:
            return arch::guest_xcr0();
        case Register::dr0:
        case Register::dr1:
        case Register::dr2:
        case Register::dr3:
            return arch::read_breakpoint(breakpoint(name));
        case Register::tsc_aux:
            return arch::has_rdtscp() ? arch::read_msr(arch::msr::tsc_aux) : 0;
        case Register::tsc:
            return (timed_ ? 0 : arch::read_tsc()) + vmcb().control.tsc_offset;
        default:
            return vmcb().control.virtual_interrupt & task_priority;
    }
}

void Vcpu::write(Register name, std::uint64_t value) {
    if (std::uint64_t* const found = place(vmcb(), name)) {
        const std::uint64_t changed = std::exchange(*found, value) ^ value;
        // What was translated by the old value must go.
        const bool translates_anew = name == Register::cr0   ? (changed & ~guest::cr0::plain) != 0
                                     : name == Register::cr4 ? (changed & guest::cr4::translating) != 0
                                                             : name == Register::cr3;
        if (translates_anew) vmcb().control.tlb_control = flush_all_translations;
        if (translates_anew && name == Register::cr0) write_efer(vmcb().save.efer | lme_);  // LMA follows PG
        return;
    }
    switch (name) {
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
        case Register::tsc_aux:
            arch::write_msr(arch::msr::tsc_aux, value);
            break;
        case Register::tsc:
            deadline_.shift(value - read(Register::tsc));
            vmcb().control.tsc_offset = value - (timed_ ? 0 : arch::read_tsc());
            break;
        default:
            vmcb().control.virtual_interrupt = (vmcb().control.virtual_interrupt & ~task_priority) | value;
            break;
    }
}

// LME does nothing before CR0.PG is set, and until then it isn't in the VMCB: with it and without CR4.PAE
// QEMU 7.2's #VMEXIT takes the host's CR0 for one that must not be.
void Vcpu::write_efer(std::uint64_t value) {
    constexpr std::uint64_t long_mode_bits = guest::efer::lme | guest::efer::lma;
    lme_ = value & guest::efer::lme;
    const bool long_mode = (vmcb().save.cr0 & guest::cr0::pg) != 0 && lme_ != 0;
    vmcb().save.efer =
        (value & ~long_mode_bits) | (long_mode ? long_mode_bits : 0) | arch::efer_svme;  // 15.5.1 insists
    vmcb().control.tlb_control = flush_all_translations;
}

VmcbSegment& Vcpu::segment_register(guest::SegmentName name) const {
    return *at<VmcbSegment>(vmcb(), segment_offsets[static_cast<std::size_t>(name) & 7]);
}

guest::Segment Vcpu::segment(guest::SegmentName name) {
    const VmcbSegment& from = segment_register(name);
    std::uint32_t access = (from.attributes & 0xFFU) | (from.attributes & 0xF00U) << 4;
    constexpr std::uint32_t present = 1U << 7;
    const bool is_code = name == guest::SegmentName::cs;
    if ((access & present) == 0 && !is_code) access |= guest::Segment::unusable_bit;
    // The VMCB keeps the CPL apart; SS.DPL is it, as the handlers expect (15.5.1).
    if (name == guest::SegmentName::ss)
        access = (access & ~(3U << 5)) | static_cast<std::uint32_t>(vmcb().save.cpl & 3) << 5;
    return {.selector = from.selector, .base = from.base, .limit = from.limit, .access = access};
}

guest::DescriptorTable Vcpu::gdtr() {
    return {vmcb().save.gdtr.base, static_cast<std::uint16_t>(vmcb().save.gdtr.limit)};
}

guest::DescriptorTable Vcpu::idtr() {
    return {vmcb().save.idtr.base, static_cast<std::uint16_t>(vmcb().save.idtr.limit)};
}

// With nested paging the processor reads these entries from the guest's memory itself (15.25.10).
void Vcpu::write_pdptes(const std::array<std::uint64_t, 4>& /*entries*/) {}

std::uint64_t Vcpu::pdpte(unsigned index) {
    constexpr std::uint64_t table_bits = 0xFFFF'FFE0;
    return memory_->read<std::uint64_t>((vmcb().save.cr3 & table_bits) + (index & 3) * sizeof(std::uint64_t))
        .value_or(0);
}

guest::CpuidAnswer Vcpu::host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) {
    const arch::CpuidResult host = arch::cpuid(leaf, subleaf);
    return {.eax = host.eax, .ebx = host.ebx, .ecx = host.ecx, .edx = host.edx};
}

std::uint64_t Vcpu::settable_cr4() {
    return ~0ULL;  // what CPUID shows; SVM fixes no bit
}

void Vcpu::write_guest_state(const guest::CpuState& state) {
    for (std::size_t number = 0; number < guest::register_count; ++number) {
        if (std::uint64_t* const found = place(vmcb(), static_cast<Register>(number)))
            *found = state.registers[number];
    }
    write_efer(state[Register::efer]);
    StateSaveArea& save = vmcb().save;
    for (unsigned number = 0; number < state.segments.size(); ++number) {
        const guest::Segment& from = state.segments[number];
        constexpr std::uint32_t present = 1U << 7;
        const std::uint32_t access = from.unusable() ? from.access & ~present : from.access;
        segment_register(static_cast<guest::SegmentName>(number)) = {
            .selector = from.selector,
            .attributes = static_cast<std::uint16_t>((access & 0xFF) | (access >> 4 & 0xF00)),
            .limit = from.limit,
            .base = from.base};
    }
    save.cpl = state.cpl();
    save.gdtr = {.limit = state.gdtr.limit, .base = state.gdtr.base};
    save.idtr = {.limit = state.idtr.limit, .base = state.idtr.base};
    gpr = state.gpr;
}

}  // namespace vitrine::svm
