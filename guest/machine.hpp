#pragma once
// The guest's machine: what its exits are answered with.

#include <cstdint>

#include "guest/console.hpp"
#include "guest/cpuid.hpp"
#include "guest/memory.hpp"
#include "guest/platform.hpp"
#include "guest/port_bus.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

struct Machine {
    VirtualCpu& cpu;
    Memory& memory;
    PortBus& ports;
    Console& console;
    pc::Platform* platform = nullptr;  ///< null for a bare machine, without BIOS and without interrupts
    std::uint64_t most_exits = ~0ULL;  ///< of those that take the long way: then the guest is over
    KnownCpuid cpuid{};
};

}  // namespace vitrine::guest
