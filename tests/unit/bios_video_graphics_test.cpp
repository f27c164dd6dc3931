// INT 10h: pixels, and characters drawn of them.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosVideoGraphics : public BiosTest {
protected:
    static constexpr std::uint64_t cga = 0xB'8000, vga = 0xA'0000;

    void pixel(unsigned x, unsigned y, unsigned colour) {
        set(Gpr::rcx, x);
        set(Gpr::rdx, y);
        call(0x10, 0x0C00 | colour);
        EXPECT_EQ(log().function, "write-pixel");
        expect_only_changed({});
    }
    unsigned pixel(unsigned x, unsigned y) {
        set(Gpr::rcx, x);
        set(Gpr::rdx, y);
        call(0x10, 0x0D00);
        expect_only_changed({Gpr::rax});
        return low(Gpr::rax);
    }
    void scroll(unsigned ax, unsigned colour, unsigned first, unsigned last) {
        set(Gpr::rbx, colour << 8);
        set(Gpr::rcx, first);
        set(Gpr::rdx, last);
        call(0x10, ax);
        expect_only_changed({});
    }
    void draw(unsigned character, unsigned colour, unsigned count = 1) {
        set(Gpr::rbx, colour);
        set(Gpr::rcx, count);
        call(0x10, 0x0900 | character);
    }
    void set_cursor(unsigned row, unsigned column) {
        set(Gpr::rbx, 0);
        set(Gpr::rdx, row << 8 | column);
        call(0x10, 0x0200);
    }
};

TEST_F(BiosVideoGraphics, PixelsOf256Colours) {
    call(0x10, 0x0013);
    pixel(319, 199, 0x8F);
    EXPECT_EQ(at<std::uint8_t>(vga + 63999), 0x8F);
    EXPECT_EQ(pixel(319, 199), 0x8FU);
    pixel(319, 199, 0x80);  // bit 7 is of the colour
    EXPECT_EQ(pixel(319, 199), 0x80U);
}

TEST_F(BiosVideoGraphics, PixelsOfFourColours) {
    call(0x10, 0x0004);
    pixel(5, 3, 2);
    // Line 3 is the second of the odd ones; pixel 5 the second of its byte.
    EXPECT_EQ(at<std::uint8_t>(cga + 0x2000 + 80 + 1), 0x20);
    EXPECT_EQ(pixel(5, 3), 2U);
    EXPECT_EQ(pixel(4, 3), 0U);
    pixel(5, 3, 0x83);  // exclusive or
    EXPECT_EQ(pixel(5, 3), 1U);
    pixel(5, 3, 0x7F);
    EXPECT_EQ(pixel(5, 3), 3U);
}

TEST_F(BiosVideoGraphics, PixelsOfTwoColours) {
    call(0x10, 0x0006);
    pixel(639, 198, 1);
    EXPECT_EQ(at<std::uint8_t>(cga + 99 * 80 + 79), 0x01);
    EXPECT_EQ(pixel(639, 198), 1U);
    EXPECT_EQ(pixel(638, 198), 0U);
}

TEST_F(BiosVideoGraphics, PixelsOffTheScreen) {
    call(0x10, 0x0013);
    own.bytes[vga + 64000] = 0x11;
    for (const unsigned far : {320U, 0x7FFFU, 0xFFFFU}) {
        pixel(far, 0, 5);
        pixel(0, far, 5);
        EXPECT_EQ(pixel(far, far), 0U);
    }
    for (std::uint64_t address = vga; address < vga + 64000; ++address) ASSERT_EQ(own.bytes[address], 0);
    EXPECT_EQ(own.bytes[vga + 64000], 0x11);
    call(0x10, 0x0003);
    pixel(0, 0, 5);  // a text mode has none
    EXPECT_EQ(at<std::uint16_t>(cga), 0x0720);
}

TEST_F(BiosVideoGraphics, CharactersAreDrawn) {
    call(0x10, 0x0013);
    set_cursor(1, 2);
    draw(0xDB, 0x2A);  // the full block, of the upper half
    EXPECT_EQ(pixel(16, 8), 0x2AU);
    EXPECT_EQ(pixel(23, 15), 0x2AU);
    EXPECT_EQ(pixel(24, 8), 0U);
    EXPECT_EQ(pixel(16, 7), 0U);
    draw(' ', 0x2A);  // its ground is 0
    EXPECT_EQ(pixel(16, 8), 0U);
    draw(0xDB, 5, 0xFFFF);  // to the screen's end
    EXPECT_EQ(pixel(319, 199), 5U);
    EXPECT_EQ(pixel(15, 8), 0U);
}

TEST_F(BiosVideoGraphics, CharactersOfACgaCanBeExclusiveOred) {
    call(0x10, 0x0004);
    draw(0xDB, 3);
    EXPECT_EQ(at<std::uint16_t>(cga), 0xFFFF);
    draw(0xDB, 0x81);
    EXPECT_EQ(at<std::uint16_t>(cga), 0xAAAA);
    EXPECT_EQ(at<std::uint16_t>(cga + 0x2000), 0xAAAA);
}

TEST_F(BiosVideoGraphics, CharactersAreRecognised) {
    for (const unsigned mode : {0x04U, 0x06U, 0x13U}) {
        call(0x10, mode);
        for (const unsigned character : {0x01U, 0x41U, 0xB0U, 0xDBU, 0x20U}) {
            set_cursor(3, 4);
            draw(character, 1);
            call(0x10, 0x0800);
            EXPECT_EQ(word(Gpr::rax), character) << mode;
            expect_only_changed({Gpr::rax});
        }
        pixel(4 * 8, 3 * 8, 1);  // no character is a single point there
        set_cursor(3, 4);
        call(0x10, 0x0800);
        EXPECT_EQ(word(Gpr::rax), 0);
    }
}

TEST_F(BiosVideoGraphics, TeletypeDrawsInTheColourOfBl) {
    call(0x10, 0x0006);
    set(Gpr::rbx, 0x0001);
    call(0x10, 0x0EDB);
    EXPECT_EQ(at<std::uint8_t>(cga), 0xFF);
    EXPECT_EQ(data(data_field::cursor_position), 1);
    set_cursor(24, 79);
    set(Gpr::rbx, 0x0001);
    call(0x10, 0x0EDB);  // and scrolls
    EXPECT_EQ(at<std::uint8_t>(cga), 0);
    EXPECT_EQ(at<std::uint8_t>(cga + 0x2000 + (23 * 4 + 3) * 80 + 79), 0xFF);
    EXPECT_EQ(data(data_field::cursor_position), 24 << 8);
}

TEST_F(BiosVideoGraphics, ScrollingMovesPixels) {
    call(0x10, 0x0013);
    pixel(8, 8, 0x11);                     // in the window
    pixel(7, 8, 0x22);                     // beside it
    pixel(15, 23, 0x33);                   // its last
    scroll(0x0601, 0x44, 0x0001, 0x0201);  // column 1 of rows 0 to 2
    EXPECT_EQ(pixel(8, 0), 0x11U);
    EXPECT_EQ(pixel(15, 15), 0x33U);
    EXPECT_EQ(pixel(8, 16), 0x44U);
    EXPECT_EQ(pixel(15, 23), 0x44U);
    EXPECT_EQ(pixel(7, 8), 0x22U);
    EXPECT_EQ(pixel(16, 16), 0U);
    scroll(0x0702, 0x44, 0x0001, 0x0201);
    EXPECT_EQ(pixel(8, 0), 0x44U);
    EXPECT_EQ(pixel(8, 16), 0x11U);
    call(0x10, 0x0004);
    scroll(0x0600, 2, 0x0000, 0xFFFF);
    EXPECT_EQ(at<std::uint8_t>(cga + 0x2000 + 7999), 0xAA);  // colour 2 in each pixel
    EXPECT_EQ(at<std::uint8_t>(cga + 8000), 0);              // between the lines' halves
}

TEST_F(BiosVideoGraphics, AGuestsOwnFont) {
    call(0x10, 0x0013);
    for (unsigned line = 0; line < 8; ++line) put<std::uint8_t>(0x3'0000 + 0x90 * 8 + line, 0x80);
    set_segment(SegmentName::es, 0x3000);
    set(Gpr::rbp, 0);
    set(Gpr::rcx, 8);
    set(Gpr::rbx, 2);
    call(0x10, 0x1121);
    EXPECT_EQ(at<std::uint32_t>(0x43 * 4), 0x3000'0000U);
    draw(0x90, 7);  // the upper half too is of the guest's
    EXPECT_EQ(pixel(0, 0), 7U);
    EXPECT_EQ(pixel(1, 0), 0U);
    call(0x10, 0x0004);
    set(Gpr::rbp, 0x90 * 8);
    call(0x10, 0x1120);  // the upper half of a CGA's
    draw(0x80, 3);
    EXPECT_EQ(at<std::uint16_t>(cga), 0x00C0);
}

TEST_F(BiosVideoGraphics, ATallFont) {
    call(0x10, 0x0013);
    call(0x10, 0x1124);
    EXPECT_EQ(data(data_field::character_height), 16);
    EXPECT_EQ(data(data_field::rows_less_1), 11);
    draw(0xDB, 9);
    EXPECT_EQ(pixel(7, 15), 9U);
    EXPECT_EQ(pixel(7, 16), 0U);
    set_cursor(11, 0);
    set(Gpr::rbx, 1);
    call(0x10, 0x0E0A);
    EXPECT_EQ(pixel(7, 15), 0U);  // scrolled away
    call(0x10, 0x1123);
    EXPECT_EQ(data(data_field::character_height), 8);
}

TEST_F(BiosVideoGraphics, NonsenseInTheDataArea) {
    for (const unsigned mode : {0x04U, 0x06U, 0x13U}) {
        call(0x10, mode);
        set_data<std::uint16_t>(data_field::character_height, 0);
        set_data<std::uint16_t>(data_field::video_columns, 132);
        set_data<std::uint8_t>(data_field::rows_less_1, 59);
        put<std::uint32_t>(0x43 * 4, 0xFFFF'FFFF);
        set_cursor(59, 131);
        draw('x', 1, 0xFFFF);
        set(Gpr::rcx, 0);
        set(Gpr::rdx, 0xFFFF);
        call(0x10, 0x0601);
        EXPECT_EQ(status(), "ok");
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
