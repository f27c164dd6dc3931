#pragma once
// IN, OUT, INS and OUTS, done for the guest. Intel SDM vol. 2, IN, INS, OUT, OUTS, REP.

#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

/// Elements of a REP string that one exit moves. A longer string exits again for its rest, so that a guest
/// can't keep Vitrine busy.
inline constexpr std::uint32_t string_elements_per_exit = 4096;

/// Does the access of `exit`, whose cause is an Io, and fills in its answered members. A fault of the
/// string's memory goes to the guest, with what was moved before it done, as the processor leaves it. A
/// string ends early when a device asks for the machine's end, which the caller finds in `requests`.
[[nodiscard]] Action emulate_io(VirtualCpu& cpu, const Memory& memory, const PortBus& ports,
                                const Requests& requests, Exit& exit);

}  // namespace vitrine::guest
