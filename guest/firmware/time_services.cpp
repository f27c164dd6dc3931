// INT 1Ah and IRQ 0: ticks of 55 ms since midnight, and the clock's time and date.

#include <array>

#include "guest/firmware/call.hpp"

namespace vitrine::guest::bios {

namespace {

constexpr std::uint32_t ticks_a_day = 0x1800B0;

// Registers of the clock, which are BCD as they stand.
constexpr std::uint8_t seconds = 0x00, seconds_alarm = 0x01, minutes = 0x02, minutes_alarm = 0x03,
                       hours = 0x04, hours_alarm = 0x05, day = 0x07, month = 0x08, year = 0x09,
                       register_b = 0x0B, century = 0x32;
constexpr std::uint8_t alarm_enable = 0x20;

void log_fields(Call& call, std::uint8_t first, std::uint8_t second, std::uint8_t third) {
    call.log.add(key::value, std::uint32_t{first} << 16 | std::uint32_t{second} << 8 | third);
}

Next get_ticks(Call& call) {
    call.log.function = "get-ticks";
    if (!call.again && call.keeps_interrupt_off()) {
        call.log.silent = true;
        return Next::wait;
    }
    const std::uint32_t ticks = call.data.get(data_field::timer_ticks);
    call.set_low(Gpr::rax, call.data.get(data_field::midnight));
    call.set_word(Gpr::rcx, static_cast<std::uint16_t>(ticks >> 16));
    call.set_word(Gpr::rdx, static_cast<std::uint16_t>(ticks));
    call.data.set(data_field::midnight, std::uint8_t{0});
    call.set_carry(false);
    call.log.add(key::ticks, ticks, BiosCall::Style::number);
    return call.done("get-ticks");
}

Next set_ticks(Call& call) {
    const std::uint32_t ticks = std::uint32_t{call.word(Gpr::rcx)} << 16 | call.word(Gpr::rdx);
    call.data.set(data_field::timer_ticks, ticks);
    call.data.set(data_field::midnight, std::uint8_t{0});
    call.set_carry(false);
    call.log.add(key::ticks, ticks, BiosCall::Style::number);
    return call.done("set-ticks");
}

Next get_time(Call& call) {
    const pc::Rtc& rtc = call.devices.rtc;
    call.set_high(Gpr::rcx, rtc.cmos(hours));
    call.set_low(Gpr::rcx, rtc.cmos(minutes));
    call.set_high(Gpr::rdx, rtc.cmos(seconds));
    call.set_low(Gpr::rdx, rtc.cmos(register_b) & 1);
    call.set_carry(false);
    log_fields(call, rtc.cmos(hours), rtc.cmos(minutes), rtc.cmos(seconds));
    return call.done("get-time");
}

Next set_time(Call& call) {
    pc::Rtc& rtc = call.devices.rtc;
    // The time is BCD, of 24 hours; DL says whether summer time comes by itself.
    constexpr std::uint8_t kept = 0x60, hours_24 = 0x02, summer_time = 0x01;
    rtc.set_cmos(register_b, static_cast<std::uint8_t>((rtc.cmos(register_b) & kept) | hours_24 |
                                                       (call.low(Gpr::rdx) & summer_time)));
    rtc.set_cmos(hours, call.high(Gpr::rcx));
    rtc.set_cmos(minutes, call.low(Gpr::rcx));
    rtc.set_cmos(seconds, call.high(Gpr::rdx));
    call.set_carry(false);
    log_fields(call, call.high(Gpr::rcx), call.low(Gpr::rcx), call.high(Gpr::rdx));
    return call.done("set-time");
}

Next get_date(Call& call) {
    const pc::Rtc& rtc = call.devices.rtc;
    call.set_high(Gpr::rcx, rtc.cmos(century));
    call.set_low(Gpr::rcx, rtc.cmos(year));
    call.set_high(Gpr::rdx, rtc.cmos(month));
    call.set_low(Gpr::rdx, rtc.cmos(day));
    call.set_carry(false);
    call.log.add(key::value, std::uint32_t{call.word(Gpr::rcx)} << 16 | call.word(Gpr::rdx));
    return call.done("get-date");
}

Next set_date(Call& call) {
    pc::Rtc& rtc = call.devices.rtc;
    rtc.set_cmos(century, call.high(Gpr::rcx));
    rtc.set_cmos(year, call.low(Gpr::rcx));
    rtc.set_cmos(month, call.high(Gpr::rdx));
    rtc.set_cmos(day, call.low(Gpr::rdx));
    call.set_carry(false);
    call.log.add(key::value, std::uint32_t{call.word(Gpr::rcx)} << 16 | call.word(Gpr::rdx));
    return call.done("set-date");
}

Next set_alarm(Call& call) {
    pc::Rtc& rtc = call.devices.rtc;
    const bool taken = (rtc.cmos(register_b) & alarm_enable) != 0;
    log_fields(call, call.high(Gpr::rcx), call.low(Gpr::rcx), call.high(Gpr::rdx));
    call.set_carry(taken);
    if (taken) return call.done("set-alarm", "busy");
    rtc.set_cmos(hours_alarm, call.high(Gpr::rcx));
    rtc.set_cmos(minutes_alarm, call.low(Gpr::rcx));
    rtc.set_cmos(seconds_alarm, call.high(Gpr::rdx));
    rtc.set_cmos(register_b, rtc.cmos(register_b) | alarm_enable);
    return call.done("set-alarm");
}

Next cancel_alarm(Call& call) {
    pc::Rtc& rtc = call.devices.rtc;
    rtc.set_cmos(register_b, rtc.cmos(register_b) & ~alarm_enable);
    call.set_carry(false);
    return call.done("cancel-alarm");
}

// There is no PCI.
Next pci(Call& call) {
    constexpr std::uint8_t not_supported = 0x81;
    call.log.add(key::ax, call.word(Gpr::rax));
    call.set_high(Gpr::rax, not_supported);
    call.set_carry(true);
    return call.done("pci", "unsupported");
}

constexpr std::array functions{
    Function{0x00, get_ticks}, Function{0x01, set_ticks},    Function{0x02, get_time},
    Function{0x03, set_time},  Function{0x04, get_date},     Function{0x05, set_date},
    Function{0x06, set_alarm}, Function{0x07, cancel_alarm}, Function{0xB1, pci},
};

Next no_time_function(Call& call) {
    call.set_carry(true);
    return no_such_function(call);
}

}  // namespace

Next serve_time(Call& call) {
    return serve_by_ah(call, functions, no_time_function);
}

void timer_tick(Call& call) {
    const DataArea& data = call.data;
    std::uint32_t ticks = data.get(data_field::timer_ticks) + 1;
    if (ticks >= ticks_a_day) {
        ticks = 0;
        data.set(data_field::midnight, std::uint8_t{1});
    }
    data.set(data_field::timer_ticks, ticks);
    constexpr std::uint8_t motors = 0x0F;
    const std::uint8_t motor = data.get(data_field::floppy_motor_timeout);
    if (motor == 1)
        data.set(data_field::floppy_motor,
                 static_cast<std::uint8_t>(data.get(data_field::floppy_motor) & ~motors));
    if (motor != 0) data.set(data_field::floppy_motor_timeout, static_cast<std::uint8_t>(motor - 1));
    if (call.devices.clock.now >= call.state.event_at) {
        constexpr std::uint8_t passed = 0x80;
        const std::array<std::uint8_t, 1> flag{
            static_cast<std::uint8_t>(call.get<std::uint8_t>(call.state.event_flag) | passed)};
        (void)call.write(call.state.event_flag, flag);
        call.state.event_at = pc::never;
    }
}

void install_time(const Memory& memory, const pc::Devices& devices) {
    const pc::DateTime time = devices.rtc.now();
    const std::uint64_t of_day = time.hour * 3600U + time.minute * 60U + time.second;
    constexpr std::uint64_t seconds_a_day = 86400;
    DataArea(memory).set(data_field::timer_ticks,
                         static_cast<std::uint32_t>(of_day * ticks_a_day / seconds_a_day));
}

}  // namespace vitrine::guest::bios
