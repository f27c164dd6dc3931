#pragma once
// The virtual machine control block. AMD64 Architecture Programmer's Manual volume 2 (APM), revision
// 24593-3.42, appendix B. Sections without a volume are of it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::svm {

/// A segment register. `attributes`: bytes 5 and 6 of a descriptor with the limit's four bits taken out: type
/// 3:0, S 4, DPL 6:5, P 7, AVL 8, L 9, D/B 10, G 11.
struct VmcbSegment {
    std::uint16_t selector = 0;
    std::uint16_t attributes = 0;
    std::uint32_t limit = 0;
    std::uint64_t base = 0;
};

/// Table B-1.
struct ControlArea {
    std::uint16_t cr_reads = 0;   ///< bit n: intercept reads of CRn
    std::uint16_t cr_writes = 0;  ///< bit n: intercept writes of CRn
    std::uint16_t dr_reads = 0;
    std::uint16_t dr_writes = 0;
    std::uint32_t exceptions = 0;  ///< bit n: intercept exception vector n
    std::uint32_t intercepts_1 = 0;
    std::uint32_t intercepts_2 = 0;
    std::array<std::uint8_t, 0x28 + 4> reserved_1{};
    std::uint64_t io_permissions = 0;   ///< physical address
    std::uint64_t msr_permissions = 0;  ///< physical address
    std::uint64_t tsc_offset = 0;
    std::uint32_t asid = 0;
    std::uint32_t tlb_control = 0;
    std::uint64_t virtual_interrupt = 0;
    std::uint64_t interrupt_shadow = 0;
    std::uint64_t exit_code = 0;
    std::uint64_t exit_info_1 = 0;
    std::uint64_t exit_info_2 = 0;
    std::uint64_t exit_interrupt = 0;  ///< EXITINTINFO: the event whose delivery the exit interrupted
    std::uint64_t nested_paging = 0;
    std::array<std::uint8_t, 0x10> reserved_2{};
    std::uint64_t event_injection = 0;
    std::uint64_t nested_cr3 = 0;
    std::uint64_t lbr_virtualization = 0;
    std::uint64_t clean = 0;
    std::uint64_t next_rip = 0;
    std::array<std::uint8_t, 0x400 - 0xD0> reserved_3{};
};

/// Table B-2.
struct StateSaveArea {
    VmcbSegment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
    std::array<std::uint8_t, 0x2B> reserved_1{};
    std::uint8_t cpl = 0;
    std::uint32_t reserved_2 = 0;
    std::uint64_t efer = 0;
    std::array<std::uint8_t, 0x70> reserved_3{};
    std::uint64_t cr4 = 0, cr3 = 0, cr0 = 0, dr7 = 0, dr6 = 0, rflags = 0, rip = 0;
    std::array<std::uint8_t, 0x58> reserved_4{};
    std::uint64_t rsp = 0;
    std::array<std::uint8_t, 0x18> reserved_5{};
    std::uint64_t rax = 0;
    std::uint64_t star = 0, lstar = 0, cstar = 0, sfmask = 0, kernel_gs_base = 0;
    std::uint64_t sysenter_cs = 0, sysenter_esp = 0, sysenter_eip = 0;
    std::uint64_t cr2 = 0;
    std::array<std::uint8_t, 0x20> reserved_6{};
    std::uint64_t pat = 0;
    std::uint64_t debug_control = 0;
    std::array<std::uint8_t, 0xC00 - 0x278> reserved_7{};
};

struct Vmcb {
    ControlArea control;
    StateSaveArea save;
};

static_assert(offsetof(ControlArea, io_permissions) == 0x40 && offsetof(ControlArea, asid) == 0x58);
static_assert(offsetof(ControlArea, exit_code) == 0x70 && offsetof(ControlArea, nested_paging) == 0x90);
static_assert(offsetof(ControlArea, event_injection) == 0xA8 && offsetof(ControlArea, next_rip) == 0xC8);
static_assert(offsetof(StateSaveArea, cpl) == 0xCB && offsetof(StateSaveArea, efer) == 0xD0);
static_assert(offsetof(StateSaveArea, cr4) == 0x148 && offsetof(StateSaveArea, rip) == 0x178);
static_assert(offsetof(StateSaveArea, rsp) == 0x1D8 && offsetof(StateSaveArea, rax) == 0x1F8);
static_assert(offsetof(StateSaveArea, cr2) == 0x240 && offsetof(StateSaveArea, pat) == 0x268);
static_assert(sizeof(ControlArea) == 0x400 && sizeof(Vmcb) == 0x1000);

namespace intercept_1 {  // offset 0x00c
inline constexpr std::uint32_t interrupt = 1U << 0, nmi = 1U << 1, virtual_interrupt = 1U << 4,
                               cr0_selective_write = 1U << 5, rdtsc = 1U << 14, rdpmc = 1U << 15,
                               cpuid = 1U << 18, invd = 1U << 22, hlt = 1U << 24, invlpga = 1U << 26,
                               io = 1U << 27, msr = 1U << 28, task_switch = 1U << 29, shutdown = 1U << 31;
}
namespace intercept_2 {  // offset 0x010
inline constexpr std::uint32_t vmrun = 1U << 0, vmmcall = 1U << 1, vmload = 1U << 2, vmsave = 1U << 3,
                               stgi = 1U << 4, clgi = 1U << 5, skinit = 1U << 6, rdtscp = 1U << 7,
                               wbinvd = 1U << 9, monitor = 1U << 10, mwait = 1U << 11, xsetbv = 1U << 13;
}

/// EVENTINJ and EXITINTINFO. 15.7.2, 15.20.
namespace event_bits {
inline constexpr std::uint64_t nmi = 2U << 8, exception = 3U << 8, software = 4U << 8, type = 7U << 8,
                               error_code_valid = 1U << 11, valid = 1U << 31;
}

/// V_INTR_MASKING: the host's RFLAGS.IF, not the guest's, masks physical interrupts. 15.21.1.
inline constexpr std::uint64_t interrupt_masking = 1U << 24;

/// V_IRQ with V_IGN_TPR: an interrupt waits for the guest, whatever its CR8. 15.21.4.
inline constexpr std::uint64_t virtual_interrupt_request = 1U << 8 | 1U << 20;

inline constexpr std::uint32_t flush_all_translations = 1;  ///< TLB_CONTROL, table 15-9
inline constexpr std::uint32_t guest_asid = 1;

}  // namespace vitrine::svm
