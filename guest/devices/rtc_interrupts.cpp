// The clock's registers A to C: what makes it stop, and what it interrupts for.

#include <algorithm>

#include "guest/devices/rtc.hpp"
#include "guest/devices/rtc_registers.hpp"

namespace vitrine::guest::pc {

using namespace rtc;

namespace {

constexpr std::uint64_t seconds_a_day = 86400;

}  // namespace

void Rtc::set_control(std::uint8_t index, std::uint8_t value) {
    if (index == register_a) {
        memory_[register_a] = value & ~update_in_progress;
    } else {
        // SET clears the enable of the interrupt of the updates, which it stops.
        memory_[register_b] = (value & set_bit) != 0 ? value & ~update_ended : value;
    }
    if (!runs()) {
        stopped_ = now();
    } else if (stopped_) {
        const DateTime time = *stopped_;
        stopped_.reset();
        set(time);
    }
    signal();
    find_next_event();
}

/// The next edge of the periodic interrupt after `after`. Table 5 of the data sheet, for the 32 kHz crystal
/// of a PC.
Ticks Rtc::next_period(Ticks after) const {
    unsigned rate = memory_[register_a] & 0xFU;
    if (rate == 0 || divider_in_reset(memory_[register_a])) return never;
    if (rate <= 2) rate += 7;
    constexpr Ticks crystal = 32768;
    const Ticks hertz = crystal >> (rate - 1);
    const Ticks second = clock_.hertz(), whole = after / second * second;
    const Ticks edge = (after - whole) * hertz / second + 1;
    return whole + clock_.time_of(edge, hertz);
}

bool Rtc::alarm_matches(std::uint32_t second_of_day) const {
    constexpr std::uint8_t any = 0xC0;
    const auto matches = [&](std::uint8_t index, std::uint8_t value) {
        return (memory_[index] & any) == any || memory_[index] == value;
    };
    return matches(second_alarm, encode(static_cast<std::uint8_t>(second_of_day % 60))) &&
           matches(minute_alarm, encode(static_cast<std::uint8_t>(second_of_day / 60 % 60))) &&
           matches(hour_alarm, encode_hour(static_cast<std::uint8_t>(second_of_day / 3600)));
}

/// Whether the alarm was due in any second since `seen_`; a day has them all.
bool Rtc::alarm_came() const {
    const std::uint64_t last = seconds(), first = seen_ / clock_.hertz() + 1;
    const std::uint64_t count = std::min<std::uint64_t>(last + 1 - first, seconds_a_day);
    const std::int64_t from = offset_ + static_cast<std::int64_t>(last + 1 - count);
    for (std::uint64_t number = 0; number < count; ++number) {
        const std::int64_t second = std::max<std::int64_t>(from + static_cast<std::int64_t>(number), 0);
        if (alarm_matches(static_cast<std::uint32_t>(static_cast<std::uint64_t>(second) % seconds_a_day)))
            return true;
    }
    return false;
}

void Rtc::find_next_event() {
    const std::uint8_t enabled = memory_[register_b];
    Ticks next = never;
    if ((enabled & periodic) != 0) next = next_period(seen_);
    if ((enabled & (alarm | update_ended)) != 0 && runs())
        next = std::min(next, (seen_ / clock_.hertz() + 1) * clock_.hertz());
    next_event_.arm(next);
}

/// Sets the flags of register C that stand for what happened since the last time, enabled or not.
void Rtc::catch_up() {
    const Ticks now = clock_.now;
    if (now >= next_period(seen_)) memory_[register_c] |= periodic;
    if (runs() && now / clock_.hertz() != seen_ / clock_.hertz()) {
        memory_[register_c] |= update_ended;
        if (alarm_came()) memory_[register_c] |= alarm;
    }
    seen_ = now;
}

/// Requests the interrupt as long as a flag is set that is enabled.
void Rtc::signal() {
    const bool requested =
        (memory_[register_b] & memory_[register_c] & (periodic | alarm | update_ended)) != 0;
    memory_[register_c] = static_cast<std::uint8_t>((memory_[register_c] & ~interrupt_request) |
                                                    (requested ? interrupt_request : 0));
    irq_.set(requested);
}

void Rtc::come() {
    catch_up();
    signal();
    find_next_event();
}

}  // namespace vitrine::guest::pc
