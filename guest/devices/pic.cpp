#include "guest/devices/pic.hpp"

#include <algorithm>
#include <bit>

namespace vitrine::guest::pc {

namespace {

constexpr std::uint8_t bit(unsigned line) {
    return static_cast<std::uint8_t>(1U << (line & 7));
}

}  // namespace

Pic::Pic(PendingInterrupts& pending) : pending_(pending) {
    Pic::reset();
}

void Pic::reset() {
    chips_ = {};
    acknowledged_line_ = 0;
    chips_[0].base = 0x08;
    chips_[0].mask = 0xB8;
    chips_[1].base = 0x70;
    chips_[1].mask = 0xBE;
    signal();
}

void Pic::Chip::state(State& state) {
    state(lines, requests, service, mask, level_triggered, base, lowest, word, single, needs_word_4,
          automatic_end, rotate_on_automatic_end, special_mask, fully_nested, read_service, polled);
}

bool Pic::Chip::possible() const {
    constexpr std::uint8_t last_word = 4;
    return base % lines_a_chip == 0 && lowest < lines_a_chip && word != 1 && word <= last_word;
}

void Pic::state(State& state) {
    state(chips_, acknowledged_line_);
}

bool Pic::take_loaded() {
    signal();
    return std::ranges::all_of(chips_, &Chip::possible) && acknowledged_line_ < 2 * lines_a_chip;
}

/// The line of highest priority among `set`; -1 for none.
int Pic::Chip::best(std::uint8_t set) const {
    if (set == 0) return -1;
    const unsigned highest = (lowest + 1U) % lines_a_chip;
    const auto from_highest =
        static_cast<unsigned>(std::countr_zero(std::rotr(set, static_cast<int>(highest))));
    return static_cast<int>((highest + from_highest) % lines_a_chip);
}

/// The line that the chip would interrupt for; -1 for none. `cascade`: the second chip's request, on the
/// first.
int Pic::Chip::request(std::uint8_t cascade) const {
    const auto open = static_cast<std::uint8_t>((requests | cascade) & ~mask);
    const int line = best(special_mask ? static_cast<std::uint8_t>(open & ~service) : open);
    if (line < 0 || special_mask) return line;
    // In the special fully nested mode the second chip's higher lines come through its own line's service.
    const bool nested = fully_nested && (cascade & bit(static_cast<unsigned>(line))) != 0;
    const std::uint8_t above = nested ? service & ~cascade : service;
    const int serving = best(above);
    if (serving < 0) return line;
    const auto rank = [this](int number) {
        return (static_cast<unsigned>(number) + 7U - lowest) % lines_a_chip;
    };
    return rank(line) < rank(serving) ? line : -1;
}

void Pic::Chip::acknowledge(unsigned line) {
    if ((level_triggered & bit(line)) == 0) requests &= ~bit(line);
    if (automatic_end) {
        if (rotate_on_automatic_end) lowest = static_cast<std::uint8_t>(line);
    } else {
        service |= bit(line);
    }
}

void Pic::Chip::end(unsigned line, bool rotate) {
    service &= ~bit(line);
    if (rotate) lowest = static_cast<std::uint8_t>(line);
}

// ICW1. Requests of edge-triggered lines are forgotten until the next edge.
void Pic::Chip::initialise(std::uint8_t value) {
    constexpr std::uint8_t word_4 = 0x01, alone = 0x02;
    requests = lines & level_triggered;
    service = mask = 0;
    lowest = 7;
    special_mask = fully_nested = automatic_end = rotate_on_automatic_end = false;
    read_service = polled = false;
    needs_word_4 = (value & word_4) != 0;
    single = (value & alone) != 0;
    word = 2;
}

// OCW2: ends of interrupts and priorities.
void Pic::Chip::operate(std::uint8_t value) {
    const unsigned line = value & 7U;
    switch (value >> 5) {
        case 0b001:
        case 0b101:
            // In the special mask mode a masked line's service has to be ended by its number.
            if (const int serving = best(special_mask ? service & ~mask : service); serving >= 0)
                end(static_cast<unsigned>(serving), value >> 5 == 0b101);
            break;
        case 0b011:
        case 0b111:
            end(line, value >> 5 == 0b111);
            break;
        case 0b100:
            rotate_on_automatic_end = true;
            break;
        case 0b000:
            rotate_on_automatic_end = false;
            break;
        case 0b110:
            lowest = static_cast<std::uint8_t>(line);
            break;
        default:
            break;
    }
}

void Pic::Chip::command(std::uint8_t value) {
    constexpr std::uint8_t icw1 = 0x10, ocw3 = 0x08;
    if ((value & icw1) != 0) {
        initialise(value);
        return;
    }
    if ((value & ocw3) == 0) {
        operate(value);
        return;
    }
    constexpr std::uint8_t poll = 0x04, read_register = 0x02, set_special = 0x40;
    polled = (value & poll) != 0;
    if ((value & read_register) != 0) read_service = (value & 1) != 0;
    if ((value & set_special) != 0) special_mask = (value & 0x20) != 0;
}

void Pic::Chip::data(std::uint8_t value) {
    constexpr std::uint8_t base_bits = 0xF8, automatic = 0x02, nested = 0x10;
    switch (word) {
        case 2:
            base = value & base_bits;
            word = !single ? 3 : needs_word_4 ? 4 : 0;
            break;
        case 3:
            word = needs_word_4 ? 4 : 0;
            break;
        case 4:
            automatic_end = (value & automatic) != 0;
            fully_nested = (value & nested) != 0;
            word = 0;
            break;
        default:
            mask = value;
            break;
    }
}

void Pic::signal() {
    pending_.set(PendingInterrupts::intr, chips_[0].request(cascade()) >= 0);
}

std::uint8_t Pic::cascade() const {
    return chips_[1].request(0) >= 0 ? bit(cascade_line) : std::uint8_t{0};
}

void Pic::set_line(unsigned line, bool level) {
    Chip& chip = chips_[line / lines_a_chip & 1];
    const std::uint8_t mask = bit(line % lines_a_chip);
    const bool was = (chip.lines & mask) != 0;
    if (level) {
        if (!was || (chip.level_triggered & mask) != 0) chip.requests |= mask;
        chip.lines |= mask;
    } else {
        chip.lines &= ~mask;
        chip.requests &= ~mask;
    }
    signal();
}

void Pic::pulse(unsigned line) {
    chips_[line / lines_a_chip & 1].requests |= bit(line % lines_a_chip);
    signal();
}

std::uint8_t Pic::acknowledge() {
    constexpr std::uint8_t spurious = 7;
    Chip& first = chips_[0];
    const int line = first.request(cascade());
    if (line < 0) {
        acknowledged_line_ = spurious;
        return static_cast<std::uint8_t>(first.base + spurious);
    }
    if (line != cascade_line || cascade() == 0) {
        first.acknowledge(static_cast<unsigned>(line));
        signal();
        acknowledged_line_ = static_cast<std::uint8_t>(line);
        return static_cast<std::uint8_t>(first.base + line);
    }
    Chip& second = chips_[1];
    const int behind = second.request(0);
    first.acknowledge(cascade_line);
    second.acknowledge(static_cast<unsigned>(behind));
    signal();
    acknowledged_line_ = static_cast<std::uint8_t>(lines_a_chip + behind);
    return static_cast<std::uint8_t>(second.base + behind);
}

bool Pic::in_service(unsigned line) const {
    return (chips_[line / lines_a_chip & 1].service & bit(line % lines_a_chip)) != 0;
}

int Pic::held_up() const {
    if (pending()) return -1;
    auto free = chips_;
    free[1].service = 0;
    const int behind = free[1].request(0);
    free[0].service = 0;
    const int line = free[0].request(behind >= 0 ? bit(cascade_line) : std::uint8_t{0});
    return line == cascade_line && behind >= 0 ? static_cast<int>(lines_a_chip) + behind : line;
}

void Pic::end_of_interrupt(unsigned line) {
    chips_[line / lines_a_chip & 1].end(line % lines_a_chip, false);
    if (line >= lines_a_chip) chips_[0].end(cascade_line, false);
    signal();
}

std::uint32_t Pic::read_chip(Chip& chip, bool data_port) {
    if (chip.polled) {
        // The poll command makes a read the acknowledge: bit 7 tells whether there was a request.
        constexpr std::uint32_t requested = 0x80;
        chip.polled = false;
        const int line = chip.request(&chip == chips_.data() ? cascade() : std::uint8_t{0});
        if (line < 0) return 0;
        chip.acknowledge(static_cast<unsigned>(line));
        signal();
        return requested | static_cast<unsigned>(line);
    }
    if (data_port) return chip.mask;
    if (chip.read_service) return chip.service;
    return chip.requests | (&chip == chips_.data() ? cascade() : 0U);
}

std::uint64_t Pic::read(Access access) {
    if (access.offset >= edge_level_offset) return chips_[access.offset & 1].level_triggered;
    return read_chip(chips_[access.offset / second_offset], (access.offset & 1) != 0);
}

void Pic::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    if (access.offset >= edge_level_offset) {
        // Lines 0, 1, 2, 8 and 13 are edge-triggered on every PC.
        constexpr std::array<std::uint8_t, 2> may_be_level{0xF8, 0xDE};
        Chip& chip = chips_[access.offset & 1];
        chip.level_triggered = byte & may_be_level[access.offset & 1];
        chip.requests |= chip.lines & chip.level_triggered;
    } else if ((access.offset & 1) != 0) {
        chips_[access.offset / second_offset].data(byte);
    } else {
        chips_[access.offset / second_offset].command(byte);
    }
    signal();
}

}  // namespace vitrine::guest::pc
