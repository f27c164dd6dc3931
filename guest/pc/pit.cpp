#include "guest/pc/pit.hpp"

namespace vitrine::guest::pc {

namespace {

constexpr unsigned timer_irq = 0;
constexpr std::uint64_t no_edge = ~std::uint64_t{0};

constexpr std::uint32_t from_bcd(std::uint32_t value) {
    return (value & 15) + 10 * (value >> 4 & 15) + 100 * (value >> 8 & 15) + 1000 * (value >> 12 & 15);
}

constexpr std::uint16_t to_bcd(std::uint32_t value) {
    return static_cast<std::uint16_t>(value % 10 | (value / 10 % 10) << 4 | (value / 100 % 10) << 8 |
                                      (value / 1000 % 10) << 12);
}

}  // namespace

// A periodic counter that was given a new count goes on with it from its next period.
void Pit::Channel::catch_up(Clocks now) {
    if (!periodic() || !counting || next_count == 0 || now < start + count) return;
    start += (now - start) / count * count;
    // The new count came in force at the end of the first period after it was written; what passed since is
    // of it.
    count = next_count;
    next_count = 0;
}

std::uint16_t Pit::Channel::value(Clocks now) const {
    const std::uint32_t wrap = bcd ? 10000 : 0x10000;
    std::uint32_t left = count % wrap;
    if (counting && now >= start) {
        const Clocks passed = now - start;
        if (mode == 2) {
            left = count - static_cast<std::uint32_t>(passed % count);
        } else if (mode == 3) {
            // Counts down by two, twice a period, over even numbers.
            const auto in_half = static_cast<std::uint32_t>(2 * (passed % count) % count);
            left = (count - in_half) & ~1U;
        } else {
            left = static_cast<std::uint32_t>((count + wrap - passed % wrap) % wrap);
        }
    }
    left %= wrap;
    return bcd ? to_bcd(left) : static_cast<std::uint16_t>(left);
}

bool Pit::Channel::output(Clocks now) const {
    const Clocks passed = now >= start ? now - start : 0;
    switch (mode) {
        case 0:
            return counting && passed >= count;
        case 1:
            return !triggered || passed >= count;
        case 2:
            return !counting || passed % count != count - 1;
        case 3:
            return !counting || passed % count < (count + 1) / 2;
        default:
            return !counting || passed != count;
    }
}

// When the output next rises after `now`.
Pit::Clocks Pit::Channel::next_rise(Clocks now) const {
    if (!counting) return no_edge;
    const Clocks passed = now >= start ? now - start : 0;
    if (periodic()) {
        const Clocks period_end = start + (passed / count + 1) * count;
        return period_end;
    }
    const Clocks rise = mode == 4 || mode == 5 ? start + count + 1 : start + count;
    return rise > now ? rise : no_edge;
}

void Pit::Channel::control(std::uint8_t word) {
    access = word >> 4 & 3;
    mode = word >> 1 & 7;
    if (mode > 5) mode -= 4;
    bcd = (word & 1) != 0;
    null_count = true;
    counting = triggered = half_written = half_read = status_latched = false;
    latched = 0;
    next_count = 0;
}

void Pit::Channel::load(std::uint32_t written, Clocks now) {
    std::uint32_t value = bcd ? from_bcd(written) : written;
    if (value == 0) value = bcd ? 10000 : 0x10000;
    const bool first = null_count;
    null_count = false;
    if (periodic() && !first && counting) {
        next_count = value;
        return;
    }
    count = value;
    start = now;
    counting = gate && mode != 1 && mode != 5;
}

void Pit::Channel::set_gate(bool open, Clocks now) {
    const bool rose = open && !gate;
    const bool fell = !open && gate;
    gate = open;
    if (null_count) return;
    if (mode == 1 || mode == 5) {
        if (rose) {
            start = now;
            counting = triggered = true;
        }
    } else if (periodic()) {
        if (rose) {
            start = now;
            counting = true;
        } else if (fell) {
            counting = false;
        }
    } else if (rose && !counting) {
        start = now;
        counting = true;
    } else if (fell && counting) {
        // What is left is counted when the gate opens again.
        const Clocks passed = now - start;
        if (passed < count) {
            count -= static_cast<std::uint32_t>(passed);
            counting = false;
        }
    }
}

void Pit::Channel::latch_count(Clocks now) {
    if (latched != 0) return;
    latch = value(now);
    latched = access == 3 ? 2 : 1;
}

void Pit::Channel::latch_status(Clocks now) {
    if (status_latched) return;
    status_latched = true;
    status = static_cast<std::uint8_t>((output(now) ? 0x80 : 0) | (null_count ? 0x40 : 0) | access << 4 |
                                       mode << 1 | (bcd ? 1 : 0));
}

std::uint8_t Pit::Channel::read(Clocks now) {
    if (status_latched) {
        status_latched = false;
        return status;
    }
    const std::uint16_t current = latched != 0 ? latch : value(now);
    bool high = access == 2;
    if (access == 3) {
        high = half_read;
        half_read = !half_read;
    }
    if (latched != 0) --latched;
    return static_cast<std::uint8_t>(high ? current >> 8 : current);
}

void Pit::Channel::write(std::uint8_t byte, Clocks now) {
    if (access == 3 && !half_written) {
        low = byte;
        half_written = true;
        if (mode == 0) counting = false;  // the first byte stops the count
        return;
    }
    const unsigned written = access == 1 ? byte : access == 2 ? byte << 8U : low | byte << 8U;
    half_written = false;
    load(written, now);
}

Pit::Pit(const Clock& clock, Pic& pic) : clock_(clock), pic_(pic) {
    constexpr std::uint8_t mode_3 = 0x36, mode_2 = 0x54, mode_0 = 0xB0;
    channels_[0].control(mode_3);
    channels_[0].load(0, 0);
    channels_[1].control(mode_2);
    channels_[1].load(18, 0);  // NOLINT: the refresh of an XT's memory
    channels_[2].control(mode_0);
    channels_[2].gate = false;
    find_next_edge();
}

void Pit::find_next_edge() {
    const Clocks rise = channels_[0].next_rise(now());
    next_edge_ = rise == no_edge ? never : rise * ticks_per_pit_clock;
}

void Pit::update() {
    if (clock_.now < next_edge_) return;
    pic_.pulse(timer_irq);
    channels_[0].catch_up(now());
    find_next_edge();
}

void Pit::set_speaker_gate(bool open) {
    channels_[2].set_gate(open, now());
}

bool Pit::speaker_output() const {
    return channels_[2].output(now());
}

void Pit::read_back(std::uint8_t command) {
    constexpr std::uint8_t no_count = 0x20, no_status = 0x10;
    for (unsigned index = 0; index < channels_.size(); ++index) {
        if ((command >> (index + 1) & 1) == 0) continue;
        channels_[index].catch_up(now());
        if ((command & no_count) == 0) channels_[index].latch_count(now());
        if ((command & no_status) == 0) channels_[index].latch_status(now());
    }
}

std::uint32_t Pit::read(std::uint16_t offset, std::uint8_t /*size*/) {
    if (offset >= channels_.size()) return open_bus;
    channels_[offset].catch_up(now());
    return channels_[offset].read(now());
}

std::optional<action::Stop> Pit::write(std::uint16_t offset, std::uint8_t /*size*/, std::uint32_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    update();
    if (offset < channels_.size()) {
        channels_[offset].catch_up(now());
        channels_[offset].write(byte, now());
    } else if (const unsigned index = byte >> 6; index == channels_.size()) {
        read_back(byte);
    } else if ((byte >> 4 & 3) == 0) {
        channels_[index].catch_up(now());
        channels_[index].latch_count(now());
    } else {
        channels_[index].control(byte);
    }
    find_next_edge();
    return std::nullopt;
}

}  // namespace vitrine::guest::pc
