// INT 10h, AH=0Bh, 10h and 11h: colours and fonts.

#include <algorithm>

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosVideoPalette : public BiosTest {
protected:
    static constexpr std::uint64_t table = 0x2'0010;

    void palette(unsigned al, unsigned bx) {
        set(Gpr::rbx, bx);
        call(0x10, 0x1000 | al);
    }
    void palette_table(unsigned al, unsigned bx = 0, unsigned cx = 0) {
        set_segment(SegmentName::es, 0x2000);
        set(Gpr::rdx, 0x0010);
        set(Gpr::rcx, cx);
        palette(al, bx);
        expect_only_changed({});
    }
    std::uint8_t attribute(std::size_t index) { return devices.vga.attributes()[index]; }
};

TEST_F(BiosVideoPalette, OneRegister) {
    palette(0x00, 0x2A05);
    expect_only_changed({});
    EXPECT_EQ(attribute(5), 0x2A);
    palette(0x07, 0xFF05);
    EXPECT_EQ(high(Gpr::rbx), 0x2A);
    expect_only_changed({Gpr::rbx});
    palette(0x01, 0x1700);
    EXPECT_EQ(attribute(17), 0x17);
    palette(0x08, 0xFF00);
    EXPECT_EQ(high(Gpr::rbx), 0x17);
    palette(0x00, 0x2AFF);  // there is no such register
    palette(0x07, 0x55FF);
    EXPECT_EQ(high(Gpr::rbx), 0);
}

TEST_F(BiosVideoPalette, AllRegisters) {
    for (unsigned index = 0; index < 17; ++index)
        put<std::uint8_t>(table + index, static_cast<std::uint8_t>(index + 1));
    palette_table(0x02);
    EXPECT_EQ(attribute(0), 1);
    EXPECT_EQ(attribute(15), 16);
    EXPECT_EQ(attribute(17), 17);    // the border
    EXPECT_EQ(attribute(16), 0x0C);  // the mode stays
    std::ranges::fill(own.memory.at(table, 17).value(), 0);
    palette_table(0x09);
    for (unsigned index = 0; index < 17; ++index) EXPECT_EQ(at<std::uint8_t>(table + index), index + 1);
    EXPECT_EQ(at<std::uint8_t>(table + 17), 0);
}

TEST_F(BiosVideoPalette, Blinking) {
    EXPECT_TRUE(devices.vga.blinks());
    palette(0x03, 0x0000);
    EXPECT_FALSE(devices.vga.blinks());
    palette(0x03, 0x0001);
    EXPECT_TRUE(devices.vga.blinks());
    EXPECT_EQ(log().function, "set-blink");
}

TEST_F(BiosVideoPalette, TheDac) {
    set(Gpr::rcx, 0x1122);
    set(Gpr::rdx, 0x33FF);
    palette(0x10, 200);
    expect_only_changed({});
    EXPECT_EQ(devices.vga.dac()[600], 0x33);  // red, green, blue
    EXPECT_EQ(devices.vga.dac()[601], 0x11);
    EXPECT_EQ(devices.vga.dac()[602], 0x22);
    set(Gpr::rcx, 0);
    set(Gpr::rdx, 0x00FF);
    palette(0x15, 200);
    EXPECT_EQ(word(Gpr::rcx), 0x1122);
    EXPECT_EQ(word(Gpr::rdx), 0x33FF);
    expect_only_changed({Gpr::rcx, Gpr::rdx});
}

TEST_F(BiosVideoPalette, BlocksOfTheDac) {
    for (unsigned index = 0; index < 9; ++index)
        put<std::uint8_t>(table + index, static_cast<std::uint8_t>(0xC0 + index));
    palette_table(0x12, 10, 3);
    EXPECT_EQ(devices.vga.dac()[30], 0x00);  // six bits
    EXPECT_EQ(devices.vga.dac()[38], 0x08);
    std::ranges::fill(own.memory.at(table, 12).value(), 0xEE);
    palette_table(0x17, 10, 3);
    EXPECT_EQ(at<std::uint8_t>(table + 8), 0x08);
    EXPECT_EQ(at<std::uint8_t>(table + 9), 0xEE);
    palette_table(0x17, 255, 0xFFFF);  // no more than there are
    EXPECT_EQ(logged(key::count), 1U);
    palette_table(0x12, 0, 0);
    EXPECT_EQ(status(), "ok");
}

TEST_F(BiosVideoPalette, TablesOutsideOfMemory) {
    cpu.segment_of(SegmentName::es).base = 2 * mib;
    set(Gpr::rdx, 0);
    set(Gpr::rcx, 256);
    const std::uint8_t first = attribute(0);
    const std::vector<std::uint8_t> dac(devices.vga.dac().begin(), devices.vga.dac().end());
    for (const unsigned al : {0x02U, 0x09U, 0x12U, 0x17U}) {
        palette(al, 0);
        EXPECT_EQ(status(), "bad-buffer") << al;
    }
    EXPECT_EQ(attribute(0), first);
    EXPECT_TRUE(std::ranges::equal(devices.vga.dac(), dac));
}

TEST_F(BiosVideoPalette, BorderAndCgaPalettes) {
    set(Gpr::rbx, 0x000C);
    call(0x10, 0x0B00);
    EXPECT_EQ(attribute(17), 0x14);
    EXPECT_EQ(attribute(0), 0);  // of a text mode the border alone
    call(0x10, 0x0004);
    set(Gpr::rbx, 0x0001);
    call(0x10, 0x0B00);
    EXPECT_EQ(attribute(0), 1);  // the ground too
    set(Gpr::rbx, 0x0100);
    call(0x10, 0x0B00);
    EXPECT_EQ(attribute(1) & 0x0F, 2);  // green, red, brown
    EXPECT_EQ(attribute(2) & 0x0F, 4);
    EXPECT_EQ(attribute(3) & 0x0F, 6);
    set(Gpr::rbx, 0x0101);
    call(0x10, 0x0B00);
    EXPECT_EQ(attribute(1) & 0x0F, 3);  // cyan, magenta, white
    EXPECT_EQ(attribute(2) & 0x0F, 5);
    EXPECT_EQ(attribute(3) & 0x0F, 7);
    expect_only_changed({});
}

TEST_F(BiosVideoPalette, OtherFunctionsLeaveEverything) {
    for (const unsigned al : {0x04U, 0x13U, 0x1BU, 0xFFU}) {
        palette(al, 0x1234);
        EXPECT_EQ(log().function, "unknown");
        expect_only_changed({});
    }
    call(0x10, 0x11FF);
    EXPECT_EQ(log().function, "unknown");
    expect_only_changed({});
}

TEST_F(BiosVideoPalette, FontsOfOtherHeightsMakeMoreRows) {
    struct Font {
        unsigned al, height, rows, page_size;
    };
    for (const Font& font :
         {Font{0x12, 8, 50, 0x2000}, Font{0x11, 14, 28, 0x1200}, Font{0x14, 16, 25, 0x1000}}) {
        call(0x10, 0x1100 | font.al);
        expect_only_changed({});
        EXPECT_EQ(data(data_field::character_height), font.height);
        EXPECT_EQ(data(data_field::rows_less_1), font.rows - 1);
        EXPECT_EQ(data(data_field::video_page_size), font.page_size);
    }
    set(Gpr::rbx, 0x0A00);  // the guest's own, of ten lines
    call(0x10, 0x1110);
    EXPECT_EQ(data(data_field::rows_less_1), 39);
    for (const unsigned height : {0U, 7U, 33U, 255U}) {
        set(Gpr::rbx, height << 8);
        call(0x10, 0x1110);
        EXPECT_EQ(data(data_field::rows_less_1), 39);
    }
    set(Gpr::rbx, 0x0800);
    call(0x10, 0x1100);  // loaded, and the rows stay
    EXPECT_EQ(data(data_field::rows_less_1), 39);
}

TEST_F(BiosVideoPalette, FontInformation) {
    struct Font {
        unsigned which;
        std::uint32_t far;
    };
    for (const Font& font : {Font{0, 0xF000'D000}, Font{1, 0xF000'C000}, Font{2, 0xF000'C000},
                             Font{3, 0xF000'FA6E}, Font{4, 0xF000'D000}, Font{6, 0xF000'C000}}) {
        set(Gpr::rbx, font.which << 8);
        call(0x10, 0x1130);
        EXPECT_EQ(cpu.segment(SegmentName::es).selector, font.far >> 16) << font.which;
        EXPECT_EQ(word(Gpr::rbp), font.far & 0xFFFF) << font.which;
        EXPECT_EQ(word(Gpr::rcx), 16);  // of the font on the screen
        EXPECT_EQ(low(Gpr::rdx), 24);
        expect_only_changed({Gpr::rcx, Gpr::rdx, Gpr::rbp});
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
