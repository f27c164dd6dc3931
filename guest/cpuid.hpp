#pragma once
// CPUID as the guest sees it: the host's answers, less what Vitrine doesn't virtualise. Intel SDM vol. 2A,
// CPUID.

#include <array>
#include <cstdint>

#include "guest/action.hpp"
#include "guest/exit.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// The leaf where a guest finds out who runs it: EBX, ECX, EDX spell "VitrineVMM", EAX is the highest leaf of
/// its kind, whose EAX is the version of the hypercall table.
inline constexpr std::uint32_t hypervisor_leaf = 0x4000'0000;

/// XCR0 bits that a guest may set where the processor has them: x87, SSE, AVX and AVX-512.
inline constexpr std::uint32_t guest_xcr0 = 0xE7;

/// What the guest gets for leaf and subleaf.
[[nodiscard]] CpuidAnswer guest_cpuid(VirtualCpu& cpu, std::uint32_t leaf, std::uint32_t subleaf);

/// Puts an answer into the guest's registers.
[[gnu::always_inline]] inline void give_cpuid(Registers& gpr, exit::Cpuid& cpuid, const CpuidAnswer& answer) {
    gpr[Gpr::rax] = cpuid.eax = answer.eax;
    gpr[Gpr::rbx] = cpuid.ebx = answer.ebx;
    gpr[Gpr::rcx] = cpuid.ecx = answer.ecx;
    gpr[Gpr::rdx] = cpuid.edx = answer.edx;
}

/// Answers given before, of leaves that ask for no subleaf. They stay the same for a guest's whole life, but
/// leaf 1, which shows CR4.OSXSAVE.
class KnownCpuid {
public:
    /// Answers from what is known; false when it isn't, and nothing is done.
    [[nodiscard, gnu::always_inline]] bool answer(Registers& gpr, exit::Cpuid& cpuid) const {
        const auto leaf = static_cast<std::uint32_t>(gpr[Gpr::rax]);
        const std::uint32_t place = place_of(leaf);
        if (place >= places || (known_ >> place & 1) == 0) return false;
        cpuid.leaf = leaf;
        cpuid.subleaf = static_cast<std::uint32_t>(gpr[Gpr::rcx]);
        give_cpuid(gpr, cpuid, answers_[place]);
        return true;
    }
    void remember(std::uint32_t leaf, const CpuidAnswer& answer) {
        constexpr std::uint64_t by_subleaf = 1ULL << 4 | 1ULL << 7 | 1ULL << 0xB | 1ULL << 0xD;
        const std::uint32_t place = place_of(leaf);
        if (place >= places || (by_subleaf >> place & 1) != 0) return;
        answers_[place] = answer;
        known_ |= 1ULL << place;
    }
    /// For a change of CR4.
    void forget_leaf_1() { known_ &= ~2ULL; }

private:
    static constexpr std::uint32_t basic = 0x17, places = basic + 9;  ///< up to 8000_0008H

    [[nodiscard]] static constexpr std::uint32_t place_of(std::uint32_t leaf) {
        return leaf < basic ? leaf : leaf - 0x8000'0000 + basic;
    }

    std::uint64_t known_ = 0;  ///< by place
    std::array<CpuidAnswer, places> answers_{};
};

/// Answers the CPUID of `exit`.
[[nodiscard]] Action emulate_cpuid(VirtualCpu& cpu, KnownCpuid& known, Exit& exit);

}  // namespace vitrine::guest
