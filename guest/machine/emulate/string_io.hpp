#pragma once
// IN, OUT, INS and OUTS, done for the guest. Intel SDM vol. 2, IN, INS, OUT, OUTS, REP.

#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/port_bus.hpp"

namespace vitrine::guest {

/// Elements of a REP string that one exit moves. A longer string exits again for its rest, so that a guest
/// can't keep Vitrine busy.
inline constexpr std::uint32_t string_elements_per_exit = 4096;

/// An IN or OUT of a byte at `io.port` by a device that can't end the guest.
/// False: it's more than that, and nothing is done.
[[gnu::always_inline]] inline bool move_byte(Registers& gpr, const PortBus& ports, exit::Io& io) {
    const std::uint16_t port = io.port;
    const PortBus::Slot* slot = ports.find(port);
    std::uint64_t& rax = gpr[Gpr::rax];
    if (slot == nullptr) {
        if (io.in) rax |= open_bus;
        io.device = no_device;
    } else {
        const auto offset = static_cast<std::uint16_t>(port - slot->base);
        if (io.in) {
            rax = (rax & ~std::uint64_t{0xFF}) | (slot->device->read(offset, 1) & 0xFF);
        } else {
            if (slot->may_end_guest) return false;
            (void)slot->device->write(offset, 1, static_cast<std::uint8_t>(rax));
        }
        io.device = slot->name;
    }
    io.count = 1;
    io.values[0] = static_cast<std::uint8_t>(rax);
    return true;
}

/// Does the access of `exit`, whose cause is an Io, and fills in its answered members. A fault of the
/// string's memory goes to the guest, with what was moved before it done, as the processor leaves it.
[[nodiscard]] Action emulate_io(VirtualCpu& cpu, const Memory& memory, PortBus& ports, Exit& exit);

}  // namespace vitrine::guest
