#include "guest/machine/emulate/cpuid.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "guest/machine/emulate/hypercall.hpp"

namespace vitrine::guest {

namespace {

constexpr std::uint32_t bits(std::initializer_list<unsigned> numbers) {
    std::uint32_t mask = 0;
    for (const unsigned number : numbers) mask |= 1U << number;
    return mask;
}

/// What of a leaf the guest sees. A bit that is not named here reads 0: a feature that Vitrine has never
/// heard of might need an MSR or a control register that it doesn't have.
struct Mask {
    std::uint32_t leaf;
    std::uint32_t eax, ebx, ecx, edx;
};

constexpr std::uint32_t all = ~0U;

constexpr std::uint32_t leaf_1_ecx =
    bits({0 /* SSE3 */, 1 /* PCLMULQDQ */, 9 /* SSSE3 */, 12 /* FMA */, 13 /* CMPXCHG16B */, 19 /* SSE4.1 */,
          20 /* SSE4.2 */, 22 /* MOVBE */, 23 /* POPCNT */, 25 /* AES */, 26 /* XSAVE */, 28 /* AVX */,
          29 /* F16C */});
// Not: RDRAND, whose numbers no second run gets; VMX, SMX, MONITOR, x2APIC, TSC-deadline, PCID, performance
// and thermal monitoring.

constexpr std::uint32_t leaf_1_edx =
    bits({0 /* FPU */, 1 /* VME */, 2 /* DE */, 3 /* PSE */, 4 /* TSC */, 5 /* MSR */, 6 /* PAE */,
          8 /* CX8 */, 11 /* SEP */, 13 /* PGE */, 15 /* CMOV */, 16 /* PAT */, 17 /* PSE-36 */,
          19 /* CLFSH */, 23 /* MMX */, 24 /* FXSR */, 25 /* SSE */, 26 /* SSE2 */, 27 /* SS */});
// Not: machine checks, APIC, MTRR, HTT, debug store, thermal monitoring.

constexpr std::uint32_t leaf_7_ebx =
    bits({0 /* FSGSBASE */, 3 /* BMI1 */, 5 /* AVX2 */, 6 /* FDP */, 7 /* SMEP */, 8 /* BMI2 */, 9 /* ERMS */,
          13 /* no FCS, FDS */, 16 /* AVX512F */, 17 /* DQ */, 19 /* ADX */, 20 /* SMAP */, 21 /* IFMA */,
          23 /* CLFLUSHOPT */, 24 /* CLWB */, 28 /* CD */, 29 /* SHA */, 30 /* BW */, 31 /* VL */});
// Not: RDSEED, TSC_ADJUST, SGX, TSX, INVPCID, resource monitoring, MPX, processor trace.

constexpr std::uint32_t leaf_7_ecx =
    bits({1 /* VBMI */, 2 /* UMIP */, 6 /* VBMI2 */, 8 /* GFNI */, 9 /* VAES */, 10 /* VPCLMULQDQ */,
          11 /* VNNI */, 12 /* BITALG */, 14 /* VPOPCNTDQ */});
// Not: protection keys, WAITPKG, shadow stacks, 5-level paging, RDPID, key locker.

constexpr std::uint32_t extended_1_ecx =
    bits({0 /* LAHF */, 5 /* LZCNT */, 6 /* SSE4A */, 7 /* misaligned SSE */, 8 /* PREFETCHW */, 11 /* XOP */,
          16 /* FMA4 */, 21 /* TBM */});
constexpr std::uint32_t extended_1_edx =
    (leaf_1_edx & bits({0, 1, 2, 3, 4, 5, 6, 8, 13, 15, 16, 17, 23, 24})) |  // AMD repeats these
    bits({11 /* SYSCALL */, 20 /* NX */, 22 /* MMXEXT */, 25 /* FFXSR */, 26 /* 1 GiB pages */,
          27 /* RDTSCP */, 29 /* long mode */, 30 /* 3DNow! extensions */, 31 /* 3DNow! */});

constexpr std::array masks{
    Mask{0x0, all, all, all, all},
    Mask{0x1, all, 0x0000'FF00, leaf_1_ecx, leaf_1_edx},  // EBX: CLFLUSH size; APIC id 0 and one processor
    Mask{0x2, all, all, all, all},                        // cache descriptors
    Mask{0x4, 0x0000'3FFF, all, all, all},                // caches, shared by one processor
    Mask{0x7, 0, leaf_7_ebx, leaf_7_ecx, bits({4 /* fast short REP MOV */})},
    Mask{0xD, all, all, all, all},  // XSAVE, see below
    Mask{0x15, all, all, all, 0},   // TSC and crystal clock
    Mask{0x16, all, all, all, 0},   // frequencies
    Mask{0x8000'0000, all, all, all, all},
    Mask{0x8000'0001, all, 0, extended_1_ecx, extended_1_edx},
    Mask{0x8000'0002, all, all, all, all},  // brand
    Mask{0x8000'0003, all, all, all, all},
    Mask{0x8000'0004, all, all, all, all},
    Mask{0x8000'0005, all, all, all, all},  // caches
    Mask{0x8000'0006, all, all, all, all},
    Mask{0x8000'0007, 0, 0, 0, bits({8 /* invariant TSC */})},
    Mask{0x8000'0008, 0x0000'00FF, 0, 0, 0},  // physical address bits; linear ones below
};

constexpr std::uint32_t highest_basic = 0x16;
constexpr std::uint32_t highest_extended = 0x8000'0008;

/// The XSAVE area's size in bytes with all that a guest may enable. Intel SDM vol. 1, 13.5.
std::uint32_t xsave_size(VirtualCpu& cpu, std::uint32_t components) {
    std::uint32_t size = 576;  // legacy region and header, SDM vol. 1, 13.4
    for (std::uint32_t i = 2; i < 32; ++i) {
        if ((components >> i & 1) == 0) continue;
        const CpuidAnswer component = cpu.host_cpuid(0xD, i);
        size = std::max(size, component.ebx + component.eax);
    }
    return size;
}

CpuidAnswer xsave_leaf(VirtualCpu& cpu, CpuidAnswer host, std::uint32_t subleaf) {
    constexpr std::uint32_t xsaveopt_xsavec_xgetbv1 = 7;  // not XSAVES: it needs IA32_XSS
    switch (subleaf) {
        case 0:
            return {host.eax & guest_xcr0, host.ebx, xsave_size(cpu, host.eax & guest_xcr0), 0};
        case 1:
            return {host.eax & xsaveopt_xsavec_xgetbv1, host.ebx, 0, 0};
        default:
            return subleaf < 32 && (guest_xcr0 >> subleaf & 1) != 0 ? host : CpuidAnswer{};
    }
}

CpuidAnswer hypervisor_answer(std::uint32_t leaf) {
    switch (leaf) {
        case hypervisor_leaf:
            return {hypervisor_leaf + 1, 0x7274'6956, 0x5665'6E69, 0x0000'4D4D};  // "Vitr" "ineV" "MM"
        case hypervisor_leaf + 1:
            return {hypercall_version, 0, 0, 0};
        default:
            return {};
    }
}

}  // namespace

CpuidAnswer guest_cpuid(VirtualCpu& cpu, std::uint32_t leaf, std::uint32_t subleaf) {
    if (leaf >= hypervisor_leaf && leaf < 0x8000'0000) return hypervisor_answer(leaf);
    const auto mask = std::ranges::find(masks, leaf, &Mask::leaf);
    const std::uint32_t kind = leaf & 0x8000'0000;
    if (mask == masks.end() || leaf > cpu.host_cpuid(kind, 0).eax) return {};

    CpuidAnswer answer = cpu.host_cpuid(leaf, subleaf);
    answer = {answer.eax & mask->eax, answer.ebx & mask->ebx, answer.ecx & mask->ecx, answer.edx & mask->edx};
    constexpr std::uint32_t one_processor = 1U << 16;
    constexpr std::uint32_t osxsave = 1U << 27;
    constexpr std::uint32_t hypervisor_present = 1U << 31;
    constexpr std::uint32_t linear_bits_48 = 48U << 8;
    switch (leaf) {
        case 0:
            answer.eax = std::min(answer.eax, highest_basic);
            break;
        case 0x8000'0000:
            answer.eax = std::min(answer.eax, highest_extended);
            break;
        case 1:
            answer.ebx |= one_processor;
            answer.ecx |= hypervisor_present;
            if ((cpu.read(Register::cr4) & cr4::osxsave) != 0) answer.ecx |= osxsave;
            break;
        case 7:
            if (subleaf != 0) return {};
            break;
        case 0xD:
            return xsave_leaf(cpu, answer, subleaf);
        case 0x8000'0008:
            answer.eax |= linear_bits_48;
            break;
        default:
            break;
    }
    return answer;
}

Action emulate_cpuid(VirtualCpu& cpu, KnownCpuid& known, Exit& exit) {
    auto& cpuid = as<exit::Cpuid>(exit.cause);
    if (known.answer(cpu.gpr, cpuid)) return action::Advance{};
    cpuid.leaf = static_cast<std::uint32_t>(cpu.gpr[Gpr::rax]);
    cpuid.subleaf = static_cast<std::uint32_t>(cpu.gpr[Gpr::rcx]);
    const CpuidAnswer answer = guest_cpuid(cpu, cpuid.leaf, cpuid.subleaf);
    known.remember(cpuid.leaf, answer);
    give_cpuid(cpu.gpr, cpuid, answer);
    return action::Advance{};
}

}  // namespace vitrine::guest
