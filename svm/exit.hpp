#pragma once
// From a #VMEXIT to a value that no vendor owns. APM volume 2, 15.7 to 15.13.

#include "guest/cpu/decoder.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/registers.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// What the exit was. `gpr` are the general registers at the exit. `instruction` is the one at the guest's
/// CS:RIP, as far as it was needed and could be decoded; `length` its length where the processor tells, else
/// 0. In the middle of a software event's delivery it is that event's instruction.
[[nodiscard]] guest::Exit decode_exit(const Vmcb& vmcb, const std::optional<guest::Instruction>& instruction,
                                      const guest::Registers& gpr, std::uint64_t length = 0);

/// EVENTINJ's type for an event. 15.20.
[[nodiscard]] constexpr std::uint64_t injected_type(guest::VectoredEvent::Type type) {
    using Type = guest::VectoredEvent::Type;
    switch (type) {
        case Type::external_interrupt:
            return 0;
        case Type::nmi:
            return event_bits::nmi;
        case Type::software_interrupt:
            return event_bits::software;
        default:
            return event_bits::exception;
    }
}

/// Whether the exit came in the middle of the delivery of INT n, INT3 or INTO, at which the guest then still
/// is. 15.7.2.
[[nodiscard]] constexpr bool interrupts_software_event(const ControlArea& control) {
    constexpr std::uint64_t int3 = 3, into = 4, vector = 0xFF;
    const std::uint64_t information = control.exit_interrupt;
    if ((information & event_bits::valid) == 0) return false;
    if ((information & event_bits::type) == event_bits::software) return true;
    return (information & event_bits::type) == event_bits::exception &&
           ((information & vector) == int3 || (information & vector) == into);
}

/// IN, OUT, INS or OUTS, as far as EXITINFO1 tells. 15.10.2.
[[nodiscard]] constexpr guest::exit::PortAccess port_access(const ControlArea& control) {
    const std::uint64_t info = control.exit_info_1;
    return {.in = (info & 1) != 0,
            .string = (info >> 2 & 1) != 0,
            .rep = (info >> 3 & 1) != 0,
            .size = static_cast<std::uint8_t>(info >> 4 & 7),
            .port = static_cast<std::uint16_t>(info >> 16),
            .address_size = static_cast<std::uint8_t>((info >> 7 & 7) * 2)};
}

/// Whether this code is an instruction's.
[[nodiscard]] bool has_instruction(std::uint64_t code);

/// Whether decode_exit needs the instruction for more than its length: for what it accesses, or for which it
/// is.
[[nodiscard]] bool needs_instruction(const ControlArea& control);

}  // namespace vitrine::svm
