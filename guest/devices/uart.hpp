#pragma once
// A 16550A serial port whose line ends in the log. Nothing is ever received but what the guest sends itself
// in loopback mode. National Semiconductor PC16550D data sheet, section 8.

#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"

namespace vitrine::guest {

class Uart final : public Device {
public:
    static constexpr PortRange ports{0x3F8, 0x3FF};

    explicit Uart(Console& console) : console_(console) {}

    [[nodiscard]] std::string_view name() const override { return "uart"; }
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;

    void state(State& state);

private:
    [[nodiscard]] bool divisor_latch() const { return (line_control_ & 0x80) != 0; }
    [[nodiscard]] bool loopback() const { return (modem_control_ & 0x10) != 0; }
    [[nodiscard]] std::uint8_t interrupt_identification() const;
    [[nodiscard]] std::uint8_t modem_status() const;
    void transmit(std::uint8_t byte);

    Console& console_;
    std::uint8_t interrupt_enable_ = 0;
    std::uint8_t fifo_control_ = 0;
    std::uint8_t line_control_ = 0;
    std::uint8_t modem_control_ = 0;
    std::uint8_t scratch_ = 0;
    std::uint8_t received_ = 0;
    bool data_ready_ = false;
    bool transmit_interrupt_ = false;  ///< the holding register ran empty and IIR wasn't read since
    std::uint16_t divisor_ = 1;
};

}  // namespace vitrine::guest
