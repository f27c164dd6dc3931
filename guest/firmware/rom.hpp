#pragma once
// The guest's ROM in segment F000h: a slot for each interrupt vector, whose VMCALL asks for the service, the
// BIOS's few handlers in machine code, tables and fonts. It lies in the guest's memory and can be overwritten
// there.

#include <cstdint>
#include <optional>

#include "guest/cpu/memory.hpp"

namespace vitrine::guest::bios::rom {

inline constexpr std::uint16_t segment = 0xF000;
inline constexpr std::uint64_t base = std::uint64_t{segment} << 4;

/// A slot is VMCALL and IRET, or a near return for the ROM's own; behind them STI, HLT and a jump back, where
/// a call waits for an interrupt.
inline constexpr std::uint16_t slots = 0xE000;
inline constexpr std::uint16_t slot_size = 8;
inline constexpr std::uint8_t wait_offset = 4;
inline constexpr unsigned vectors = 256;
inline constexpr unsigned slot_count = vectors + 32;

/// What the ROM's own code asks for: the slots past the vectors'.
enum class OwnCall : std::uint8_t {
    timer_tick,
    timer_end,
    take_scan_code,
    key,
    keyboard_end,
    clock,
    clock_end,
    boot,
    reset,
};

// Handlers, by their offsets in rom.asm.
inline constexpr std::uint16_t keyboard = 0xE900, timer = 0xE920, clock = 0xE940, bootstrap = 0xE960,
                               nothing = 0xE980;

// Tables.
inline constexpr std::uint16_t configuration_table = 0xEA00, hard_disk_tables = 0xEA20,
                               video_functionality = 0xEA40, diskette_table = 0xEFC7;
// Fonts: the one of 16 lines, and that of 8 in two halves, the lower where every PC has it.
inline constexpr std::uint16_t font_8x16 = 0xC000, font_8x8_upper = 0xD000, font_8x8_lower = 0xFA6E;
inline constexpr std::uint16_t reset_vector = 0xFFF0;

/// Writes the ROM and all 256 vectors into the memory, which reaches at least 1 MiB.
void install(const Memory& memory);

/// The slot that a linear address lies in; nothing elsewhere.
[[nodiscard]] std::optional<unsigned> slot_at(std::uint64_t linear);

/// Offset of a slot.
[[nodiscard]] constexpr std::uint16_t slot_offset(unsigned number) {
    return static_cast<std::uint16_t>(slots + number * slot_size);
}

}  // namespace vitrine::guest::bios::rom
