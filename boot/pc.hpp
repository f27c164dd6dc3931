#pragma once
// A PC for a guest: its disks are boot modules, its keys a module or the serial line, and what it made leaves
// by COM2.

#include "boot/context.hpp"
#include "boot/guest_choice.hpp"
#include "guest/boards/pc.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/machine/console.hpp"
#include "kernel/complaint.hpp"

namespace vitrine {

/// Builds it in frames of its own, with BIOS and disks, and logs a `disk` line for each; the console and
/// the requests must outlive it.
[[nodiscard]] Result<guest::PcBoard*> make_pc(Context& context, const GuestChoices& choices,
                                              const guest::MachineSpec& spec, guest::Console& console,
                                              guest::Requests& requests, guest::Memory& memory);

/// After the guest's end: the `disk` lines of what it wrote, and what export= asks for goes out.
void finish_pc(Context& context, guest::PcBoard& pc, const guest::Memory& memory);

}  // namespace vitrine
