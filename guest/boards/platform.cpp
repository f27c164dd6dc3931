#include "guest/boards/platform.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "guest/machine/emulate/fetch.hpp"

namespace vitrine::guest::pc {

namespace {

constexpr unsigned fraction_bits = 32;

/// value * (numerator / denominator), for rates of hertz.
constexpr std::uint64_t scale(std::uint64_t value, std::uint64_t numerator, std::uint64_t denominator) {
    const std::uint64_t factor =
        (numerator / denominator << fraction_bits) + (numerator % denominator << fraction_bits) / denominator;
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(value) * factor >> fraction_bits);
}

static_assert(scale(3'000'000'000, ticks_per_second, 3'000'000'000) <= ticks_per_second);
static_assert(scale(ticks_per_second, 6'000'000'000, ticks_per_second) > 5'999'000'000);

action::Stop ends_well(std::string_view cause) {
    return {.status = Status::ok, .code = 0, .cause = cause};
}

/// JMP to itself, short or near.
bool loops_in_place(VirtualCpu& cpu, const Memory& memory) {
    std::array<std::uint8_t, 3> buffer{};
    const auto bytes = fetch(cpu, memory, buffer);
    constexpr std::array<std::uint8_t, 2> short_jump{0xEB, 0xFE};
    constexpr std::array<std::uint8_t, 3> near_jump{0xE9, 0xFD, 0xFF};
    return std::ranges::equal(bytes.first(std::min(bytes.size(), short_jump.size())), short_jump) ||
           std::ranges::equal(bytes, near_jump);
}

/// Some words of it; none where it lies outside of memory.
std::span<const std::uint8_t> top_of_stack(VirtualCpu& cpu, const Memory& memory) {
    constexpr std::uint64_t size = 8 * sizeof(std::uint64_t);
    const Segment ss = cpu.segment(SegmentName::ss);
    const std::uint64_t offset = cpu.read(Register::rsp) & (ss.big() ? 0xFFFF'FFFF : 0xFFFF);
    const auto bytes = memory.at(ss.base + offset, size);
    return bytes ? *bytes : std::span<std::uint8_t>{};
}

bool interrupts_on(VirtualCpu& cpu) {
    return (cpu.read(Register::rflags) & rflags::interrupt) != 0;
}

/// Whether the access is one by which software waits: for a key, a time, a retrace.
bool is_poll(const exit::Io& io) {
    constexpr std::array<PortRange, 4> polled{PortRange{0x60, 0x64}, PortRange{0x70, 0x71},
                                              PortRange{0x3BA, 0x3BA}, PortRange{0x3DA, 0x3DA}};
    return std::ranges::any_of(polled, [&](PortRange range) { return range.contains(io.port); });
}

/// Whether the access belongs to nothing else: a random number off the timer, the end of an interrupt.
bool is_aside(const exit::Io& io) {
    constexpr std::array<PortRange, 3> ports{PortRange{0x20, 0x21}, PortRange{0x40, 0x43},
                                             PortRange{0xA0, 0xA1}};
    return std::ranges::any_of(ports, [&](PortRange range) { return range.contains(io.port); });
}

}  // namespace

Ticks Platform::from_tsc(std::uint64_t tsc) const {
    return settings_.pace == Pace::work ? tsc : scale(tsc, ticks_per_second, settings_.tsc_hertz);
}

/// When there is something to do next, or to look for.
Ticks Platform::next_look() const {
    // Keys that somebody types at a terminal aren't announced.
    constexpr Ticks glance = ticks_per_second / 50;
    const Ticks keys = settings_.keys != nullptr ? devices_.clock.now + glance : never;
    // No timer of the host's reaches farther than this.
    constexpr Ticks farthest = 1ULL << 31;
    return std::min({devices_.timers.next(), settings_.budget, keys, devices_.clock.now + farthest});
}

std::uint64_t Platform::ticks_to_next_event() const {
    const Ticks next = next_look(), now = devices_.clock.now;
    const Ticks ticks = next > now ? next - now : 1;
    if (settings_.pace == Pace::work) return ticks;
    return scale(std::min(ticks, ticks_per_second), settings_.tsc_hertz, ticks_per_second);
}

std::optional<action::Stop> Platform::time_over() const {
    if (devices_.clock.now >= settings_.budget) {
        return action::Stop{.status = Status::budget,
                            .code = static_cast<std::uint32_t>(Status::budget),
                            .cause = out_of_time};
    }
    if (ended_) return ends_well("ended at the terminal");
    if (idle_ >= settings_.patience)
        return ends_well("the guest did nothing but wait, and nothing is to come (idle=)");
    return std::nullopt;
}

std::optional<action::Stop> Platform::prepare(VirtualCpu& cpu) {
    if (const auto stop = time_over()) return stop;
    if (devices_.a20.stuck()) [[unlikely]] {
        return action::Stop{.status = Status::panic,
                            .code = static_cast<std::uint32_t>(Status::panic),
                            .cause = "there is no memory for the tables of a closed A20"};
    }
    look_ = next_look();
    if (settings_.pace == Pace::work) cpu.write(Register::tsc, devices_.clock.now + tsc_shift_);
    return std::nullopt;
}

exit::Interrupt Platform::acknowledge() {
    const std::uint8_t vector = devices_.pic.acknowledge();
    return {.line = devices_.pic.acknowledged_line(), .vector = vector};
}

void Platform::left(VirtualCpu& cpu) {
    tsc_ = cpu.read(Register::tsc) - tsc_shift_;
    devices_.clock.now = std::max(devices_.clock.now, from_tsc(tsc_));
    look_for_keys();
    devices_.timers.expire();
}

void Platform::look_for_keys() {
    if (settings_.keys == nullptr) return;
    constexpr std::uint8_t show_screen = 0x1D, end = 0x1C;  // the front end passes neither on as a key
    // No more at once than somebody can type: a line that is broken gives bytes without end.
    constexpr unsigned most = 64;
    for (unsigned number = 0; number < most; ++number) {
        const auto byte = settings_.keys->receive();
        if (!byte) return;
        if (*byte == show_screen) {
            requests_.show_screen();
        } else if (*byte == end) {
            ended_ = true;
        } else {
            devices_.typist.type(*byte);
        }
    }
}

void Platform::waited(Ticks ticks) {
    const bool keys_to_come = settings_.keys != nullptr || !devices_.typist.finished();
    idle_ = keys_to_come ? 0 : idle_ + ticks;
}

std::optional<action::Stop> Platform::went_on(VirtualCpu& cpu, const Memory& memory) {
    // The host's own timer may come early. Only at times that the guest's own work sets may this see it.
    if (devices_.clock.now < look_) return std::nullopt;
    const bool in_place = loops_in_place(cpu, memory);
    if (in_place && !interrupts_on(cpu)) return ends_well("the guest loops in place with interrupts off");
    const Ticks now = devices_.clock.now;
    const Ticks since = now - std::min(now, std::max(last_poll_, last_look_));
    last_look_ = now;
    // A short loop that looks at memory waits for what an interrupt will put there.
    if (!in_place && !goes_round(cpu, cpu.read(Register::rip), top_of_stack(cpu, memory)))
        return std::nullopt;
    waited(since);
    last_poll_ = now;
    return std::nullopt;
}

void Platform::wait_until(Ticks time) {
    const Ticks before = devices_.clock.now;
    devices_.clock.now = std::max(time, before);
    look_for_keys();
    devices_.timers.expire();
    waited(devices_.clock.now - before);
    last_poll_ = devices_.clock.now;
}

Action Platform::halt(VirtualCpu& cpu, exit::Hlt& hlt) {
    hlt.interrupts_on = interrupts_on(cpu);
    if (!hlt.interrupts_on) return ends_well("halted, and nothing can wake it");
    // A guest that hears no interrupt goes on waiting after so many things that happened in vain.
    constexpr unsigned most_events = 4096;
    for (unsigned events = 0; events < most_events; ++events) {
        if (interrupts()) return action::Advance{};
        if (requests_.wants_screen()) return action::Resume{};  // once the log has it
        if (const auto stop = time_over()) return *stop;
        if (devices_.timers.next() == never && settings_.keys == nullptr)
            return ends_well("halted, and nothing can wake it");
        wait_until(settings_.pace == Pace::work ? next_look()
                                                : from_tsc(cpu.read(Register::tsc) - tsc_shift_));
    }
    return interrupts() ? Action(action::Advance{}) : action::Resume{};
}

// How long the answer to the question stays as it is, or nobody cares; 0 for what is no question.
Ticks Platform::leap_of(const Exit& exit) const {
    constexpr Ticks long_leap = ticks_per_second / 200;
    if (const auto* call = std::get_if<exit::BiosCall>(&exit.cause)) {
        constexpr std::uint8_t keyboard = 0x16, time = 0x1A;
        const bool asks = (call->vector == keyboard && call->status == "empty") ||
                          (call->vector == time && call->function.starts_with("get-"));
        return asks ? long_leap : 0;
    }
    const auto* io = std::get_if<exit::Io>(&exit.cause);
    if (io == nullptr || !io->in) return 0;
    constexpr std::uint16_t keyboard_status = 0x64, clock_data = 0x71, mono_status = 0x3BA,
                            colour_status = 0x3DA;
    switch (io->port) {
        case keyboard_status:
            return (io->values[0] & 1) == 0 ? long_leap : 0;
        case clock_data:
            return ticks_per_second / 1000;  // shorter than the clock's update
        case mono_status:
        case colour_status:
            return devices_.vga.next_status_change() - devices_.clock.now;
        default:
            return 0;
    }
}

Platform::Doing Platform::doing(const Exit& exit) {
    if (const auto* io = std::get_if<exit::Io>(&exit.cause))
        return is_poll(*io) ? Doing::waiting : is_aside(*io) ? Doing::either : Doing::work;
    if (const auto* call = std::get_if<exit::BiosCall>(&exit.cause)) {
        constexpr std::uint8_t keyboard = 0x16, time = 0x1A;
        if (call->silent) return Doing::either;
        return call->vector == keyboard || call->vector == time ? Doing::waiting : Doing::work;
    }
    return std::get_if<exit::Vmcall>(&exit.cause) != nullptr ? Doing::work : Doing::either;
}

// Whether the guest was here before, a few questions or interrupts ago, with the same registers and the same
// on top of its stack, where a compiler's variables are: then it counted nothing meanwhile.
bool Platform::goes_round(const VirtualCpu& cpu, std::uint64_t rip, std::span<const std::uint8_t> stack) {
    constexpr std::uint64_t prime = 0x100'0000'01B3;  // of the hash FNV-1a
    std::uint64_t hash = rip;
    // Not RSP's slot, where an entry keeps the host's.
    static_assert(Registers::place(Gpr::rsp) == 0);
    for (const std::uint64_t value : std::span(cpu.gpr.value).subspan<1>()) hash = (hash ^ value) * prime;
    for (; !stack.empty(); stack = stack.subspan(sizeof(std::uint64_t))) {
        std::uint64_t word = 0;
        std::memcpy(&word, stack.data(), sizeof(word));
        hash = (hash ^ word) * prime;
    }
    if (std::ranges::find(places_, hash) != places_.end()) return true;
    places_[next_place_++ % places_.size()] = hash;
    return false;
}

void Platform::observe(const VirtualCpu& cpu, const Exit& exit) {
    constexpr Ticks short_while = 50'000, round = 2'000;
    constexpr std::uint32_t tsc_index = 0x10;
    if (const auto* msr = std::get_if<exit::Msr>(&exit.cause);
        msr != nullptr && msr->write && msr->index == tsc_index)
        tsc_shift_ = msr->value - tsc_;
    const Doing what = doing(exit);
    if (what == Doing::either) return;
    const Ticks now = devices_.clock.now;
    const Ticks since = now - std::min(now, last_poll_);
    last_poll_ = now;
    if (what == Doing::work) {
        idle_ = 0;
        asked_ = 0;
        return;
    }
    if (since < short_while) waited(since);
    // Somebody who asks the same over and over doesn't want the time to be counted in such questions.
    const Ticks leap = settings_.pace == Pace::work ? leap_of(exit) : 0;
    if (leap == 0) return;
    constexpr unsigned impatient = 100;
    if (goes_round(cpu, exit.rip, {}) && since < round && ++asked_ > impatient)
        wait_until(std::min({now + leap, std::max(devices_.timers.next(), now + 1), settings_.budget}));
}

}  // namespace vitrine::guest::pc
