#pragma once
// A 16550 UART on COM1: Vitrine's console.

#include <cstdint>
#include <string_view>

namespace vitrine::arch {

/// The serial line. Every wait is bounded: a line that nobody drains costs bytes, never a hang.
class Serial {
public:
    /// Programs 115200 baud, 8 data bits, no parity, one stop bit, FIFOs on. False when there is no UART:
    /// then writing does nothing.
    bool start();

    /// Sends the bytes as they are.
    void write(std::string_view bytes) const;

    /// Waits until the last byte has left.
    void drain() const;

private:
    [[nodiscard]] bool wait_for(std::uint8_t line_status_bit) const;

    bool present_ = false;
};

}  // namespace vitrine::arch
