#pragma once
// The guest's BIOS. Its ROM is a page of stubs, each a VMCALL: the services are here. Ralf Brown's Interrupt
// List, release 61, names what software expects of each.

#include <cstdint>
#include <optional>

#include "guest/cpu/action.hpp"
#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/devices/devices.hpp"
#include "guest/firmware/call.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/event.hpp"
#include "guest/machine/state.hpp"
#include "kernel/complaint.hpp"

namespace vitrine::guest::bios {

/// The least memory that a machine with a BIOS has.
inline constexpr std::uint64_t least_memory = 1ULL << 20;

class Bios final {
public:
    Bios(pc::Devices& devices, Console& console) : devices_(devices), console_(console) {}

    [[nodiscard]] static constexpr std::string_view name() { return "bios"; }
    /// Forgets calls that wait; the memory is install()'s.
    void reset();

    /// Power-on: writes ROM, interrupt vectors, BDA and EBDA into the memory, of at least `least_memory`;
    /// CMOS too. Mode 3 is set and the screen cleared.
    void install(const Memory& memory);

    /// Loads the boot sector of the boot drive at 0000:7c00 and gives the state to enter it by: DL is the
    /// drive, interrupts are on, the stack is below 0000:7c00. The error says why it is no boot sector.
    [[nodiscard]] Result<CpuState> boot(const Memory& memory);

    /// Whether the VMCALL of `exit` is one of the ROM's: by its address, in real or virtual-8086 mode.
    [[nodiscard]] static bool is_call(VirtualCpu& cpu, const Exit& exit);

    /// Whether the guest is in the ROM's own wait for the next interrupt.
    [[nodiscard]] static bool is_waiting(VirtualCpu& cpu);

    /// Does that call, of which last_call() tells then. The guest goes on after the VMCALL (Advance), or
    /// where the ROM waits to call again (Advance, with that length in `exit`), or is over (Stop). What the
    /// guest points at may lie anywhere.
    [[nodiscard]] Action call(VirtualCpu& cpu, const Memory& memory, Exit& exit);
    [[nodiscard]] const BiosCall& last_call() const { return last_call_; }

    void state(State& state) { state(state_, boots_, waiting_); }

private:
    /// A call that waits for an interrupt.
    struct Waiting {
        unsigned slot = 0;
        std::uint64_t stack = 0;  ///< linear address of its top
        bool operator==(const Waiting&) const = default;
        void state(State& state) { state(slot, stack); }
    };

    [[nodiscard]] Next serve_own(Call& call, unsigned number);
    [[nodiscard]] Next serve_bootstrap(Call& call);
    /// Gives the drive that it comes from.
    [[nodiscard]] Result<std::uint8_t> load_boot_sector(const Memory& memory);

    pc::Devices& devices_;
    Console& console_;
    ServiceState state_;
    unsigned boots_ = 0;  ///< by INT 19h
    std::optional<Waiting> waiting_;
    BiosCall last_call_;
};

}  // namespace vitrine::guest::bios
