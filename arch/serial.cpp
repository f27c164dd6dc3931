#include "arch/serial.hpp"

#include "arch/port.hpp"

namespace vitrine::arch {

namespace {

// Registers, by their offset from the base.
constexpr std::uint16_t data = 0, interrupt_enable = 1, fifo_control = 2, line_control = 3, modem_control = 4,
                        line_status = 5, scratch = 7;

constexpr std::uint8_t divisor_latch = 0x80;
constexpr std::uint8_t eight_bits_no_parity = 0x03;
constexpr std::uint8_t fifo_on_and_cleared = 0x07;
constexpr std::uint8_t dtr_rts = 0x03;
constexpr std::uint8_t data_ready = 0x01;
constexpr std::uint8_t holding_register_empty = 0x20;
constexpr std::uint8_t transmitter_empty = 0x40;

/// Reads of the line status register before a byte is given up: at least 100 times what one byte takes at
/// 115200 baud.
constexpr unsigned patience = 1'000'000;

}  // namespace

bool Serial::start() {
    // An absent UART reads as all ones, so what was written to the scratch register doesn't come back.
    for (const std::uint8_t probe : {std::uint8_t{0x5A}, std::uint8_t{0xA5}}) {
        out8(port(scratch), probe);
        if (in8(port(scratch)) != probe) return present_ = false;
    }
    out8(port(interrupt_enable), 0);
    out8(port(line_control), divisor_latch);
    out8(port(data), 1);  // 115200 baud
    out8(port(interrupt_enable), 0);
    out8(port(line_control), eight_bits_no_parity);
    out8(port(fifo_control), fifo_on_and_cleared);
    out8(port(modem_control), dtr_rts);
    return present_ = true;
}

bool Serial::wait_for(std::uint8_t line_status_bit) const {
    for (unsigned attempt = 0; attempt < patience; ++attempt) {
        if ((in8(port(line_status)) & line_status_bit) != 0) return true;
    }
    return false;
}

void Serial::write(std::string_view bytes) const {
    if (!present_) return;
    for (const char byte : bytes) {
        if (!wait_for(holding_register_empty)) return;
        out8(port(data), static_cast<std::uint8_t>(byte));
    }
}

std::optional<std::uint8_t> Serial::receive() const {
    if (!present_ || (in8(port(line_status)) & data_ready) == 0) return std::nullopt;
    return in8(port(data));
}

void Serial::drain() const {
    if (present_) (void)wait_for(transmitter_empty);
}

}  // namespace vitrine::arch
