#pragma once
// The 8254 interval timer: channel 0 on an interrupt line, channel 1 for nobody, channel 2 with the speaker's
// gate in port 61h. Intel 8254 data sheet, 231164-005.

#include <array>
#include <cstdint>

#include "guest/devices/clock.hpp"
#include "guest/devices/speaker_timer.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/timers.hpp"

namespace vitrine::guest::pc {

class Pit final : public Device, public SpeakerTimer {
public:
    static constexpr PortRange ports{0x40, 0x43};

    Pit(const Clock& clock, Timers& timers, IrqLine irq);

    /// When channel 0's output next rises and the interrupt is requested; `never` with the counter stopped.
    [[nodiscard]] Ticks next_event() const { return next_rise_.due(); }

    /// Channel 2's gate and output, as port 61h has them.
    void set_speaker_gate(bool open) override;
    [[nodiscard]] bool speaker_gate() const override { return channels_[2].gate; }
    [[nodiscard]] bool speaker_output() override;

    [[nodiscard]] std::string_view name() const override { return "pit"; }
    /// As a BIOS leaves it: channel 0 in mode 3 with 65536, 18.2 times a second.
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    /// Time in clocks of the timer; a count may begin before time 0.
    using Clocks = std::int64_t;

    struct Channel {
        std::uint8_t control_word = 0;  ///< as it was written, without the channel's number
        std::uint8_t mode = 0;
        std::uint8_t access = 3;  ///< 1 low byte, 2 high byte, 3 low and then high
        bool bcd = false;
        bool gate = true;
        bool loaded = false;     ///< the counter has a count that was written since the control word
        bool running = false;    ///< it counts down, from `start` on
        bool out_before = true;  ///< the output until then
        bool half_written = false, half_read = false;
        std::uint8_t low = 0;  ///< low byte of a count that is half written
        Clocks count = 0x10000;
        Clocks start = 0;          ///< the clock that put `count` into the counter
        Clocks stopped = 0;        ///< how far it got before it stopped
        Clocks next_count = 0;     ///< written, but not yet in the counter; 0: none
        Clocks reload = 0;         ///< when that comes into the counter
        std::uint8_t latched = 0;  ///< bytes of a latched count that are unread
        std::uint16_t latch = 0;
        bool status_latched = false;
        std::uint8_t status = 0;

        [[nodiscard]] bool periodic() const { return mode == 2 || mode == 3; }
        [[nodiscard]] bool triggered() const { return mode == 1 || mode == 5; }
        [[nodiscard]] Clocks passed(Clocks now) const;
        [[nodiscard]] Clocks end_of_cycle(Clocks now) const;
        [[nodiscard]] bool reloads_low() const;
        void catch_up(Clocks now);
        [[nodiscard]] std::uint16_t value(Clocks now) const;
        [[nodiscard]] bool output(Clocks now) const;
        [[nodiscard]] Clocks next_rise(Clocks now) const;
        void control(std::uint8_t word, Clocks now);
        void load(Clocks written, Clocks now);
        void begin(Clocks written, Clocks now);
        void set_gate(bool open, Clocks now);
        void latch_count(Clocks now);
        void latch_status(Clocks now);
        [[nodiscard]] std::uint8_t read(Clocks now);
        void write(std::uint8_t byte, Clocks now);
        void state(State& state);
        [[nodiscard]] bool possible(Clocks now) const;
    };

    [[nodiscard]] Clocks now() const { return static_cast<Clocks>(clock_.counted(pit_hertz)); }
    void read_back(std::uint8_t command);
    /// The output rose. Edges that the guest missed are one.
    void rise();
    void find_next_rise();

    const Clock& clock_;
    IrqLine irq_;
    Timer next_rise_;
    std::array<Channel, 3> channels_{};
};

}  // namespace vitrine::guest::pc
