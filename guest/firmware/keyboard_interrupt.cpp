// IRQ 1: scan codes become keys and shift states. IBM Personal System/2 and Personal Computer BIOS Interface
// Technical Reference, "Interrupt 09h" and "Interrupt 16h".

#include <algorithm>
#include <array>

#include "guest/devices/scan_codes.hpp"
#include "guest/firmware/keyboard_services.hpp"

namespace vitrine::guest::bios {

namespace {

namespace scan = pc::scan_code;
using namespace keyboard_flag;

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
    const auto modifier = std::ranges::find(modifiers, code, &Modifier::scan);
    if (modifier == modifiers.end()) return false;
    // E0 2A and E0 36 frame the keys between the blocks; they are no Shift.
    if (extended && modifier->third == 0) return true;
    if (extended) {
        change(data, data_field::keyboard_flags_3, modifier->third, !released);
    } else {
        change(data, data_field::shift_flags_2, modifier->second, !released);
    }
    const bool other = extended ? (data.get(data_field::shift_flags_2) & modifier->second) != 0
                                : (data.get(data_field::keyboard_flags_3) & modifier->third) != 0;
    change(data, data_field::shift_flags, modifier->flag, !released || other);
    return true;
}

/// A key that goes down turns its lock over; one that is held, and so repeats, does no more.
void turn_over(const DataArea& data, std::uint8_t flag) {
    if ((data.get(data_field::shift_flags_2) & flag) != 0) return;
    change(data, data_field::shift_flags_2, flag, true);
    change(data, data_field::shift_flags, flag, (data.get(data_field::shift_flags) & flag) == 0);
}

bool take_lock(const DataArea& data, std::uint8_t code, bool released) {
    const auto lock = std::ranges::find(locks, code, &Lock::scan);
    if (lock == locks.end()) return false;
    if (released) {
        change(data, data_field::shift_flags_2, lock->flag, false);
    } else {
        turn_over(data, lock->flag);
    }
    return true;
}

/// Alt with digits of the keypad makes a character by its number, when Alt is let go.
bool take_alt_number(const Call& call, std::uint8_t code, bool released, bool extended, bool was_alt) {
    constexpr std::string_view digits = "789-456+1230";
    const DataArea& data = call.data;
    if (released && code == scan::alt) {
        const std::uint8_t number = data.get(data_field::alt_number);
        if (number != 0) (void)KeyBuffer(call.memory).store(number);
        data.set(data_field::alt_number, std::uint8_t{0});
        return false;
    }
    if (released || extended || !was_alt || code < scan::home || code > scan::insert) return false;
    const char digit = digits[code - scan::home];
    if (digit < '0' || digit > '9') return false;
    data.set(data_field::alt_number,
             static_cast<std::uint8_t>(data.get(data_field::alt_number) * 10 + digit - '0'));
    return true;
}

}  // namespace

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
    if (take_alt_number(call, code, released, extended, alt_held)) return Next::done;
    if (take_modifier(data, code, released, extended)) return Next::done;
    // E0 before the code of ScrollLock is Break.
    if (!extended && take_lock(data, code, released)) return Next::done;
    if (released) {
        if (code == scan::insert) change(data, data_field::shift_flags_2, insert, false);
        return Next::done;
    }

    if (alt_held && control_held && code == scan::del) {
        constexpr std::uint16_t warm_boot = 0x1234;
        data.set(data_field::reset_flag, warm_boot);
        call.log.function = "ctrl-alt-del";
        call.log.vector = 0x09;
        return call.stop(Status::ok, "the guest was restarted by Ctrl-Alt-Del");
    }
    KeyBuffer buffer(call.memory);
    if (control_held && extended && code == scan::scroll_lock) {
        constexpr std::uint8_t pressed = 0x80;
        data.set(data_field::break_flag, pressed);
        buffer.clear();
        (void)buffer.store(0);
        call.set_low(Gpr::rax, 1);
        return Next::done;
    }
    const pc::Key key{.scan = code,
                      .extended = extended,
                      .shift = (before & (left_shift | right_shift)) != 0,
                      .control = control_held,
                      .alt = alt_held};
    const std::uint16_t stored = pc::key_code(key, (before & caps_lock) != 0, (before & num_lock) != 0);
    // Insert with Ctrl or Alt, or as the keypad's 0, is another key.
    if (stored >> 8 == scan::insert && (stored & 0xFF) != '0') turn_over(data, insert);
    if (stored != 0) (void)buffer.store(stored);
    return Next::done;
}

}  // namespace vitrine::guest::bios
