#pragma once
// The guest's machine as one of its virtual processors has it: what its exits are answered with, and who is
// told of them.

#include <cstdint>

#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/board.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/event.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

struct Machine {
    VirtualCpu& cpu;
    Memory& memory;
    PortBus& ports;
    Console& console;
    Requests& requests;
    Board& board;
    Observers observers{};
    std::uint64_t exits = 0;          ///< that the guest has made
    std::uint64_t exits_due = ~0ULL;  ///< from so many on, those who want event_kind::due are told of each
    KnownCpuid cpuid{};
    VectoredEvent delivery{};  ///< is delivered when it is run next
    std::uint8_t halted = 0;   ///< paused in a HLT, of so many bytes, which goes on when it is run next

    /// An event before the guest's next exit.
    [[nodiscard, gnu::noinline]] GuestEvent event(std::size_t kind) {
        return {kind, exits, cpu, memory, board};
    }
};

}  // namespace vitrine::guest
