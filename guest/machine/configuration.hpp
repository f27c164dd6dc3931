#pragma once
// What a guest gets, in words that every backend understands.

#include <cstdint>

#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/machine/spec.hpp"

namespace vitrine::guest {

/// What a virtual processor is created with.
struct GuestConfiguration {
    CpuState state;
    const Memory& memory;  ///< outlives the virtual processor
    const MachineSpec& spec;

    /// What an injection makes of a field that holds `before`.
    [[nodiscard]] std::uint64_t injected(const Injection& injection, std::uint64_t before) const {
        const std::uint64_t value = injection.value + (injection.in_guest ? memory_base() : 0);
        return injection.flip ? before ^ value : value;
    }

    /// The budget that the vendor's clock keeps. A PC keeps that of its guest by the guest's own time,
    /// of which the host's work is no part.
    [[nodiscard]] std::uint64_t clock_budget() const {
        constexpr std::uint64_t practically_endless = 1ULL << 62;
        return spec.pc ? practically_endless : spec.budget;
    }

    /// Host-physical address of guest-physical 0.
    [[nodiscard]] std::uint64_t memory_base() const {
        return reinterpret_cast<std::uint64_t>(memory.bytes().data());
    }
};

}  // namespace vitrine::guest
