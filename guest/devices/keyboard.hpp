#pragma once
// The 8042 keyboard controller with a keyboard behind it: ports 60h and 64h, scan codes of set 1. IBM
// Personal System/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller".

#include <array>
#include <cstdint>
#include <optional>

#include "guest/devices/typist.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/requests.hpp"
#include "guest/machine/timers.hpp"

namespace vitrine::guest::pc {

class Keyboard final : public Device {
public:
    static constexpr PortRange data_port{0x60, 0x60}, command_port{0x64, 0x64};
    static constexpr std::uint16_t data_offset = 0, command_offset = 4;

    Keyboard(Timers& timers, IrqLine irq, A20Gate& a20, Typist& typist, Requests& requests);

    /// Moves the next byte into the output buffer where it is time and there is room.
    void update();
    /// When update() will have something to do; `never` while nothing is sent or there is no room.
    [[nodiscard]] Ticks next_event() const { return next_byte_.due(); }

    /// The byte in the output buffer, taken out as a read of port 60h does.
    [[nodiscard]] std::uint8_t take();

    [[nodiscard]] std::string_view name() const override { return "keyboard"; }
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;
    [[nodiscard]] bool may_end_machine() const override { return true; }

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    [[nodiscard]] bool enabled() const;
    [[nodiscard]] std::uint8_t output_port() const;
    [[nodiscard]] bool translates() const;
    void answer(std::uint8_t byte);
    [[nodiscard]] std::optional<std::uint8_t> take_next();
    void signal();
    /// Has update() called when the keyboard next sends something that there is room for.
    void wait_for_byte();
    void command(std::uint8_t byte);
    void set_output_port(std::uint8_t byte);
    void data(std::uint8_t byte);
    void to_keyboard(std::uint8_t byte);

    static constexpr std::size_t most_answers = 16;

    IrqLine irq_;
    Timer next_byte_;
    A20Gate& a20_;
    Typist& typist_;
    Requests& requests_;
    std::uint8_t mode_ = 0x65;  ///< the controller's command byte
    std::uint8_t output_ = 0;   ///< the output buffer
    std::uint8_t last_output_ = 0;
    bool full_ = false;
    bool command_last_ = false;         ///< the last byte written came by port 64h
    std::uint8_t awaits_ = 0;           ///< the controller's command whose data comes next; 0: none
    std::uint8_t keyboard_awaits_ = 0;  ///< the keyboard's
    bool scanning_ = true;
    std::array<std::uint8_t, most_answers> answers_{};
    std::size_t answer_count_ = 0;
};

}  // namespace vitrine::guest::pc
