#include "guest/machine/emulate/hypercall.hpp"

#include <array>

#include "guest/cpu/mode.hpp"
#include "guest/machine/emulate/linear.hpp"
#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest {

namespace {

static_assert(longest_string <= Console::capacity);

/// How many bytes were written, or an error.
std::uint32_t put_string(VirtualCpu& cpu, const Memory& memory, Console& console, exit::Vmcall& call) {
    const std::uint8_t width = default_address_size(cpu);
    const std::uint64_t count = low_part(cpu.gpr[Gpr::rcx], width);
    const std::uint64_t offset = low_part(cpu.gpr[Gpr::rsi], width);
    call.argument = count;
    if (count > longest_string) return hypercall_error::string_too_long;
    if (count == 0) return 0;
    const auto size = static_cast<std::uint32_t>(count);
    const auto linear = linear_address(cpu, SegmentName::ds, offset, size, false);
    if (!linear) return hypercall_error::bad_string;
    std::array<std::uint8_t, longest_string> buffer;
    const auto text = std::span(buffer).first(size);
    if (!read_linear(cpu, memory, *linear, text)) return hypercall_error::bad_string;
    for (const std::uint8_t byte : text) console.put(ConsoleSource::hypercall, byte);
    return size;
}

action::Stop guest_exit(std::uint32_t code) {
    if (code == 0) return {};
    return {
        .status = Status::failed, .code = code, .cause = "the guest ended itself with a code other than 0"};
}

}  // namespace

Action hypercall(VirtualCpu& cpu, const Memory& memory, Console& console, exit::Vmcall& call) {
    const auto argument = static_cast<std::uint32_t>(call.argument);
    switch (static_cast<HypercallNumber>(call.number)) {
        case HypercallNumber::exit:
            call.name = "exit";
            return guest_exit(argument);
        case HypercallNumber::put_byte:
            call.name = "put-byte";
            call.argument = argument & 0xFF;
            console.put(ConsoleSource::hypercall, static_cast<std::uint8_t>(argument));
            break;
        default:
            call.name = "put-string";
            call.returned = put_string(cpu, memory, console, call);
            break;
    }
    cpu.gpr[Gpr::rax] = call.returned;
    return action::Advance{};
}

}  // namespace vitrine::guest
