#include "guest/firmware/rom.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace vitrine::guest::bios::rom {

namespace {

// Its first byte is below 80h: clang 19 takes that of #embed for a signed number.
constexpr std::uint8_t handler_bytes[] = {
#embed "bios/rom.bin"
};
/// 8x16 of 256 characters, then 8x8 of 256.
constexpr std::uint8_t font_bytes[] = {
#embed "bios/fonts.bin"
};
constexpr std::size_t large_font = 256UL * 16, small_half = 128UL * 8;
static_assert(sizeof(font_bytes) == large_font + 2 * small_half);
static_assert(sizeof(handler_bytes) == nothing - keyboard + 1U);

// VMCALL; IRET; STI; HLT; JMP back.
constexpr std::array<std::uint8_t, slot_size> vector_slot{0x0F, 0x01, 0xC1, 0xCF, 0xFB, 0xF4, 0xEB, 0xF8};
constexpr std::uint8_t near_return = 0xC3;

void copy(const Memory& memory, std::uint16_t offset, std::span<const std::uint8_t> bytes) {
    if (const auto target = memory.at(base + offset, bytes.size())) std::ranges::copy(bytes, target->begin());
}

void set_vector(const Memory& memory, unsigned number, std::uint16_t offset) {
    (void)memory.write<std::uint32_t>(std::uint64_t{number} * 4, std::uint32_t{segment} << 16 | offset);
}

struct Vector {
    std::uint8_t number;
    std::uint16_t offset;
};

/// A jump from there to where the vector points.
void copy_jump(const Memory& memory, const Vector& entry) {
    constexpr std::uint8_t near_jump = 0xE9;
    constexpr std::uint16_t length = 3;
    const auto target = memory.read<std::uint16_t>(std::uint64_t{entry.number} * 4).value_or(0);
    const auto distance = static_cast<std::uint16_t>(target - entry.offset - length);
    const std::array<std::uint8_t, length> jump{near_jump, static_cast<std::uint8_t>(distance),
                                                static_cast<std::uint8_t>(distance >> 8)};
    copy(memory, entry.offset, jump);
}

/// Those that don't point at their own slots. 1Dh to 1Fh, 41h, 43h and 46h are addresses of tables.
constexpr std::array own_vectors{
    Vector{0x08, timer},
    Vector{0x09, keyboard},
    Vector{0x19, bootstrap},
    Vector{0x1B, nothing},
    Vector{0x1C, nothing},
    Vector{0x1D, diskette_table},
    Vector{0x1E, diskette_table},
    Vector{0x1F, font_8x8_upper},
    Vector{0x40, slot_offset(0x13)},
    Vector{0x41, hard_disk_tables},
    Vector{0x43, font_8x8_lower},
    Vector{0x46, hard_disk_tables + 16},
    Vector{0x4A, nothing},
    Vector{0x70, clock},
};

/// Where a PC's BIOS has handlers since IBM's, so that software calls them there; those whose place is free.
constexpr std::array known_entries{
    Vector{0x09, 0xE987}, Vector{0x13, 0xEC59}, Vector{0x0E, 0xEF57}, Vector{0x17, 0xEFD2},
    Vector{0x10, 0xF065}, Vector{0x12, 0xF841}, Vector{0x11, 0xF84D}, Vector{0x15, 0xF859},
    Vector{0x1A, 0xFE6E}, Vector{0x08, 0xFEA5}, Vector{0x1C, 0xFF53},
};

/// A 1.44 MB drive's: step rate, motor, 512 bytes a sector, 18 sectors, gaps, filler F6h, times.
constexpr std::array<std::uint8_t, 11> diskette{0xAF, 0x02, 0x25, 0x02, 18,  0x1B,
                                                0xFF, 0x6C, 0xF6, 0x0F, 0x08};

/// INT 15h, AH=C0h: a PC/AT with a second interrupt controller, a clock, the keyboard intercept and an EBDA.
constexpr std::array<std::uint8_t, 10> configuration{8, 0, 0xFC, 0, 0, 0x74, 0x40, 0, 0, 0};

/// INT 10h, AH=1Bh: modes 0 to 7 and 13h, 200, 350 and 400 lines, a palette, a cursor.
constexpr std::array<std::uint8_t, 16> functionality{0xFF, 0x00, 0x08, 0,    0, 0, 0,    0x07,
                                                     2,    8,    0xFF, 0x0E, 0, 0, 0x3F, 0};

}  // namespace

void install(const Memory& memory) {
    for (unsigned number = 0; number < slot_count; ++number) {
        auto slot = vector_slot;
        if (number >= vectors) slot[3] = near_return;
        copy(memory, slot_offset(number), slot);
        if (number < vectors) set_vector(memory, number, slot_offset(number));
    }
    for (const Vector& vector : own_vectors) set_vector(memory, vector.number, vector.offset);
    for (const Vector& entry : known_entries) copy_jump(memory, entry);
    copy(memory, keyboard, handler_bytes);
    const std::span fonts(font_bytes);
    copy(memory, font_8x16, fonts.first(large_font));
    copy(memory, font_8x8_lower, fonts.subspan(large_font, small_half));
    copy(memory, font_8x8_upper, fonts.last(small_half));
    copy(memory, diskette_table, diskette);
    copy(memory, configuration_table, configuration);
    copy(memory, video_functionality, functionality);

    // A far jump to the slot that ends the guest, the date, the model: a PC/AT.
    constexpr std::uint16_t to = slot_offset(vectors + static_cast<unsigned>(OwnCall::reset));
    constexpr std::array<std::uint8_t, 16> top{
        0xEA, to & 0xFF, to >> 8, segment & 0xFF, segment >> 8, '0', '1', '/', '0', '1', '/', '2', '6',
        0,    0xFC,      0};
    copy(memory, reset_vector, top);
}

std::optional<unsigned> slot_at(std::uint64_t linear) {
    if (linear < base + slots || linear >= base + slots + std::uint64_t{slot_count} * slot_size)
        return std::nullopt;
    return static_cast<unsigned>((linear - base - slots) / slot_size);
}

}  // namespace vitrine::guest::bios::rom
