#include "guest/policies/idle.hpp"

#include <algorithm>
#include <span>

#include "guest/machine/emulate/fetch.hpp"

namespace vitrine::guest {

namespace {

/// JMP to itself, short or near.
bool loops_in_place(VirtualCpu& cpu, const Memory& memory) {
    std::array<std::uint8_t, 3> buffer{};
    const auto bytes = fetch(cpu, memory, buffer);
    constexpr std::array<std::uint8_t, 2> short_jump{0xEB, 0xFE};
    constexpr std::array<std::uint8_t, 3> near_jump{0xE9, 0xFD, 0xFF};
    return std::ranges::equal(bytes.first(std::min(bytes.size(), short_jump.size())), short_jump) ||
           std::ranges::equal(bytes, near_jump);
}

action::Stop ok(std::string_view cause) {
    return {.status = Status::ok, .code = 0, .cause = cause};
}

/// What both are counted in: clocks of a PC's interval timer.
constexpr std::uint64_t clocks_hertz = 1'193'182;
/// Between two questions of a guest that only asks, and of one that asks the same over and over.
constexpr std::uint64_t short_while = 6250, one_round = 250;

}  // namespace

Idle::Idle(Board& board, Requests& requests, Ticks patience)
    : Observer(kinds(kind_index<exit::Io>, kind_index<exit::Vmcall>, event_kind::bios, event_kind::unseen,
                     event_kind::wait)),
      board_(board),
      requests_(requests),
      patience_(patience),
      short_while_(board.clock.time_of(short_while, clocks_hertz)),
      round_(board.clock.time_of(one_round, clocks_hertz)) {}

void Idle::see(const GuestEvent& event) {
    if (event.exit != nullptr) {
        asked(event);
    } else if (event.kind == event_kind::wait) {
        waited(event.ticks);
        last_poll_ = board_.clock.now;
    } else {
        looked_at(event);
    }
}

void Idle::waited(Ticks ticks) {
    // What is to be typed doesn't come where the interrupt that says so is held up.
    const std::string_view held_up = board_.held_up();
    idle_ = held_up.empty() && board_.input_to_come() ? 0 : idle_ + ticks;
    if (idle_ < patience_) return;
    requests_.end_next(held_up.empty() ? ok("the guest did nothing but wait, and nothing is to come (idle=)")
                                       : end_as(Status::stuck, held_up));
}

// Once a device was due the guest is looked at. The host's own timer may come early: only at times that the
// guest's own work sets may this see it.
void Idle::looked_at(const GuestEvent& event) {
    const Ticks now = board_.clock.now;
    if (now < board_.bound()) return;
    const bool in_place = loops_in_place(event.cpu, event.memory);
    if (in_place && (event.cpu.read(Register::rflags) & rflags::interrupt) == 0)
        return requests_.end(ok("the guest loops in place with interrupts off"));  // whatever its budget
    const Ticks since = now - std::min(now, std::max(last_poll_, last_look_));
    last_look_ = now;
    if (!in_place) return;
    waited(since);
    last_poll_ = now;
}

// Whether the guest was here before, a few questions ago, with the same registers: then it counted nothing in
// them meanwhile.
bool Idle::goes_round(const VirtualCpu& cpu, std::uint64_t rip) {
    constexpr std::uint64_t prime = 0x100'0000'01B3;  // of the hash FNV-1a
    std::uint64_t hash = rip;
    // Not RSP's slot, where an entry keeps the host's.
    static_assert(Registers::place(Gpr::rsp) == 0);
    for (const std::uint64_t value : std::span(cpu.gpr.value).subspan<1>()) hash = (hash ^ value) * prime;
    if (std::ranges::find(places_, hash) != places_.end()) return true;
    places_[next_place_++ % places_.size()] = hash;
    return false;
}

void Idle::asked(const GuestEvent& event) {
    const Asking asking = board_.asks(event);
    if (asking.what == Asking::What::either) return;
    const Ticks now = board_.clock.now;
    const Ticks since = now - std::min(now, last_poll_);
    const bool cut_off = requests_.over();
    last_poll_ = now;
    if (asking.what == Asking::What::work) {
        idle_ = 0;
        asked_ = 0;
        return;
    }
    if (since < short_while_) waited(since);
    // Somebody who asks the same over and over doesn't want the time to be counted in such questions.
    if (asking.leap == 0 || board_.time.pace() != Pace::work || cut_off) return;
    constexpr unsigned impatient = 100;
    if (!goes_round(event.cpu, event.exit->rip) || since >= round_ || ++asked_ <= impatient) return;
    board_.leap(std::min({now + asking.leap, std::max(board_.timers.next(), now + 1), board_.watch.next()}));
    waited(board_.clock.now - now);
    last_poll_ = board_.clock.now;
}

}  // namespace vitrine::guest
