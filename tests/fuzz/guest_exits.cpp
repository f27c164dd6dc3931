// A hostile guest: any registers, any memory, any exit. The handlers must answer without a fault, within
// bounds, and log a line that ends.

#include <cstdlib>
#include <vector>

#include "../unit/fake_cpu.hpp"
#include "guest/boards/bare.hpp"
#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/uart.hpp"
#include "guest/events/trace.hpp"
#include "guest/machine/dispatch.hpp"
#include "input.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;

Cause take_control_register(Input& input, std::uint16_t bits) {
    exit::ControlRegister access{.number = static_cast<std::uint8_t>(bits & 8   ? 8
                                                                     : bits & 4 ? 4
                                                                                : bits & 3),
                                 .access = static_cast<exit::ControlRegister::Access>(bits >> 4 & 3),
                                 .gpr = static_cast<Gpr>(bits >> 8 & 15),
                                 .lmsw_source = bits};
    if ((bits & 1 << 12) != 0) {
        access.lmsw_operand =
            MemoryOperand{static_cast<SegmentName>((bits >> 8 & 7) % 6), input.take<std::uint32_t>()};
    }
    return access;
}

Cause take_cause(Input& input) {
    constexpr std::uint8_t sizes[] = {1, 2, 4, 4};
    constexpr std::uint8_t address_sizes[] = {2, 4, 8, 8};
    const auto bits = input.take<std::uint16_t>();
    switch (input.take<std::uint8_t>() % 8) {
        case 0:
            return exit::Vmcall{};
        case 1:
            return exit::Cpuid{};
        case 2:
            return exit::Msr{.write = (bits & 1) != 0};
        case 3:
            return take_control_register(input, bits);
        case 4:
            return exit::Xsetbv{};
        default:
            return exit::Io{{.in = (bits & 1) != 0,
                             .string = (bits & 2) != 0,
                             .rep = (bits & 4) != 0,
                             .size = sizes[bits >> 4 & 3],
                             .port = input.take<std::uint16_t>(),
                             .address_size = address_sizes[bits >> 6 & 3],
                             .segment = static_cast<SegmentName>((bits >> 8 & 7) % 6)}};
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    FakeCpu cpu;
    cpu.give_all_features();
    OwnMemory own(64U << 10);
    const auto mode = input.take<std::uint8_t>();
    if ((mode & 1) != 0) cpu.enter_protected_mode(mode >> 6 & 3);
    if ((mode & 2) != 0) cpu.enter_long_mode(mode >> 6 & 3);
    if ((mode & 4) != 0) cpu.registers[Register::cr0] |= cr0::pg;
    if ((mode & 8) != 0) cpu.registers[Register::cr4] |= cr4::pae | cr4::pse;
    cpu.registers[Register::cr3] = input.take<std::uint64_t>();
    cpu.registers[Register::rflags] = input.take<std::uint32_t>();
    for (std::uint64_t& value : cpu.gpr.value)
        value = input.take<std::uint64_t>() >> (input.take<std::uint8_t>() & 63);
    for (Segment& segment : cpu.segments) segment.base = input.take<std::uint32_t>() & 0xF'FFF0;
    for (std::size_t address = 0; address < own.bytes.size(); address += 512) {
        own.bytes[address] = input.take<std::uint8_t>();
        own.bytes[address + 1] = input.take<std::uint8_t>();
    }

    Console console;
    Requests requests;
    Uart uart(console);
    DebugConsole debug_console(console);
    DebugExit debug_exit{requests};
    PortBus ports;
    if (!ports.attach(Uart::ports, uart) || !ports.attach(DebugConsole::ports, debug_console) ||
        !ports.attach(DebugExit::ports, debug_exit)) {
        std::abort();
    }
    BareBoard board;
    Machine machine{cpu, own.memory, ports, console, requests, board};
    StringSink sink;
    Trace trace(sink, {});
    for (std::uint64_t number = 0; number < 8; ++number) {
        Exit exit{.rip = input.take<std::uint32_t>(), .length = 2, .cause = take_cause(input)};
        Action action = handlers[exit.cause.index()](machine, exit);
        GuestEvent event{exit.cause.index(), number, cpu, own.memory, board};
        event.exit = &exit;
        event.action = &action;
        trace.see(event);
        while (const auto line = console.take_line()) {
            GuestEvent text{event_kind::text, number, cpu, own.memory, board};
            text.line = &*line;
            trace.see(text);
        }
        if (action.is<action::Stop>()) break;
    }
    if (sink.text.empty() || sink.text.back() != '\n') std::abort();
    return 0;
}
