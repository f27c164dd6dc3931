#include "guest/devices/uart.hpp"

#include <utility>

namespace vitrine::guest {

namespace {

enum Offset : std::uint16_t {
    data,
    interrupt_enable,
    interrupt_identification_or_fifo,
    line_control,
    modem_control,
    line_status,
    modem_status_register,
    scratch
};

constexpr std::uint8_t received_enable = 0x01, transmitted_enable = 0x02;
constexpr std::uint8_t fifo_enable = 0x01, fifo_enabled = 0xC0;
constexpr std::uint8_t nothing_pending = 0x01, transmitted_pending = 0x02, received_pending = 0x04;
constexpr std::uint8_t transmitter_empty = 0x60;  // THRE and TEMT: a byte leaves at once

}  // namespace

std::uint8_t Uart::interrupt_identification() const {
    const std::uint8_t fifo = (fifo_control_ & fifo_enable) != 0 ? fifo_enabled : 0;
    std::uint8_t pending = nothing_pending;
    if ((interrupt_enable_ & received_enable) != 0 && data_ready_) {
        pending = received_pending;
    } else if ((interrupt_enable_ & transmitted_enable) != 0 && transmit_interrupt_) {
        pending = transmitted_pending;
    }
    return fifo | pending;
}

// In loopback the modem's inputs are wired to the outputs: DTR to DSR, RTS to CTS, OUT1 to RI, OUT2 to DCD.
// Otherwise a terminal is there and ready.
std::uint8_t Uart::modem_status() const {
    if (!loopback()) return 0xB0;
    const unsigned outputs = modem_control_;
    return static_cast<std::uint8_t>((outputs & 0x02) << 3 | (outputs & 0x01) << 5 | (outputs & 0x04) << 4 |
                                     (outputs & 0x08) << 4);
}

void Uart::reset() {
    interrupt_enable_ = fifo_control_ = line_control_ = modem_control_ = scratch_ = received_ = 0;
    data_ready_ = transmit_interrupt_ = false;
    divisor_ = 1;
}

void Uart::state(State& state) {
    state(interrupt_enable_, fifo_control_, line_control_, modem_control_, scratch_, received_, data_ready_,
          transmit_interrupt_, divisor_);
}

std::uint64_t Uart::read(Access access) {
    switch (access.offset) {
        case data:
            if (divisor_latch()) return divisor_ & 0xFF;
            data_ready_ = false;
            return std::exchange(received_, 0);
        case interrupt_enable:
            return divisor_latch() ? divisor_ >> 8 : interrupt_enable_;
        case interrupt_identification_or_fifo: {
            const std::uint8_t value = interrupt_identification();
            if ((value & 0x0F) == transmitted_pending) transmit_interrupt_ = false;
            return value;
        }
        case line_control:
            return line_control_;
        case modem_control:
            return modem_control_;
        case line_status:
            return transmitter_empty | (data_ready_ ? 1U : 0U);
        case modem_status_register:
            return modem_status();
        default:
            return scratch_;
    }
}

void Uart::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    switch (access.offset) {
        case data:
            if (divisor_latch()) {
                divisor_ = static_cast<std::uint16_t>((divisor_ & 0xFF00) | byte);
            } else {
                transmit(byte);
            }
            break;
        case interrupt_enable:
            if (divisor_latch()) {
                divisor_ = static_cast<std::uint16_t>((divisor_ & 0x00FF) | byte << 8);
            } else {
                interrupt_enable_ = byte & 0x0F;
                transmit_interrupt_ = (interrupt_enable_ & transmitted_enable) != 0;
            }
            break;
        case interrupt_identification_or_fifo:
            fifo_control_ = byte;
            break;
        case line_control:
            line_control_ = byte;
            break;
        case modem_control:
            modem_control_ = byte & 0x1F;
            break;
        case scratch:
            scratch_ = byte;
            break;
        default:  // the status registers are read-only
            break;
    }
}

void Uart::transmit(std::uint8_t byte) {
    transmit_interrupt_ = true;
    if (loopback()) {
        received_ = byte;
        data_ready_ = true;
    } else {
        console_.put(ConsoleSource::uart, byte);
    }
}

}  // namespace vitrine::guest
