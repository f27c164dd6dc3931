#include "guest/boards/pc.hpp"

#include <array>

#include "guest/firmware/screen_log.hpp"
#include "guest/machine/dispatch.hpp"
#include "guest/machine/emulate/hypercall.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

namespace {

static_assert(Board::most_screen_lines >= pc::most_rows);

/// Whether one of the ranges has the port. Without a loop: each access is looked at.
template <PortRange... ranges>
bool is_of(std::uint16_t port) {
    return (ranges.contains(port) || ...);
}

/// Whether the access is one by which software waits: for a key, a time, a retrace.
bool is_poll(const exit::Io& io) {
    return is_of<PortRange{0x60, 0x64}, PortRange{0x70, 0x71}, PortRange{0x3BA, 0x3BA},
                 PortRange{0x3DA, 0x3DA}>(io.port);
}

/// Whether the access belongs to nothing else: a random number off the timer, the end of an interrupt.
bool is_aside(const exit::Io& io) {
    return is_of<PortRange{0x20, 0x21}, PortRange{0x40, 0x43}, PortRange{0xA0, 0xA1}>(io.port);
}

// A key that isn't there doesn't come, and nobody cares for the time, more often than 200 times a second.
Ticks long_leap(const Clock& clock) {
    return clock.hertz() / 200;
}

Ticks leap_of(const exit::Io& io, const pc::Devices& devices) {
    if (!io.in) return 0;
    constexpr std::uint16_t keyboard_status = 0x64, clock_data = 0x71, mono_status = 0x3BA,
                            colour_status = 0x3DA;
    switch (io.port) {
        case keyboard_status:
            return (io.values[0] & 1) == 0 ? long_leap(devices.clock) : 0;
        case clock_data:
            return devices.clock.hertz() / 1000;  // shorter than the clock's update
        case mono_status:
        case colour_status:
            return devices.vga.next_status_change() - devices.clock.now;
        default:
            return 0;
    }
}

Asking asks_by(const BiosCall& call, const Clock& clock) {
    using What = Asking::What;
    constexpr std::uint8_t keyboard = 0x16, time = 0x1A;
    if (call.silent || call.idle) return {};
    if (call.vector != keyboard && call.vector != time) return {.what = What::work};
    const bool asks = call.vector == keyboard ? call.status == "empty" : call.function.starts_with("get-");
    return {.what = What::waiting, .leap = asks ? long_leap(clock) : 0};
}

}  // namespace

PcBoard::PcBoard(const PcSettings& settings, Console& console, Requests& requests)
    : PcDevices{pc::Devices(requests, settings.hertz)},
      Board({.clock = devices_.clock,
             .timers = devices_.timers,
             .pending = std::span(&devices_.pending, 1),
             .time = {devices_.clock, settings.pace, settings.tsc_hertz},
             .timed = true,
             .stubs_below = ~std::uint64_t{0},
             .out_of_time = "the guest used up its time (budget=)"}),
      bios_(devices_, console),
      requests_(requests) {}

// Both controllers are wired to the first processor.
DeviceInterrupt PcBoard::acknowledge(VcpuId /*vcpu*/) {
    const std::uint8_t vector = devices_.pic.acknowledge();
    return {.line = devices_.pic.acknowledged_line(), .vector = vector};
}

Action PcBoard::stub_call(Machine& machine, Exit& exit) {
    auto& call = as<exit::Vmcall>(exit.cause);
    if (bios::Bios::is_call(machine.cpu, exit)) {
        call.firmware = true;
        return bios_.call(machine.cpu, machine.memory, exit);
    }
    const Action action = answer_call(machine, exit);
    if (call.number == std::to_underlying(HypercallNumber::mark)) requests_.show_screen();
    return action;
}

Action PcBoard::halt(Machine& machine, exit::Hlt& hlt) {
    VirtualCpu& cpu = machine.cpu;
    hlt.silent = bios::Bios::is_waiting(cpu);
    hlt.interrupts_on = (cpu.read(Register::rflags) & rflags::interrupt) != 0;
    return hlt.interrupts_on ? wait(machine) : never_wakes();
}

Action PcBoard::wait(Machine& machine) {
    const PendingInterrupts& waiting = pending[machine.cpu.id];
    // A guest that hears no interrupt goes on waiting after so many things that happened in vain.
    constexpr unsigned most_events = 4096;
    for (unsigned events = 0; events < most_events; ++events) {
        if (waiting.word != 0) return action::Advance{};
        if (requests_.leaves() || requests_.wants_screen()) [[unlikely]] {
            if (requests_.wants_screen()) return action::Resume{};  // once the log has it
            if (const auto ending = requests_.take_end()) return *ending;
            return action::Resume{};  // paused
        }
        if (timers.next() == never && !live_keys)
            return held_up().empty() ? never_wakes() : end_as(Status::stuck, held_up());
        const Ticks before = clock.now;
        leap(time.pace() == Pace::work ? next() : time.real_now(machine.cpu));
        if (machine.observers.want(event_kind::wait)) {
            GuestEvent event = machine.event(event_kind::wait);
            event.ticks = clock.now - before;
            machine.observers.tell(event);
        }
    }
    return waiting.word != 0 ? Action(action::Advance{}) : action::Resume{};
}

Asking PcBoard::asks(const GuestEvent& event) const {
    using What = Asking::What;
    if (event.exit == nullptr) return {};
    if (event.call != nullptr) return asks_by(*event.call, clock);
    if (const auto* io = std::get_if<exit::Io>(&event.exit->cause)) {
        if (is_poll(*io)) return {.what = What::waiting, .leap = leap_of(*io, devices_)};
        return {.what = is_aside(*io) ? What::either : What::work};
    }
    return {.what = std::get_if<exit::Vmcall>(&event.exit->cause) != nullptr ? What::work : What::either};
}

void PcBoard::save_all(StateWriter& writer) {
    devices_.save_all(writer);
    save(writer, bios_);
    save(writer, time);
}

bool PcBoard::load_all(StateReader& reader) {
    return devices_.load_all(reader) && load(reader, bios_) && load(reader, time);
}

std::string_view PcBoard::held_up() const {
    if (devices_.pic.held_up() < 0) return {};
    return "no interrupt comes any more: one was delivered and never ended (no EOI to the 8259A)";
}

// Where an interrupt is in service its registers tell what it holds up.
void PcBoard::log_state(Sink& sink) const {
    constexpr std::array<std::string_view, 2> names{"first", "second"};
    for (unsigned chip = 0; chip < names.size(); ++chip) {
        const auto [requests, service, mask] = devices_.pic.registers(chip);
        if (service == 0) continue;
        Line(sink, event::state)
            .text(key::pic, names[chip])
            .hex(key::irr, requests)
            .hex(key::isr, service)
            .hex(key::imr, mask);
    }
}

void PcBoard::log_screen(Sink& sink, const Memory& memory) const {
    pc::log_screen(sink, devices_.vga, memory);
}

}  // namespace vitrine::guest
