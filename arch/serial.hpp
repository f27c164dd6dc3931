#pragma once
// 16550 UARTs: COM1 is Vitrine's console, COM2 takes what a guest made.

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::arch {

inline constexpr std::uint16_t com1 = 0x3F8, com2 = 0x2F8;

/// A serial line. Every wait is bounded: a line that nobody drains costs bytes, never a hang.
class Serial {
public:
    explicit constexpr Serial(std::uint16_t base) : base_(base) {}

    /// Programs 115200 baud, 8 data bits, no parity, one stop bit, FIFOs on. False when there is no UART:
    /// then writing does nothing.
    bool start();

    /// Sends the bytes as they are.
    void write(std::string_view bytes) const;

    /// A byte that came, if there is one.
    [[nodiscard]] std::optional<std::uint8_t> receive() const;

    /// Waits until the last byte has left.
    void drain() const;

private:
    [[nodiscard]] std::uint16_t port(std::uint16_t offset) const {
        return static_cast<std::uint16_t>(base_ + offset);
    }
    [[nodiscard]] bool wait_for(std::uint8_t line_status_bit) const;

    std::uint16_t base_;
    bool present_ = false;
};

}  // namespace vitrine::arch
