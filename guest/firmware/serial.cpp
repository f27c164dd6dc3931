// INT 14h, 17h and 05h: the first serial port, whose line ends in the log, and no printer.

#include <array>

#include "guest/firmware/call.hpp"

namespace vitrine::guest::bios {

namespace {

constexpr std::uint8_t timeout = 0x80;
constexpr std::uint8_t transmitter_empty = 0x60;
constexpr std::uint8_t modem_ready = 0xB0;

/// Whether DX names the port that there is; else the call times out.
bool names_com1(Call& call) {
    if (call.word(Gpr::rdx) == 0) return true;
    call.set_high(Gpr::rax, timeout);
    return false;
}

Next initialise(Call& call) {
    if (!names_com1(call)) return call.done("serial-initialise", "timeout");
    call.set_word(Gpr::rax, transmitter_empty << 8 | modem_ready);
    return call.done("serial-initialise");
}

Next send(Call& call) {
    const std::uint8_t byte = call.low(Gpr::rax);
    call.log_character(byte);
    if (!names_com1(call)) return call.done("serial-send", "timeout");
    call.console.put(ConsoleSource::uart, byte);
    call.set_high(Gpr::rax, transmitter_empty);
    return call.done("serial-send");
}

Next receive(Call& call) {
    call.set_high(Gpr::rax, timeout | transmitter_empty);
    return call.done("serial-receive", "timeout");
}

Next status(Call& call) {
    if (!names_com1(call)) return call.done("serial-status", "timeout");
    call.set_word(Gpr::rax, transmitter_empty << 8 | modem_ready);
    return call.done("serial-status");
}

constexpr std::array functions{Function{0x00, initialise}, Function{0x01, send}, Function{0x02, receive},
                               Function{0x03, status}};

}  // namespace

Next serve_serial(Call& call) {
    return serve_by_ah(call, functions);
}

Next serve_printer(Call& call) {
    constexpr std::uint8_t last_function = 2, no_printer = 0x01;  // time-out
    if (call.high(Gpr::rax) > last_function) return no_such_function(call);
    call.set_high(Gpr::rax, no_printer);
    return call.done("printer", "timeout");
}

// 0050:0000 tells how the printing went: there is nothing to print on.
Next serve_print_screen(Call& call) {
    constexpr std::uint64_t status_address = 0x500;
    constexpr std::uint8_t failed = 0xFF;
    (void)call.memory.write(status_address, failed);
    return call.done("print-screen", "timeout");
}

}  // namespace vitrine::guest::bios
