#pragma once
// What a guest may ask Vitrine for by VMCALL. instructions.md, "Hypercalls", is the guest's side of this.

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/console.hpp"

namespace vitrine::guest {

/// The number in EAX.
enum class HypercallNumber : std::uint32_t { version, exit, put_byte, put_string, mark };

/// What EAX is after a call that failed.
namespace hypercall_error {
inline constexpr std::uint32_t unknown_number = 0xFFFF'FFFF;
inline constexpr std::uint32_t bad_string = 0xFFFF'FFFE;
inline constexpr std::uint32_t string_too_long = 0xFFFF'FFFD;
}  // namespace hypercall_error

inline constexpr std::uint32_t hypercall_version = 1;
inline constexpr std::uint32_t hypercall_signature = 0x5254'4956;  ///< "VITR"
inline constexpr std::uint32_t longest_string = 4096;              ///< bytes

/// The calls that take and give registers alone, and numbers that no call has. False: it's another call, and
/// nothing is done.
[[nodiscard]] inline bool answer_from_registers(Registers& gpr, exit::Vmcall& call) {
    call.number = static_cast<std::uint32_t>(gpr[Gpr::rax]);
    call.argument = static_cast<std::uint32_t>(gpr[Gpr::rbx]);
    const auto number = static_cast<HypercallNumber>(call.number);
    if (number > HypercallNumber::mark) {
        call.returned = hypercall_error::unknown_number;
    } else if (number == HypercallNumber::mark) {
        call.name = "mark";
    } else if (number == HypercallNumber::version) {
        call.name = "version";
        call.argument = 0;
        call.returned = hypercall_version;
        gpr[Gpr::rbx] = hypercall_signature;
    } else {
        return false;
    }
    gpr[Gpr::rax] = call.returned;
    return true;
}

/// Does any other call, of which answer_from_registers() has told the number, and fills in its answered
/// members.
[[nodiscard]] Action hypercall(VirtualCpu& cpu, const Memory& memory, Console& console, exit::Vmcall& call);

}  // namespace vitrine::guest
