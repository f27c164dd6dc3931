#pragma once
// Registers of the MC146818, and what a PC's BIOS keeps in the rest of its memory.

#include <cstdint>

namespace vitrine::guest::pc::rtc {

enum Index : std::uint8_t {
    second = 0x00,
    second_alarm = 0x01,
    minute = 0x02,
    minute_alarm = 0x03,
    hour = 0x04,
    hour_alarm = 0x05,
    weekday = 0x06,
    day = 0x07,
    month = 0x08,
    year = 0x09,
    register_a = 0x0A,
    register_b = 0x0B,
    register_c = 0x0C,
    register_d = 0x0D,
    floppy_types = 0x10,
    hard_disk_types = 0x12,
    equipment = 0x14,
    base_memory = 0x15,
    extended_memory = 0x17,
    first_hard_disk_type = 0x19,
    second_hard_disk_type = 0x1A,
    checksum = 0x2E,
    extended_memory_again = 0x30,
    century = 0x32,
    memory_above_16m = 0x34,
};

inline constexpr std::uint8_t set_bit = 0x80, periodic = 0x40, alarm = 0x20, update_ended = 0x10,
                              binary_bit = 0x04, hours_24_bit = 0x02;
inline constexpr std::uint8_t interrupt_request = 0x80;
inline constexpr std::uint8_t update_in_progress = 0x80;
inline constexpr std::uint8_t valid_memory = 0x80;
inline constexpr std::uint8_t afternoon = 0x80;

/// The divider of the crystal is held in reset: nothing counts.
constexpr bool divider_in_reset(std::uint8_t register_a) {
    constexpr std::uint8_t reset = 0x60;
    return (register_a & reset) == reset;
}

}  // namespace vitrine::guest::pc::rtc
