// INT 16h: the keys that IRQ 1 put into the buffer.

#include "guest/firmware/keyboard_services.hpp"

#include <array>

#include "guest/devices/scan_codes.hpp"

namespace vitrine::guest::bios {

namespace {

namespace scan = pc::scan_code;
using namespace keyboard_flag;

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
    return low == enhanced && high != 0 ? static_cast<std::uint16_t>(high << 8) : key;
}

/// As either kind of function gives it. F0h stands for no character.
std::optional<std::uint16_t> as_given(std::uint16_t key, bool enhanced) {
    constexpr std::uint16_t none = 0xF0;
    const auto high = static_cast<std::uint16_t>(key & 0xFF00);
    if (high != 0 && (key & 0xFF) == none) key = high;
    return enhanced ? key : for_old(key);
}

void log_key(Call& call, std::uint16_t key) {
    call.log.add(key::scan, key >> 8U);
    call.log_character(static_cast<std::uint8_t>(key));
}

/// The next key that the function gives; those before it that it doesn't are dropped.
std::optional<std::uint16_t> next_key(KeyBuffer& buffer, bool enhanced) {
    while (const auto key = buffer.peek()) {
        if (const auto given = as_given(*key, enhanced)) return given;
        buffer.drop();
    }
    return std::nullopt;
}

Next read_key(Call& call, bool enhanced) {
    call.log.function = "read-key";
    KeyBuffer buffer(call.memory);
    const auto key = next_key(buffer, enhanced);
    if (!key) {
        call.devices.typist.asked();
        call.devices.keyboard.update();
        return Next::wait;
    }
    buffer.drop();
    call.set_word(Gpr::rax, *key);
    log_key(call, *key);
    return call.done("read-key");
}

Next check_key(Call& call, bool enhanced) {
    call.log.function = "check-key";
    KeyBuffer buffer(call.memory);
    const auto key = next_key(buffer, enhanced);
    if (!key && !call.again && call.keeps_interrupt_off()) {
        call.log.silent = true;
        return Next::wait;
    }
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
    constexpr unsigned locks_down = scroll_lock | num_lock | caps_lock;
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
    const bool stored = KeyBuffer(call.memory).store(key);
    log_key(call, key);
    call.set_low(Gpr::rax, stored ? 0 : 1);
    return call.done("store-key", stored ? "ok" : "full");
}

// Function 0Ah and functions 10h to 12h are there; the typematic rate can't be changed.
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

}  // namespace

Next serve_keyboard(Call& call) {
    return serve_by_ah(call, functions);
}

}  // namespace vitrine::guest::bios
