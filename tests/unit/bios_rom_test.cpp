#include <algorithm>

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosRom : public BiosTest {
protected:
    std::uint32_t vector(unsigned number) { return at<std::uint32_t>(number * 4U); }
    std::uint64_t target(unsigned number) { return (vector(number) >> 16 << 4) + (vector(number) & 0xFFFF); }
};

TEST_F(BiosRom, EveryVectorLeadsIntoTheRom) {
    for (unsigned number = 0; number < rom::vectors; ++number)
        EXPECT_EQ(vector(number) >> 16, rom::segment) << number;
    EXPECT_EQ(vector(0x13), 0xF000'E098U);  // its slot
    EXPECT_EQ(vector(0x40), vector(0x13));  // what hard disks' BIOSes leave of the floppies'
}

TEST_F(BiosRom, AVectorsSlotCallsReturnsAndWaits) {
    const std::uint64_t slot = rom::base + rom::slot_offset(0x10);
    // VMCALL; IRET; STI; HLT; JMP to the VMCALL.
    const std::array<std::uint8_t, 8> code{0x0F, 0x01, 0xC1, 0xCF, 0xFB, 0xF4, 0xEB, 0xF8};
    EXPECT_TRUE(std::ranges::equal(own.memory.at(slot, 8).value(), code));
    EXPECT_EQ(at<std::uint8_t>(rom::base + rom::slot_offset(rom::vectors) + 3), 0xC3);  // the ROM's own: RET
}

TEST_F(BiosRom, SlotsAreFoundByTheirAddress) {
    EXPECT_EQ(rom::slot_at(rom::base + rom::slots), 0U);
    EXPECT_EQ(rom::slot_at(rom::base + rom::slots + 8 * 0x13 + 7), 0x13U);
    EXPECT_EQ(rom::slot_at(rom::base + rom::slots - 1), std::nullopt);
    EXPECT_EQ(rom::slot_at(rom::base + rom::slots + rom::slot_count * 8 - 1), rom::slot_count - 1);
    EXPECT_EQ(rom::slot_at(rom::base + rom::slots + rom::slot_count * 8), std::nullopt);
}

TEST_F(BiosRom, HandlersLieWhereTheVectorsPoint) {
    EXPECT_EQ(target(0x08), rom::base + rom::timer);
    EXPECT_EQ(at<std::uint8_t>(target(0x08)), 0xE8);  // a near call
    EXPECT_EQ(at<std::uint8_t>(target(0x09)), 0x50);  // PUSH AX
    EXPECT_EQ(at<std::uint8_t>(target(0x19)), 0xE8);
    EXPECT_EQ(at<std::uint8_t>(target(0x70)), 0x50);
    for (const unsigned number : {0x1BU, 0x1CU, 0x4AU})
        EXPECT_EQ(at<std::uint8_t>(target(number)), 0xCF) << number;  // IRET
}

TEST_F(BiosRom, TheTopHasResetVectorDateAndModel) {
    EXPECT_EQ(at<std::uint8_t>(0xF'FFF0), 0xEA);  // far jump
    const auto offset = at<std::uint16_t>(0xF'FFF1);
    EXPECT_EQ(at<std::uint16_t>(0xF'FFF3), rom::segment);
    EXPECT_EQ(rom::slot_at(rom::base + offset), rom::vectors + static_cast<unsigned>(rom::OwnCall::reset));
    EXPECT_EQ(at<std::uint8_t>(0xF'FFF5 + 2), '/');
    EXPECT_EQ(at<std::uint8_t>(0xF'FFF5 + 5), '/');
    EXPECT_EQ(at<std::uint8_t>(0xF'FFFE), 0xFC);  // a PC/AT
}

TEST_F(BiosRom, FontsAreWhereGraphicsModesLookForThem) {
    const std::array<std::uint8_t, 8> face{0x7E, 0x81, 0xA5, 0x81, 0xBD, 0x99, 0x81, 0x7E};
    EXPECT_EQ(target(0x1F), rom::base + rom::font_8x8_upper);
    EXPECT_TRUE(std::ranges::equal(own.memory.at(0xF'FA6E + 8, 8).value(), face));  // character 1
    // DBh is the full block, in the upper half and in the font of 16 lines.
    for (unsigned line = 0; line < 8; ++line)
        EXPECT_EQ(at<std::uint8_t>(target(0x1F) + (0xDB - 0x80) * 8 + line), 0xFF);
    for (unsigned line = 0; line < 16; ++line)
        EXPECT_EQ(at<std::uint8_t>(rom::base + rom::font_8x16 + 0xDB * 16 + line), 0xFF);
}

TEST_F(BiosRom, DisketteTableIsA1440KDrives) {
    EXPECT_EQ(target(0x1E), 0xF'EFC7U);                 // where every PC has it
    EXPECT_EQ(at<std::uint8_t>(target(0x1E) + 3), 2);   // 512 bytes a sector
    EXPECT_EQ(at<std::uint8_t>(target(0x1E) + 4), 18);  // sectors a track
    EXPECT_EQ(at<std::uint8_t>(target(0x1E) + 8), 0xF6);
}

TEST_F(BiosRom, DisketteTableFollowsTheFirstFloppy) {
    (void)add_disk(1440, pc::DriveKind::floppy);
    EXPECT_EQ(at<std::uint8_t>(target(0x1E) + 4), 9);
}

TEST_F(BiosRom, HardDiskTablesHaveTheGeometry) {
    (void)add_hard_disk(10 * 16 * 63);
    (void)add_hard_disk(20 * 16 * 63);
    EXPECT_EQ(at<std::uint16_t>(target(0x41)), 10);
    EXPECT_EQ(at<std::uint8_t>(target(0x41) + 2), 16);
    EXPECT_EQ(at<std::uint8_t>(target(0x41) + 8), 8);  // more than eight heads
    EXPECT_EQ(at<std::uint8_t>(target(0x41) + 14), 63);
    EXPECT_EQ(at<std::uint16_t>(target(0x46)), 20);
    EXPECT_EQ(data(data_field::hard_disks), 2);
}

TEST_F(BiosRom, DataAreaAtPowerOn) {
    EXPECT_EQ(data(data_field::com1), 0x3F8);
    EXPECT_EQ(data(data_field::lpt1), 0);
    EXPECT_EQ(data(data_field::ebda_segment), 0x9FC0);
    EXPECT_EQ(at<std::uint8_t>(0x9'FC00), 1);  // KiB
    EXPECT_EQ(data(data_field::memory_kib), 639);
    EXPECT_EQ(data(data_field::equipment), 0x0222);  // coprocessor, 80 columns, one serial port
    EXPECT_EQ(data(data_field::keyboard_start), 0x1E);
    EXPECT_EQ(data(data_field::keyboard_end), 0x3E);
    EXPECT_EQ(data(data_field::keyboard_head), 0x1E);
    EXPECT_EQ(data(data_field::keyboard_tail), 0x1E);
    EXPECT_EQ(data(data_field::keyboard_flags_3), 0x10);  // a keyboard of 101 keys
    EXPECT_EQ(data(data_field::video_mode), 3);
    EXPECT_EQ(data(data_field::video_columns), 80);
    EXPECT_EQ(data(data_field::video_page_size), 0x1000);
    EXPECT_EQ(data(data_field::crtc_port), 0x3D4);
    EXPECT_EQ(data(data_field::rows_less_1), 24);
    EXPECT_EQ(data(data_field::character_height), 16);
    EXPECT_EQ(data(data_field::timer_ticks), 45296ULL * 0x1800B0 / 86400);  // the clock shows 12:34:56
    EXPECT_EQ(data(data_field::hard_disks), 0);
    EXPECT_EQ(at<std::uint16_t>(0xB'8000), 0x0720);
    EXPECT_EQ(at<std::uint16_t>(0xB'FFFE), 0x0720);
}

TEST_F(BiosRom, EquipmentCountsFloppies) {
    (void)add_floppy();
    EXPECT_EQ(data(data_field::equipment), 0x0223);
    (void)add_floppy();
    EXPECT_EQ(data(data_field::equipment), 0x0263);
}

TEST_F(BiosRom, CmosHasTheFirstFloppysTypeWhereverItStands) {
    constexpr std::uint8_t floppy_types = 0x10, of_1440k_and_none = 0x40;
    (void)add_hard_disk(16 * 63);
    (void)add_floppy();
    EXPECT_EQ(devices.rtc.cmos(floppy_types), of_1440k_and_none);
}

TEST_F(BiosRom, TicksFollowTheClockAtPowerOn) {
    devices.rtc.set({.year = 2026, .month = 5, .day = 6, .hour = 12});
    bios.install(own.memory);
    EXPECT_EQ(data(data_field::timer_ticks), 0x1800B0U / 2);
}

}  // namespace
}  // namespace vitrine::guest::bios
