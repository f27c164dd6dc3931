#pragma once
// The MC146818 real-time clock and its CMOS memory. Motorola MC146818A data sheet, ADI-1026.

#include <array>
#include <cstdint>
#include <optional>

#include "guest/devices/clock.hpp"
#include "guest/machine/bus.hpp"
#include "guest/machine/timers.hpp"

namespace vitrine::guest::pc {

/// A date and time of day, in binary.
struct DateTime {
    std::uint16_t year = 0;                        ///< with century: 2026
    std::uint8_t month = 0, day = 0, weekday = 0;  ///< from 1; weekday 1 is Sunday
    std::uint8_t hour = 0, minute = 0, second = 0;

    void state(State& state) { state(year, month, day, weekday, hour, minute, second); }
};

class Rtc final : public Device {
public:
    static constexpr PortRange ports{0x70, 0x71};

    /// What it shows when the guest's time is 0: 2026-01-01 12:34:56, a Thursday. Not midnight, as no PC's
    /// would be: games take their random numbers from the time.
    static constexpr DateTime epoch{2026, 1, 1, 5, 12, 34, 56};

    Rtc(const Clock& clock, Timers& timers, IrqLine irq);

    /// CMOS as a BIOS fills it: floppies, hard disks, sizes of memory, the checksum.
    void configure(std::uint64_t memory_size, unsigned floppies, std::uint8_t floppy_type,
                   unsigned hard_disks);

    /// When it next may interrupt; `never` when nothing is enabled that would.
    [[nodiscard]] Ticks next_event() const { return next_event_.due(); }

    [[nodiscard]] DateTime now() const;
    /// Sets the clock, from now on.
    void set(const DateTime& time);

    /// A byte of CMOS, from 0 to 127; the clock's own are as the processor reads them.
    [[nodiscard]] std::uint8_t cmos(std::uint8_t index) const;
    void set_cmos(std::uint8_t index, std::uint8_t value);

    [[nodiscard]] std::string_view name() const override { return "rtc"; }
    void reset();
    [[nodiscard]] std::uint64_t read(Access access) override;
    void write(Access access, std::uint64_t value) override;

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    [[nodiscard]] std::uint64_t seconds() const;
    [[nodiscard]] bool runs() const;
    [[nodiscard]] Ticks next_period(Ticks after) const;
    [[nodiscard]] bool binary() const;
    [[nodiscard]] bool hours_24() const;
    [[nodiscard]] std::uint8_t encode(std::uint8_t value) const;
    [[nodiscard]] std::uint8_t encode_hour(std::uint8_t of_day) const;
    [[nodiscard]] std::uint8_t decode(std::uint8_t value) const;
    [[nodiscard]] bool alarm_matches(std::uint32_t second_of_day) const;
    [[nodiscard]] bool alarm_came() const;
    void set_field(std::uint8_t index, std::uint8_t value);
    void set_control(std::uint8_t index, std::uint8_t value);
    void catch_up();
    /// What was waited for has come.
    void come();
    void signal();
    void find_next_event();

    const Clock& clock_;
    IrqLine irq_;
    Timer next_event_;
    std::array<std::uint8_t, 128> memory_{};
    std::uint8_t index_ = 0;
    std::int64_t offset_ = 0;          ///< seconds between the guest's time 0 and the clock's
    std::optional<DateTime> stopped_;  ///< what the clock shows while it is set: each field as it was written
    Ticks seen_ = 0;                   ///< up to when register C tells what happened
};

}  // namespace vitrine::guest::pc
