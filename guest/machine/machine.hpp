#pragma once
// The guest's machine: what its exits are answered with.

#include <cstdint>

#include "guest/boards/platform.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

struct Machine {
    VirtualCpu& cpu;
    Memory& memory;
    PortBus& ports;
    Console& console;
    Requests& requests;
    pc::Platform* platform = nullptr;  ///< null for a bare machine, without BIOS and without interrupts
    std::uint64_t most_exits = ~0ULL;  ///< of those that take the long way: then the guest is over
    KnownCpuid cpuid{};
};

}  // namespace vitrine::guest
