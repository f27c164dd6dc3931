#pragma once
// The configuration of a guest's machine, read once from the command line.

#include <cstdint>
#include <span>
#include <string_view>

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

/// What makes the guest exit besides that which always does.
struct Intercepts {
    std::uint32_t exceptions = ~0U;  ///< by vector
    bool rdtsc = false;
    bool cr3 = false;
};

struct MachineSpec {
    std::string_view name;                    ///< the guest's
    std::span<const std::uint8_t> program{};  ///< empty for one that boots from the first disk
    bool from_disk = false;
    bool pc = false;  ///< it gets a PC: devices that interrupt it, a BIOS; else it is bare

    std::uint64_t memory = 16ULL << 20;    ///< bytes
    std::uint64_t budget = 1'000'000'000;  ///< TSC ticks
    std::uint64_t exits = 1'000'000;       ///< that it may have; 0: any number
    std::uint64_t lines = 50'000;          ///< of exits, that it may fill; 0: any number
    std::uint64_t idle = 5000;             ///< milliseconds that it may only wait; 0: for ever
    ClockChoice clock = ClockChoice::automatic;
    bool real_time =
        false;  ///< its time is the host's, Vitrine's work in it; else its own work alone, from 0
    bool keep_events = false;  ///< in memory, and write them later
    bool live_keys = false;    ///< what comes on COM1 is typed on its keyboard

    Intercepts intercepts{};
    std::span<const Injection> injections{};
    bool dump_entry = false;          ///< log every field of the control structure before the first entry
    bool check_entry = false;         ///< log what the manual's rules say of it, too
    bool check_entries = false;       ///< ask the manual's rules before each entry
    bool check_state = false;         ///< save and load the whole state before each entry
    bool check_instructions = false;  ///< provoke the errors that need a guest which has run
};

}  // namespace vitrine::guest
