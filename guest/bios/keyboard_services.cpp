// INT 16h and IRQ 1: keys, in the ring buffer of the BIOS data area.

#include <array>

#include "guest/bios/call.hpp"
#include "guest/pc/scan_codes.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = exit::BiosCall::Style;
namespace scan = pc::scan_code;

constexpr std::uint16_t buffer_start = 0x1E, buffer_end = 0x3E;
constexpr std::uint64_t segment_base = DataArea::address;

// Of 0040:0017.
constexpr std::uint8_t right_shift = 0x01, left_shift = 0x02, control = 0x04, alt = 0x08, scroll_lock = 0x10,
                       num_lock = 0x20, caps_lock = 0x40, insert = 0x80;
// Of 0040:0018.
constexpr std::uint8_t left_control = 0x01, left_alt = 0x02;
// Of 0040:0096.
constexpr std::uint8_t extended_keyboard = 0x10, right_alt = 0x08, right_control = 0x04, prefix_e0 = 0x02,
                       prefix_e1 = 0x01;

/// The ring buffer. A guest may have written anything into its bounds.
struct Buffer {
    explicit Buffer(const DataArea& area) : data(area) {
        start = data.get(data_field::keyboard_start);
        end = data.get(data_field::keyboard_end);
        if (start >= end || (end - start) % 2 != 0 || end - start < 4) {
            start = buffer_start;
            end = buffer_end;
        }
        head = within(data.get(data_field::keyboard_head));
        tail = within(data.get(data_field::keyboard_tail));
    }

    [[nodiscard]] std::uint16_t within(std::uint16_t offset) const {
        return offset >= start && offset < end && (offset - start) % 2 == 0 ? offset : start;
    }
    [[nodiscard]] std::uint16_t after(std::uint16_t offset) const {
        const auto next = static_cast<std::uint16_t>(offset + 2);
        return next >= end ? start : next;
    }

    const DataArea& data;
    std::uint16_t start = 0, end = 0, head = 0, tail = 0;
};

std::optional<std::uint16_t> peek(const Call& call) {
    const Buffer buffer(call.data);
    if (buffer.head == buffer.tail) return std::nullopt;
    return call.memory.read<std::uint16_t>(segment_base + buffer.head).value_or(0);
}

void drop(const Call& call) {
    const Buffer buffer(call.data);
    call.data.set(data_field::keyboard_head, buffer.after(buffer.head));
}

bool store(const Call& call, std::uint16_t key) {
    const Buffer buffer(call.data);
    const std::uint16_t next = buffer.after(buffer.tail);
    if (next == buffer.head) return false;
    (void)call.memory.write(segment_base + buffer.tail, key);
    call.data.set(data_field::keyboard_tail, next);
    return true;
}

/// As functions 00h and 01h give it to programs that know no extended keyboard; nothing for a key that they
/// never see.
std::optional<std::uint16_t> for_old(std::uint16_t key) {
    constexpr std::uint16_t enhanced = 0xE0, first_new = 0x85;
    const auto low = static_cast<std::uint16_t>(key & 0xFF), high = static_cast<std::uint16_t>(key >> 8);
    if (high == enhanced) {
        constexpr std::uint16_t slash = 0x3500;
        const auto of_enter = static_cast<std::uint16_t>(scan::enter << 8);
        return static_cast<std::uint16_t>((low == '/' ? slash : of_enter) | low);
    }
    if (high >= first_new) return std::nullopt;
    if (low == enhanced && high != 0) return static_cast<std::uint16_t>(high << 8);
    return key;
}

void log_key(Call& call, std::uint16_t key) {
    call.log.add(key::scan, key >> 8U);
    const unsigned character = key & 0xFFU;
    if (character >= ' ' && character < 0x7F) {
        call.log.add(key::character, character, Style::character);
    } else {
        call.log.add(key::character, character);
    }
}

/// The next key in the buffer that the function shows; those before it that it doesn't are dropped.
std::optional<std::uint16_t> next_key(Call& call, bool enhanced) {
    for (unsigned looked = 0; looked < buffer_end; ++looked) {
        const auto key = peek(call);
        if (!key || enhanced) return key;
        if (const auto shown = for_old(*key)) return shown;
        drop(call);
    }
    return std::nullopt;
}

Next read_key(Call& call, bool enhanced) {
    call.log.function = "read-key";
    const auto key = next_key(call, enhanced);
    if (!key) {
        call.devices.typist.asked();
        call.devices.keyboard.update();
        return Next::wait;
    }
    drop(call);
    call.set_word(Gpr::rax, *key);
    log_key(call, *key);
    return call.done("read-key");
}

Next check_key(Call& call, bool enhanced) {
    const auto key = next_key(call, enhanced);
    call.set_zero(!key);
    if (!key) {
        call.devices.typist.asked();
        return call.done("check-key", "empty");
    }
    call.set_word(Gpr::rax, *key);
    log_key(call, *key);
    return call.done("check-key");
}

Next read_old(Call& call) {
    return read_key(call, false);
}
Next read_enhanced(Call& call) {
    return read_key(call, true);
}
Next check_old(Call& call) {
    return check_key(call, false);
}
Next check_enhanced(Call& call) {
    return check_key(call, true);
}

Next shift_state(Call& call) {
    const std::uint8_t flags = call.data.get(data_field::shift_flags);
    call.set_low(Gpr::rax, flags);
    call.log.add(key::value, flags);
    return call.done("shift-state");
}

Next shift_state_enhanced(Call& call) {
    const unsigned second = call.data.get(data_field::shift_flags_2);
    const unsigned third = call.data.get(data_field::keyboard_flags_3);
    constexpr unsigned system_request = 0x04, locks_down = 0x70;
    call.set_high(Gpr::rax, static_cast<std::uint8_t>((second & (left_control | left_alt | locks_down)) |
                                                      (third & (right_control | right_alt)) |
                                                      (second & system_request) << 5));
    return shift_state(call);
}

Next set_rate(Call& call) {
    return call.done("set-rate");
}

Next store_key(Call& call) {
    const std::uint16_t key = call.word(Gpr::rcx);
    const bool stored = store(call, key);
    log_key(call, key);
    call.set_low(Gpr::rax, stored ? 0 : 1);
    return call.done("store-key", stored ? "ok" : "full");
}

// Functions 10h to 12h and the typematic rate are there.
Next functionality(Call& call) {
    constexpr std::uint8_t has = 0x30;
    call.set_low(Gpr::rax, has);
    return call.done("functionality");
}

Next identify(Call& call) {
    constexpr std::uint16_t translated = 0x41AB;
    call.set_word(Gpr::rbx, translated);
    return call.done("identify");
}

constexpr std::array functions{
    Function{0x00, read_old},       Function{0x01, check_old},
    Function{0x02, shift_state},    Function{0x03, set_rate},
    Function{0x05, store_key},      Function{0x09, functionality},
    Function{0x0A, identify},       Function{0x10, read_enhanced},
    Function{0x11, check_enhanced}, Function{0x12, shift_state_enhanced},
};

// ---------------------------------------------------------------------------------------------------------------------
// IRQ 1.

struct Modifier {
    std::uint8_t scan;
    std::uint8_t flag;    ///< in 0040:0017
    std::uint8_t second;  ///< in 0040:0018, of the left key
    std::uint8_t third;   ///< in 0040:0096, of the right key
};
constexpr std::array modifiers{
    Modifier{scan::left_shift, left_shift, 0, 0},
    Modifier{scan::right_shift, right_shift, 0, 0},
    Modifier{scan::control, control, left_control, right_control},
    Modifier{scan::alt, alt, left_alt, right_alt},
};

struct Lock {
    std::uint8_t scan;
    std::uint8_t flag;
};
constexpr std::array locks{Lock{scan::caps_lock, caps_lock}, Lock{scan::num_lock, num_lock},
                           Lock{scan::scroll_lock, scroll_lock}};

template <class Field>
void change(const DataArea& data, Field field, std::uint8_t bits, bool set) {
    const std::uint8_t before = data.get(field);
    data.set(field, static_cast<std::uint8_t>(set ? before | bits : before & ~bits));
}

/// Whether the code is of Shift, Ctrl or Alt, whose flags follow it.
bool take_modifier(const DataArea& data, std::uint8_t code, bool released, bool extended) {
    for (const Modifier& modifier : modifiers) {
        if (modifier.scan != code) continue;
        // E0 2A and E0 36 frame the keys between the blocks; they are no Shift.
        if (extended && modifier.third == 0) return true;
        if (extended) {
            change(data, data_field::keyboard_flags_3, modifier.third, !released);
        } else {
            change(data, data_field::shift_flags_2, modifier.second, !released);
        }
        const bool other = extended ? (data.get(data_field::shift_flags_2) & modifier.second) != 0
                                    : (data.get(data_field::keyboard_flags_3) & modifier.third) != 0;
        change(data, data_field::shift_flags, modifier.flag, !released || other);
        return true;
    }
    return false;
}

bool take_lock(const DataArea& data, std::uint8_t code, bool released) {
    for (const Lock& lock : locks) {
        if (lock.scan != code) continue;
        change(data, data_field::shift_flags_2, lock.flag, !released);
        if (!released)
            change(data, data_field::shift_flags, lock.flag,
                   (data.get(data_field::shift_flags) & lock.flag) == 0);
        return true;
    }
    return false;
}

/// Alt with digits of the keypad makes a character by its number, when Alt is let go.
bool take_alt_number(const Call& call, std::uint8_t code, bool released, bool was_alt) {
    constexpr std::string_view digits = "789-456+1230";
    const DataArea& data = call.data;
    if (released && code == scan::alt) {
        const std::uint8_t number = data.get(data_field::alt_number);
        if (number != 0) (void)store(call, number);
        data.set(data_field::alt_number, std::uint8_t{0});
        return false;
    }
    if (released || !was_alt || code < scan::home || code > scan::insert) return false;
    const char digit = digits[code - scan::home];
    if (digit < '0' || digit > '9') return false;
    data.set(data_field::alt_number,
             static_cast<std::uint8_t>(data.get(data_field::alt_number) * 10 + digit - '0'));
    return true;
}

}  // namespace

Next serve_keyboard(Call& call) {
    return serve_by_ah(call, functions);
}

Next keyboard_interrupt(Call& call) {
    const DataArea& data = call.data;
    const std::uint8_t byte = call.low(Gpr::rax);
    call.set_low(Gpr::rax, 0);
    const std::uint8_t prefixes = data.get(data_field::keyboard_flags_3);
    constexpr std::uint8_t prefix_pause = 0xE1, acknowledge = 0xFA, resend = 0xFE;
    if (byte == scan::extended || byte == prefix_pause) {
        change(data, data_field::keyboard_flags_3, byte == scan::extended ? prefix_e0 : prefix_e1, true);
        return Next::done;
    }
    if (byte == acknowledge || byte == resend) return Next::done;
    const bool extended = (prefixes & prefix_e0) != 0;
    change(data, data_field::keyboard_flags_3, prefix_e0, false);
    if ((prefixes & prefix_e1) != 0) {  // Pause: E1 1D 45, and E1 9D C5 when it is let go
        if ((byte & ~scan::release) == scan::num_lock)
            change(data, data_field::keyboard_flags_3, prefix_e1, false);
        return Next::done;
    }
    const bool released = (byte & scan::release) != 0;
    const auto code = static_cast<std::uint8_t>(byte & ~scan::release);
    const std::uint8_t before = data.get(data_field::shift_flags);
    const bool alt_held = (before & alt) != 0, control_held = (before & control) != 0;
    if (!extended && take_alt_number(call, code, released, alt_held)) return Next::done;
    if (take_modifier(data, code, released, extended) || take_lock(data, code, released)) return Next::done;
    if (released) return Next::done;

    if (alt_held && control_held && code == scan::del) {
        constexpr std::uint16_t warm_boot = 0x1234;
        data.set(data_field::reset_flag, warm_boot);
        call.log.function = "ctrl-alt-del";
        call.log.vector = 0x09;
        return call.stop(Status::ok, "the guest was restarted by Ctrl-Alt-Del");
    }
    if (control_held && extended && code == scan::scroll_lock) {
        constexpr std::uint8_t pressed = 0x80;
        data.set(data_field::break_flag, pressed);
        data.set(data_field::keyboard_head, buffer_start);
        data.set(data_field::keyboard_tail, buffer_start);
        (void)store(call, 0);
        call.set_low(Gpr::rax, 1);
        return Next::done;
    }
    if (code == scan::insert) change(data, data_field::shift_flags, insert, (before & insert) == 0);
    const pc::Key key{.scan = code,
                      .extended = extended,
                      .shift = (before & (left_shift | right_shift)) != 0,
                      .control = control_held,
                      .alt = alt_held};
    const std::uint16_t stored = pc::key_code(key, (before & caps_lock) != 0, (before & num_lock) != 0);
    if (stored != 0) (void)store(call, stored);
    return Next::done;
}

void install_keyboard(const Memory& memory) {
    const DataArea data(memory);
    data.set(data_field::keyboard_start, buffer_start);
    data.set(data_field::keyboard_end, buffer_end);
    data.set(data_field::keyboard_head, buffer_start);
    data.set(data_field::keyboard_tail, buffer_start);
    data.set(data_field::keyboard_flags_3, extended_keyboard);
}

}  // namespace vitrine::guest::bios
