#pragma once
// What a guest gets, in words that every backend understands.

#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/initial_state.hpp"
#include "guest/cpu/memory.hpp"

namespace vitrine::guest {

/// What keeps the guest's budget: the virtualization hardware's own timer or the local APIC's.
enum class ClockChoice : std::uint8_t { automatic, preemption, apic };

/// A field of the vendor's control structure to be overwritten just before the first entry.
struct Injection {
    std::string_view name;
    std::uint32_t encoding = 0;
    std::uint64_t value = 0;
    bool in_guest = false;  ///< the value is an offset into the guest's memory: its physical address is meant
    bool flip = false;      ///< the value's bits are flipped in the field, not put in its place
};

struct GuestConfiguration {
    InitialState state;
    const Memory& memory;      ///< outlives the virtual processor
    std::uint64_t budget = 0;  ///< TSC ticks
    ClockChoice clock = ClockChoice::automatic;
    std::uint32_t exception_bitmap = ~0U;  ///< which exceptions exit, by vector
    bool rdtsc_exiting = false;
    bool cr3_exiting = false;
    std::span<const Injection> injections;
    bool own_time = false;            ///< the guest's TSC counts its own work alone, from 0
    bool platform = false;            ///< devices that interrupt it
    bool dump_entry = false;          ///< log every field of the control structure before the first entry
    bool check_instructions = false;  ///< provoke the errors that need a guest which has run
    bool check_entry = false;         ///< log what the manual's rules say of it, too

    /// What an injection makes of a field that holds `before`.
    [[nodiscard]] std::uint64_t injected(const Injection& injection, std::uint64_t before) const {
        const std::uint64_t value = injection.value + (injection.in_guest ? memory_base() : 0);
        return injection.flip ? before ^ value : value;
    }

    /// The budget that the vendor's clock keeps. A platform keeps that of its guest by the guest's own time,
    /// of which the host's work is no part.
    [[nodiscard]] std::uint64_t clock_budget() const {
        constexpr std::uint64_t practically_endless = 1ULL << 62;
        return platform ? practically_endless : budget;
    }

    /// Host-physical address of guest-physical 0.
    [[nodiscard]] std::uint64_t memory_base() const {
        return reinterpret_cast<std::uint64_t>(memory.bytes().data());
    }
};

}  // namespace vitrine::guest
