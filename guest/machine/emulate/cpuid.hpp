#pragma once
// CPUID as the guest sees it: the host's answers, less what Vitrine doesn't virtualise. Intel SDM vol. 2A,
// CPUID.

#include <array>
#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/virtual_cpu.hpp"

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
/// leaf 1, which shows CR4.OSXSAVE. A later leaf may take an earlier one's place.
class KnownCpuid {
public:
    constexpr KnownCpuid() { places_[0].leaf = 1; }  // a leaf that has another place: nothing is known

    /// Answers from what is known; false when it isn't, and nothing is done.
    [[nodiscard, gnu::always_inline]] bool answer(Registers& gpr, exit::Cpuid& cpuid) const {
        const auto leaf = static_cast<std::uint32_t>(gpr[Gpr::rax]);
        const Known& known = places_[place_of(leaf)];
        if (known.leaf != leaf) return false;
        cpuid.leaf = leaf;
        cpuid.subleaf = static_cast<std::uint32_t>(gpr[Gpr::rcx]);
        give_cpuid(gpr, cpuid, known.answer);
        return true;
    }
    void remember(std::uint32_t leaf, const CpuidAnswer& answer) {
        if (leaf == 4 || leaf == 7 || leaf == 0xB || leaf == 0xD) return;
        places_[place_of(leaf)] = {leaf, answer};
    }
    /// For a change of CR4.
    void forget_leaf_1() { places_[place_of(1)].leaf = 0; }

    /// CR4's bits that all this lets the guest set, once it has set any; 0 before.
    std::uint64_t cr4_bits = 0;

private:
    struct alignas(32) Known {
        std::uint32_t leaf = 0;
        CpuidAnswer answer;
    };

    /// Basic leaves from the front, extended ones from the middle on.
    [[nodiscard]] static constexpr std::uint32_t place_of(std::uint32_t leaf) {
        return (leaf ^ leaf >> 27) % place_count;
    }

    static constexpr std::uint32_t place_count = 32;
    std::array<Known, place_count> places_{};
};

/// Answers the CPUID of `exit`.
[[nodiscard]] Action emulate_cpuid(VirtualCpu& cpu, KnownCpuid& known, Exit& exit);

}  // namespace vitrine::guest
