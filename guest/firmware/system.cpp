// INT 11h, 12h and 15h: what the machine is and has.

#include <algorithm>
#include <array>

#include "guest/firmware/call.hpp"
#include "guest/firmware/rom.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = BiosCall::Style;

constexpr std::uint64_t kib = 1024, mib = kib * kib;

// ---------------------------------------------------------------------------------------------------------------------
// Sizes of memory.

struct Range {
    std::uint64_t start = 0, end = 0;
    std::uint32_t type = 0;
};

constexpr std::uint32_t usable = 1, reserved = 2;
constexpr std::uint64_t ebda = 0x9'FC00, video = 0xA'0000, rom_start = 0xF'0000;
constexpr unsigned ranges = 4;

/// What INT 15h answers to a function that it doesn't have.
Next unsupported(Call& call) {
    constexpr std::uint8_t no_function = 0x86;
    const Next next = no_such_function(call);
    call.set_high(Gpr::rax, no_function);
    call.set_carry(true);
    return next;
}

// The memory map, by index; the last is empty in a machine of 1 MiB.
Range range_of(unsigned index, std::uint64_t memory_size) {
    const std::array<Range, ranges> map{Range{0, ebda, usable}, Range{ebda, video, reserved},
                                        Range{rom_start, mib, reserved}, Range{mib, memory_size, usable}};
    return map[index];
}

Next memory_map(Call& call) {
    constexpr std::uint32_t smap = 0x534D'4150;
    constexpr std::uint32_t entry_size = 20;
    const std::uint32_t index = call.dword(Gpr::rbx);
    const unsigned count = call.memory.size() > mib ? ranges : ranges - 1;
    call.log.add(key::index, index);
    if (call.dword(Gpr::rdx) != smap || call.dword(Gpr::rcx) < entry_size || index >= count) {
        call.set_high(Gpr::rax, 0x86);
        call.set_carry(true);
        return call.done("memory-map", "bad-argument");
    }
    const Range range = range_of(index, call.memory.size());
    const std::uint64_t size = range.end - range.start;
    std::array<std::uint8_t, entry_size> bytes{};
    std::memcpy(bytes.data(), &range.start, sizeof(range.start));
    std::memcpy(bytes.data() + 8, &size, sizeof(size));
    std::memcpy(bytes.data() + 16, &range.type, sizeof(range.type));
    const bool written = call.write(call.linear(SegmentName::es, call.word(Gpr::rdi)), bytes);
    call.log.add(key::base, range.start);
    call.log.add(key::size, size);
    call.log.add(key::kind_of_memory, range.type, Style::number);
    call.set_dword(Gpr::rax, smap);
    call.set_dword(Gpr::rbx, index + 1 < count ? index + 1 : 0);
    call.set_dword(Gpr::rcx, entry_size);
    call.set_carry(!written);
    return call.done("memory-map", written ? "ok" : "bad-buffer");
}

// KiB between 1 and 16 MiB, and pieces of 64 KiB above.
Next memory_size_e801(Call& call) {
    const std::uint64_t size = call.memory.size();
    constexpr std::uint64_t border = 16 * mib;
    const std::uint64_t low = (std::min(size, border) - std::min(size, mib)) / kib;
    const std::uint64_t high = size > border ? (size - border) / (64 * kib) : 0;
    const bool wide = call.low(Gpr::rax) == 0x81;
    const std::uint64_t shown = wide ? high : std::min<std::uint64_t>(high, 0xFFFF);
    const auto set = [&call, wide](Gpr name, std::uint64_t value) {
        if (wide) {
            call.set_dword(name, static_cast<std::uint32_t>(value));
        } else {
            call.set_word(name, static_cast<std::uint16_t>(value));
        }
    };
    for (const Gpr gpr : {Gpr::rax, Gpr::rcx}) set(gpr, low);
    for (const Gpr gpr : {Gpr::rbx, Gpr::rdx}) set(gpr, shown);
    call.set_carry(false);
    call.log.add(key::size, low * kib + shown * 64 * kib);
    return call.told("memory-size");
}

Next extended_memory_size(Call& call) {
    constexpr std::uint64_t most = 0xFC00;  // 63 MiB, as BIOSes that also have E801h answer
    const std::uint64_t size = call.memory.size();
    const std::uint64_t extended = std::min((size - std::min(size, mib)) / kib, most);
    call.set_word(Gpr::rax, static_cast<std::uint16_t>(extended));
    call.set_carry(false);
    call.log.add(key::size, extended * kib);
    return call.told("extended-memory-size");
}

// ---------------------------------------------------------------------------------------------------------------------
// Address line 20.

Next a20(Call& call) {
    A20Gate& gate = call.devices.a20;
    const std::uint8_t function = call.low(Gpr::rax);
    call.set_high(Gpr::rax, 0);
    switch (function) {
        case 0:
        case 1:
            gate.set(function == 1);
            call.set_carry(false);  // in the stack that the caller has now
            return call.done(gate.open() ? "a20-enable" : "a20-disable");
        case 2:
            call.set_carry(false);
            call.set_low(Gpr::rax, gate.open() ? 1 : 0);
            call.log.add(key::state_word, gate.open() ? 1 : 0, Style::on_off);
            return call.told("a20-status");
        case 3:
            call.set_carry(false);
            call.set_word(Gpr::rbx, 3);  // by the keyboard controller and by port 92h
            return call.told("a20-support");
        default:
            call.set_word(Gpr::rax, static_cast<std::uint16_t>(0x2400 | function));
            return unsupported(call);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Time.

Ticks ticks_of(const Clock& clock, std::uint32_t microseconds) {
    return std::uint64_t{microseconds} * clock.hertz() / 1'000'000;
}

Next wait(Call& call) {
    const std::uint32_t microseconds = std::uint32_t{call.word(Gpr::rcx)} << 16 | call.word(Gpr::rdx);
    const pc::Ticks now = call.devices.clock.now;
    call.log.add(key::microseconds, microseconds, Style::number);
    call.log.function = "wait";
    if (!call.again) call.state.wait_until = now + ticks_of(call.devices.clock, microseconds);
    if (now < call.state.wait_until) return Next::wait;
    call.set_carry(false);
    return call.done("wait");
}

// A flag that timer_tick() sets when its time has come.
Next event_wait(Call& call) {
    constexpr std::uint8_t busy = 0x83;
    ServiceState& state = call.state;
    if (call.low(Gpr::rax) > 1) return unsupported(call);
    if (call.low(Gpr::rax) == 1) {
        state.event_at = pc::never;
        call.set_carry(false);
        return call.done("event-cancel");
    }
    const std::uint32_t microseconds = std::uint32_t{call.word(Gpr::rcx)} << 16 | call.word(Gpr::rdx);
    call.log.add(key::microseconds, microseconds, Style::number);
    const bool taken = state.event_at != pc::never;
    if (taken) {
        call.set_high(Gpr::rax, busy);
    } else {
        state.event_at = call.devices.clock.now + ticks_of(call.devices.clock, microseconds);
        state.event_flag = call.linear(SegmentName::es, call.word(Gpr::rbx));
    }
    call.set_carry(taken);
    return call.done("event-wait", taken ? "busy" : "ok");
}

// ---------------------------------------------------------------------------------------------------------------------
// The rest.

/// Base of a descriptor in the table of AH=87h, and whether its limit lets so many bytes through.
struct Block {
    std::uint64_t base = 0;
    bool fits = false;
};

Block block_of(const Call& call, std::uint64_t descriptor, std::uint64_t bytes) {
    const auto raw = call.get<std::uint64_t>(descriptor);
    const std::uint64_t limit = (raw & 0xFFFF) | (raw >> 32 & 0xF'0000);
    const bool pages = (raw >> 55 & 1) != 0;
    const std::uint64_t last = pages ? limit << 12 | 0xFFF : limit;
    return {.base = (raw >> 16 & 0xFF'FFFF) | (raw >> 56) << 24, .fits = bytes == 0 || bytes - 1 <= last};
}

// Copies physical memory, whatever the gate of address line 20 says, by a table of descriptors, in which the
// third is the source and the fourth the target.
Next block_move(Call& call) {
    constexpr std::uint32_t most_words = 0x8000;
    constexpr std::uint64_t source_at = 0x10, target_at = 0x18;
    constexpr std::uint8_t exception = 2;
    const std::uint32_t words = call.word(Gpr::rcx);
    const std::uint64_t bytes = std::uint64_t{words} * 2;
    const std::uint64_t table = call.linear(SegmentName::es, call.word(Gpr::rsi));
    const Block source = block_of(call, table + source_at, bytes);
    const Block target = block_of(call, table + target_at, bytes);
    call.log.add(key::source, source.base);
    call.log.add(key::target, target.base);
    call.log.add(key::count, words, Style::number);
    A20Gate& gate = call.devices.a20;
    const bool was_open = gate.open();
    if (!was_open) gate.set(true);
    const auto from = call.memory.at(source.base, bytes);
    const auto to = call.memory.at(target.base, bytes);
    const bool good = words <= most_words && source.fits && target.fits && from && to;
    if (good) std::memmove(to->data(), from->data(), bytes);
    if (!was_open) gate.set(false);
    call.set_high(Gpr::rax, good ? 0 : exception);
    call.set_carry(!good);
    call.set_zero(good);
    return call.done("block-move", good ? "ok" : "bad-argument");
}

Next configuration(Call& call) {
    call.cpu.set_real_mode_segment(SegmentName::es, rom::segment);
    call.set_word(Gpr::rbx, rom::configuration_table);
    call.set_high(Gpr::rax, 0);
    call.set_carry(false);
    return call.told("system-configuration");
}

Next ebda_segment(Call& call) {
    const std::uint16_t segment = call.data.get(data_field::ebda_segment);
    call.cpu.set_real_mode_segment(SegmentName::es, segment);
    call.log.add(key::segment, segment);
    call.set_carry(false);
    return call.told("ebda-segment");
}

// A guest that hooks this changes or swallows scan codes; by itself it lets them pass.
Next keyboard_intercept(Call& call) {
    call.log.silent = true;
    call.set_carry(true);
    return call.done("keyboard-intercept");
}

// Devices that say they wait or are done: nobody else wants the time.
Next device_busy(Call& call) {
    call.set_high(Gpr::rax, 0);
    call.set_carry(false);
    return call.told("device-busy");
}

Next operating_mode(Call& call) {
    if (call.word(Gpr::rax) != 0xEC00) return unsupported(call);
    call.set_high(Gpr::rax, 0);
    call.set_carry(false);
    return call.done("operating-mode");
}

Next large_memory(Call& call) {
    switch (call.low(Gpr::rax)) {
        case 0x20:
            return memory_map(call);
        case 0x01:
        case 0x81:
            return memory_size_e801(call);
        default:
            return unsupported(call);
    }
}

constexpr std::array functions{
    Function{0x24, a20},          Function{0x4F, keyboard_intercept}, Function{0x83, event_wait},
    Function{0x86, wait},         Function{0x87, block_move},         Function{0x88, extended_memory_size},
    Function{0x90, device_busy},  Function{0x91, device_busy},        Function{0xC0, configuration},
    Function{0xC1, ebda_segment}, Function{0xE8, large_memory},       Function{0xEC, operating_mode},
};

}  // namespace

Next serve_equipment(Call& call) {
    const std::uint16_t word = call.data.get(data_field::equipment);
    call.set_word(Gpr::rax, word);
    call.log.add(key::value, word);
    return call.told("equipment");
}

Next serve_memory_size(Call& call) {
    const std::uint16_t size = call.data.get(data_field::memory_kib);
    call.set_word(Gpr::rax, size);
    call.log.add(key::size, size * kib);
    return call.told("memory-size");
}

Next serve_system(Call& call) {
    return serve_by_ah(call, functions, unsupported);
}

}  // namespace vitrine::guest::bios
