#pragma once
// The pair of 8259A interrupt controllers of a PC, the second on line 2 of the first. Intel 8259A data sheet,
// 231468-003.

#include <array>
#include <cstdint>

#include "guest/machine/bus.hpp"
#include "guest/machine/wires.hpp"

namespace vitrine::guest::pc {

class Pic final : public Device, public InterruptController {
public:
    /// Where its ports are, with the offset of each range's first for PortBus::attach.
    static constexpr PortRange first_ports{0x20, 0x21}, second_ports{0xA0, 0xA1},
        edge_level_ports{0x4D0, 0x4D1};
    static constexpr std::uint16_t first_offset = 0, second_offset = 2, edge_level_offset = 4;

    /// Its INTR goes to the processor that `pending` is of.
    explicit Pic(PendingInterrupts& pending);

    /// Sets interrupt line 0 to 15 (2 is the cascade and not for devices). A rising edge requests an
    /// interrupt, which is withdrawn when the line falls before it is acknowledged.
    void set_line(unsigned line, bool level) override;

    void pulse(unsigned line) override;

    /// Whether INTR is raised: a request that is neither masked nor of lower priority than one in service.
    [[nodiscard]] bool pending() const { return (pending_.word & PendingInterrupts::intr) != 0; }

    /// What the processor's acknowledge cycle reads: the vector; the request goes into service. The spurious
    /// interrupt, 7 past the base, when nothing is pending.
    [[nodiscard]] std::uint8_t acknowledge();

    /// The line that the last acknowledge() was for.
    [[nodiscard]] std::uint8_t acknowledged_line() const { return acknowledged_line_; }

    [[nodiscard]] bool in_service(unsigned line) const;

    /// A line whose request would come through if one in service, which nobody has ended, didn't hold it up:
    /// 0 to 15; -1 for none.
    [[nodiscard]] int held_up() const;

    /// IRR, ISR and IMR of the first controller (0) or the second (1).
    struct Registers {
        std::uint8_t requests = 0, service = 0, mask = 0;
    };
    [[nodiscard]] Registers registers(unsigned chip) const {
        return {chips_[chip].requests, chips_[chip].service, chips_[chip].mask};
    }

    /// A specific end of interrupt for `line`, as the BIOS's handlers give it: to both controllers for lines
    /// 8 to 15.
    void end_of_interrupt(unsigned line);

    [[nodiscard]] std::string_view name() const override { return "pic"; }
    /// As a BIOS leaves it: vectors 08h and 70h, lines 0, 1, 2, 6, 8 and 14 open, the others masked.
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    /// One controller. Bit n of each register is line n.
    struct Chip {
        std::uint8_t lines = 0;     ///< level of the inputs
        std::uint8_t requests = 0;  ///< IRR
        std::uint8_t service = 0;   ///< ISR
        std::uint8_t mask = 0;      ///< IMR
        std::uint8_t level_triggered = 0;
        std::uint8_t base = 0;    ///< vector of line 0
        std::uint8_t lowest = 7;  ///< line of the lowest priority
        std::uint8_t word = 0;    ///< initialisation word that the data port expects next, 2 to 4; 0: none
        bool single = false, needs_word_4 = false;
        bool automatic_end = false, rotate_on_automatic_end = false;
        bool special_mask = false, fully_nested = false;
        bool read_service = false, polled = false;

        [[nodiscard]] int best(std::uint8_t set) const;
        [[nodiscard]] int request(std::uint8_t cascade) const;
        void acknowledge(unsigned line);
        void end(unsigned line, bool rotate);
        void command(std::uint8_t value);
        void initialise(std::uint8_t value);
        void operate(std::uint8_t value);
        void data(std::uint8_t value);
        void state(State& state);
        [[nodiscard]] bool possible() const;
    };

    /// Sets INTR by what the chips now have.
    void signal();
    [[nodiscard]] std::uint8_t cascade() const;
    [[nodiscard]] std::uint32_t read_chip(Chip& chip, bool data_port);

    static constexpr unsigned lines_a_chip = 8;
    static constexpr std::uint8_t cascade_line = 2;
    PendingInterrupts& pending_;
    std::array<Chip, 2> chips_{};
    std::uint8_t acknowledged_line_ = 0;
};

}  // namespace vitrine::guest::pc
