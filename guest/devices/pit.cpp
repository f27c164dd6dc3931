#include "guest/devices/pit.hpp"

#include <algorithm>
#include <limits>

namespace vitrine::guest::pc {

namespace {

constexpr std::int64_t no_edge = std::numeric_limits<std::int64_t>::max();

constexpr unsigned from_bcd(unsigned value) {
    return (value & 15) + 10 * (value >> 4 & 15) + 100 * (value >> 8 & 15) + 1000 * (value >> 12 & 15);
}

constexpr std::uint16_t to_bcd(unsigned value) {
    return static_cast<std::uint16_t>(value % 10 | (value / 10 % 10) << 4 | (value / 100 % 10) << 8 |
                                      (value / 1000 % 10) << 12);
}

// Times that have passed aren't negative and counts are above 0, so these divide unsigned: it's the shorter
// instruction, and a Bochs built by GCC 15 gets IDIV of 64 bits wrong.
constexpr std::int64_t periods(std::int64_t passed, std::int64_t count) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(passed) / static_cast<std::uint64_t>(count));
}

constexpr std::int64_t in_period(std::int64_t passed, std::int64_t count) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(passed) % static_cast<std::uint64_t>(count));
}

/// How long the output of mode 3 is high in a period; an odd clock is the high half's.
constexpr std::int64_t high_half(std::int64_t count) {
    return periods(count + 1, 2);
}

}  // namespace

/// Clocks that were counted since the counter got its count.
Pit::Clocks Pit::Channel::passed(Clocks now) const {
    return running ? std::max<Clocks>(now - start, 0) : stopped;
}

/// When a periodic counter next takes a new count: mode 2 at the end of its period, mode 3 of its half.
Pit::Clocks Pit::Channel::end_of_cycle(Clocks now) const {
    const Clocks before = periods(passed(now), count) * count;
    const bool high = mode == 3 && in_period(passed(now), count) < high_half(count);
    return start + before + (high ? high_half(count) : count);
}

/// Whether the new count begins with the low half of a square wave.
bool Pit::Channel::reloads_low() const {
    return mode == 3 && in_period(reload - start, count) != 0;
}

// A periodic counter that was given a new count goes on with it from its next cycle.
void Pit::Channel::catch_up(Clocks now) {
    if (!running || next_count == 0 || now < reload) return;
    start = reloads_low() ? reload - high_half(next_count) : reload;
    count = next_count;
    next_count = 0;
}

std::uint16_t Pit::Channel::value(Clocks now) const {
    const Clocks wrap = bcd ? 10000 : 0x10000;
    const Clocks counted = passed(now);
    Clocks left = 0;
    if (mode == 2) {
        left = count - in_period(counted, count);
    } else if (mode == 3) {
        // Counts down by two, twice a period, over even numbers.
        left = (count - in_period(2 * in_period(counted, count), count)) & ~Clocks{1};
    } else {
        left = count + wrap - in_period(counted, wrap);
    }
    const auto shown = static_cast<unsigned>(in_period(left, wrap));
    return bcd ? to_bcd(shown) : static_cast<std::uint16_t>(shown);
}

bool Pit::Channel::output(Clocks now) const {
    if (!loaded) return mode != 0;
    if (running && now < start) return out_before;
    const Clocks counted = passed(now);
    switch (mode) {
        case 0:
        case 1:
            return counted >= count;
        case 2:
            return !running || in_period(counted, count) != count - 1;
        case 3:
            return !running || in_period(counted, count) < high_half(count);
        default:
            return counted != count;
    }
}

// When the output next rises after `now`.
Pit::Clocks Pit::Channel::next_rise(Clocks now) const {
    if (!running) return no_edge;
    if (!periodic()) {
        const bool strobe = mode == 4 || mode == 5;  // low for one clock when the count is 0
        const Clocks rise = start + count + (strobe ? 1 : 0);
        return rise > now ? rise : no_edge;
    }
    if (next_count != 0) return reloads_low() ? reload + next_count - high_half(next_count) : reload;
    // The data sheet forbids a count of 1, with which the output never changes.
    return count == 1 ? no_edge : start + (periods(passed(now), count) + 1) * count;
}

void Pit::Channel::control(std::uint8_t word, Clocks now) {
    constexpr std::uint8_t without_channel = 0x3F;
    stopped = passed(now);
    control_word = word & without_channel;
    access = word >> 4 & 3;
    mode = word >> 1 & 7;
    if (mode > 5) mode -= 4;
    bcd = (word & 1) != 0;
    loaded = running = half_written = half_read = status_latched = false;
    latched = 0;
    next_count = 0;
}

void Pit::Channel::load(Clocks written, Clocks now) {
    constexpr Clocks only_by_the_gate = no_edge;
    if (triggered()) {
        next_count = written;
        reload = only_by_the_gate;
    } else if (periodic() && loaded) {
        next_count = written;
        reload = running ? end_of_cycle(now) : only_by_the_gate;
    } else {
        out_before = mode != 0;
        begin(written, now);
        running = gate;
    }
}

/// The next clock puts the count into the counter.
void Pit::Channel::begin(Clocks written, Clocks now) {
    count = written;
    next_count = 0;
    stopped = 0;
    start = now + 1;
    loaded = running = true;
}

void Pit::Channel::set_gate(bool open, Clocks now) {
    if (open == gate) return;
    gate = open;
    if (periodic() || triggered()) {
        if (open && (loaded || next_count != 0)) {
            out_before = mode != 1 || output(now);
            begin(next_count != 0 ? next_count : count, now);
        } else if (!open && periodic()) {
            stopped = passed(now);
            running = false;
        }
    } else if (open) {
        start = now - stopped;
        running = loaded;
    } else {
        stopped = passed(now);
        running = false;
    }
}

void Pit::Channel::latch_count(Clocks now) {
    if (latched != 0) return;
    latch = value(now);
    latched = access == 3 ? 2 : 1;
}

void Pit::Channel::latch_status(Clocks now) {
    if (status_latched) return;
    constexpr unsigned output_high = 0x80, null_count = 0x40;
    // A count that was written is null until a clock has put it into the counter.
    const bool null = !loaded || next_count != 0 || (running && now < start);
    status_latched = true;
    status =
        static_cast<std::uint8_t>((output(now) ? output_high : 0U) | (null ? null_count : 0U) | control_word);
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
        if (mode == 0) {  // the first byte stops the count and lowers the output
            stopped = passed(now);
            loaded = running = false;
        }
        return;
    }
    const unsigned written = access == 1 ? byte : access == 2 ? byte << 8U : low | byte << 8U;
    half_written = false;
    const unsigned number = bcd ? from_bcd(written) : written;
    load(number != 0 ? number : bcd ? 10000 : 0x10000, now);
}

Pit::Pit(const Clock& clock, Timers& timers, IrqLine irq)
    : clock_(clock), irq_(irq), next_rise_(timers, Callback::of<&Pit::rise>(*this)) {
    Pit::reset();
}

void Pit::reset() {
    channels_ = {};
    constexpr std::uint8_t mode_3 = 0x36, mode_2 = 0x54, mode_0 = 0xB0;
    const Clocks power_on = now() - 1;  // so that the counts are in the counters now
    channels_[0].control(mode_3, power_on);
    channels_[0].load(0x10000, power_on);
    channels_[1].control(mode_2, power_on);
    channels_[1].load(18, power_on);  // NOLINT: the refresh of an XT's memory
    channels_[2].control(mode_0, power_on);
    channels_[2].gate = false;
    find_next_rise();
}

void Pit::Channel::state(State& state) {
    state(control_word, mode, access, bcd, gate, loaded, running, out_before, half_written, half_read, low,
          count, start, stopped, next_count, reload, latched, latch, status_latched, status);
}

bool Pit::Channel::possible(Clocks now) const {
    constexpr Clocks most = 0x10000, earliest = -2 * most;
    // A reload is planned within a period, and its half may begin before the count's.
    const bool planned = reload >= 0 && reload <= now + 2 * most;
    const bool reloads = running && periodic() && next_count != 0;
    return mode <= 5 && access <= 3 && count > 0 && count <= most && next_count >= 0 && next_count <= most &&
           start >= earliest && start <= now + 1 && stopped >= 0 && stopped <= now + 2 * most &&
           latched <= 2 && (planned || (!reloads && reload == no_edge));
}

void Pit::state(State& state) {
    state(channels_, next_rise_);
}

bool Pit::take_loaded() {
    return std::ranges::all_of(channels_, [this](const Channel& channel) { return channel.possible(now()); });
}

void Pit::find_next_rise() {
    const Clocks rise = channels_[0].next_rise(now());
    next_rise_.arm(rise != no_edge ? clock_.time_of(static_cast<Ticks>(rise), pit_hertz) : never);
}

void Pit::rise() {
    irq_.pulse();
    channels_[0].catch_up(now());
    find_next_rise();
}

void Pit::set_speaker_gate(bool open) {
    channels_[2].catch_up(now());
    channels_[2].set_gate(open, now());
}

bool Pit::speaker_output() {
    channels_[2].catch_up(now());
    return channels_[2].output(now());
}

void Pit::read_back(std::uint8_t command) {
    constexpr std::uint8_t no_count = 0x20, no_status = 0x10;
    for (unsigned index = 0; index < channels_.size(); ++index) {
        if ((command >> (index + 1) & 1) == 0) continue;
        if ((command & no_count) == 0) channels_[index].latch_count(now());
        if ((command & no_status) == 0) channels_[index].latch_status(now());
    }
}

std::uint64_t Pit::read(Access access) {
    if (access.offset >= channels_.size()) return open_bus;
    channels_[access.offset].catch_up(now());
    return channels_[access.offset].read(now());
}

void Pit::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    for (Channel& channel : channels_) channel.catch_up(now());
    const bool was_high = channels_[0].output(now());
    if (access.offset < channels_.size()) {
        channels_[access.offset].write(byte, now());
    } else if (const unsigned index = byte >> 6; index == channels_.size()) {
        read_back(byte);
    } else if ((byte >> 4 & 3) == 0) {
        channels_[index].latch_count(now());
    } else {
        channels_[index].control(byte, now());
    }
    // A control word sets the output, which may be an edge.
    if (!was_high && channels_[0].output(now())) irq_.pulse();
    find_next_rise();
}

}  // namespace vitrine::guest::pc
