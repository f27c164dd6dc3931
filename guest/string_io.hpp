#pragma once
// IN, OUT, INS and OUTS, done for the guest. Intel SDM vol. 2, IN, INS, OUT, OUTS, REP.

#include <cstdint>
#include <optional>

#include "guest/action.hpp"
#include "guest/exit.hpp"
#include "guest/memory.hpp"
#include "guest/port_bus.hpp"
#include "guest/virtual_cpu.hpp"

namespace vitrine::guest {

/// Elements of a REP string that one exit moves. A longer string exits again for its rest, so that a guest
/// can't keep Vitrine busy.
inline constexpr std::uint32_t string_elements_per_exit = 4096;

/// One IN or OUT between a port and AL, AX or EAX. What a device that ends the guest says of it.
[[gnu::always_inline]] inline std::optional<action::Stop> move_once(Registers& gpr, PortBus& ports,
                                                                    exit::Io& io) {
    const std::uint64_t mask = (1ULL << (8 * io.size)) - 1;
    std::uint64_t& rax = gpr[Gpr::rax];
    io.count = 1;
    if (io.in) {
        const PortValue answer = ports.read(io.port, io.size);
        io.device = answer.device;
        io.values[0] = answer.value;
        // A 32-bit result clears the upper half of RAX; narrower ones leave the rest alone.
        rax = io.size == 4 ? answer.value : (rax & ~mask) | (answer.value & mask);
        return std::nullopt;
    }
    io.values[0] = static_cast<std::uint32_t>(rax & mask);
    const PortWritten written = ports.write(io.port, io.size, io.values[0]);
    io.device = written.device;
    return written.stop;
}

/// Does the access of `exit`, whose cause is an Io, and fills in its answered members. A fault of the
/// string's memory goes to the guest, with what was moved before it done, as the processor leaves it.
[[nodiscard]] Action emulate_io(VirtualCpu& cpu, const Memory& memory, PortBus& ports, Exit& exit);

}  // namespace vitrine::guest
