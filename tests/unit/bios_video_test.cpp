// INT 10h: modes, the cursor, pages, and what kind of display there is.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosVideo : public BiosTest {
protected:
    void set_mode(unsigned mode) { call(0x10, mode); }
    void set_cursor(unsigned page, unsigned row, unsigned column) {
        set(Gpr::rbx, page << 8);
        set(Gpr::rdx, row << 8 | column);
        call(0x10, 0x0200);
        expect_only_changed({});
    }
    void expect_cursor(unsigned page, unsigned row, unsigned column) {
        set(Gpr::rbx, page << 8);
        call(0x10, 0x0300);
        EXPECT_EQ(word(Gpr::rdx), row << 8 | column);
        EXPECT_EQ(word(Gpr::rcx), data(data_field::cursor_shape));
        expect_only_changed({Gpr::rcx, Gpr::rdx});
    }
};

TEST_F(BiosVideo, EveryModeFillsTheDataArea) {
    struct Mode {
        unsigned number, columns, page_size, height, crtc, al;
    };
    for (const Mode& mode : {Mode{0x00, 40, 0x0800, 16, 0x3D4, 0x30}, Mode{0x01, 40, 0x0800, 16, 0x3D4, 0x30},
                             Mode{0x02, 80, 0x1000, 16, 0x3D4, 0x30}, Mode{0x03, 80, 0x1000, 16, 0x3D4, 0x30},
                             Mode{0x04, 40, 0x4000, 8, 0x3D4, 0x30}, Mode{0x05, 40, 0x4000, 8, 0x3D4, 0x30},
                             Mode{0x06, 80, 0x4000, 8, 0x3D4, 0x3F}, Mode{0x07, 80, 0x1000, 16, 0x3B4, 0x30},
                             Mode{0x13, 40, 0x0000, 8, 0x3D4, 0x20}}) {
        set_mode(mode.number);
        EXPECT_EQ(low(Gpr::rax), mode.al) << mode.number;
        expect_only_changed({Gpr::rax});
        EXPECT_EQ(status(), "ok");
        EXPECT_EQ(logged(key::mode), mode.number);
        EXPECT_EQ(data(data_field::video_mode), mode.number);
        EXPECT_EQ(data(data_field::video_columns), mode.columns) << mode.number;
        EXPECT_EQ(data(data_field::video_page_size), mode.page_size) << mode.number;
        EXPECT_EQ(data(data_field::character_height), mode.height) << mode.number;
        EXPECT_EQ(data(data_field::rows_less_1), 24) << mode.number;
        EXPECT_EQ(data(data_field::crtc_port), mode.crtc) << mode.number;
        EXPECT_EQ(devices.vga.mode().number, mode.number);
        call(0x10, 0x0F00);
        EXPECT_EQ(word(Gpr::rax), mode.columns << 8 | mode.number);
        EXPECT_EQ(high(Gpr::rbx), 0);
        expect_only_changed({Gpr::rax, Gpr::rbx});
    }
}

TEST_F(BiosVideo, ASetModeClearsTheScreenUnlessToldNotTo) {
    put<std::uint16_t>(0xB'8000, 0x1741);
    set_mode(0x83);
    EXPECT_EQ(at<std::uint16_t>(0xB'8000), 0x1741);
    EXPECT_EQ(data(data_field::video_mode), 3);
    EXPECT_EQ(data(data_field::video_control) & 0x80, 0x80);
    call(0x10, 0x0F00);
    EXPECT_EQ(low(Gpr::rax), 0x83);
    set_mode(3);
    EXPECT_EQ(at<std::uint16_t>(0xB'8000), 0x0720);
    call(0x10, 0x0F00);
    EXPECT_EQ(low(Gpr::rax), 0x03);
    put<std::uint8_t>(0xA'F9FF, 0x55);
    set_mode(0x13);
    EXPECT_EQ(at<std::uint8_t>(0xA'F9FF), 0);
    put<std::uint8_t>(0xB'BF3F, 0x55);
    set_mode(4);
    EXPECT_EQ(at<std::uint8_t>(0xB'BF3F), 0);
}

TEST_F(BiosVideo, ASetModeBeginsAnew) {
    call(0x10, 0x0502);
    set_cursor(2, 5, 6);
    set_mode(3);
    EXPECT_EQ(data(data_field::video_page), 0);
    EXPECT_EQ(data(data_field::video_page_start), 0);
    EXPECT_EQ(devices.vga.start_address(), 0);
    for (unsigned page = 0; page < 8; ++page) expect_cursor(page, 0, 0);
    EXPECT_EQ(data(data_field::cursor_shape), 0x0607);
}

TEST_F(BiosVideo, ModesThatThereAreNot) {
    for (const unsigned mode : {0x08U, 0x0DU, 0x12U, 0x14U, 0x6AU, 0xFFU}) {
        set_mode(mode);
        EXPECT_EQ(status(), "unsupported");
        EXPECT_EQ(data(data_field::video_mode), 3);
        expect_only_changed({});
    }
}

TEST_F(BiosVideo, TheCursorOfEachPage) {
    set_cursor(0, 10, 20);
    EXPECT_EQ(devices.vga.cursor(), 10 * 80 + 20);
    EXPECT_EQ(logged(key::row), 10U);
    EXPECT_EQ(logged(key::column), 20U);
    set_cursor(3, 1, 2);
    EXPECT_EQ(devices.vga.cursor(), 10 * 80 + 20);  // another page's isn't shown
    expect_cursor(0, 10, 20);
    expect_cursor(3, 1, 2);
    EXPECT_EQ(data(data_field::cursor_position), 10 << 8 | 20);
    call(0x10, 0x0503);
    EXPECT_EQ(devices.vga.cursor(), 3 * 0x800 + 80 + 2);
    EXPECT_EQ(devices.vga.start_address(), 3 * 0x800);
    EXPECT_EQ(data(data_field::video_page_start), 0x3000);
    call(0x10, 0x0F00);
    EXPECT_EQ(high(Gpr::rbx), 3);
}

TEST_F(BiosVideo, TheCursorBeyondTheScreenIsWhereItWasPut) {
    set_cursor(0, 255, 255);
    expect_cursor(0, 255, 255);
    set_cursor(9, 3, 4);  // a page that isn't is the first
    expect_cursor(0, 3, 4);
}

TEST_F(BiosVideo, PagesThatThereAreNot) {
    call(0x10, 0x0508);
    EXPECT_EQ(status(), "bad-argument");
    EXPECT_EQ(data(data_field::video_page), 0);
    set_mode(4);
    call(0x10, 0x0501);
    EXPECT_EQ(status(), "bad-argument");
}

TEST_F(BiosVideo, CursorShapes) {
    struct Shape {
        unsigned wanted, shown;
    };
    // Eight lines become sixteen; what counts sixteen already stays.
    for (const Shape& shape : {Shape{0x0607, 0x0D0E}, Shape{0x0007, 0x000F}, Shape{0x0D0E, 0x0D0E},
                               Shape{0x2607, 0x2D0E}, Shape{0x2000, 0x2001}, Shape{0x0F0F, 0x0F0F}}) {
        set(Gpr::rcx, shape.wanted);
        call(0x10, 0x0100);
        expect_only_changed({});
        EXPECT_EQ(devices.vga.cursor_shape(), shape.shown) << shape.wanted;
        EXPECT_EQ(data(data_field::cursor_shape), shape.wanted);
    }
    call(0x10, 0x1111);  // fourteen lines
    set(Gpr::rcx, 0x0607);
    call(0x10, 0x0100);
    EXPECT_EQ(devices.vga.cursor_shape(), 0x0B0C);
    set_data<std::uint16_t>(data_field::character_height, 0xFFFF);  // nonsense
    call(0x10, 0x0100);
    EXPECT_EQ(devices.vga.cursor_shape(), 0x0607);
    call(0x10, 0x1114);
    set(Gpr::rbx, 0x0034);
    call(0x10, 0x1201);  // no emulation
    EXPECT_EQ(low(Gpr::rax), 0x12);
    set(Gpr::rcx, 0x0607);
    call(0x10, 0x0100);
    EXPECT_EQ(devices.vga.cursor_shape(), 0x0607);
}

TEST_F(BiosVideo, DisplayCombination) {
    call(0x10, 0x1A00);
    EXPECT_EQ(low(Gpr::rax), 0x1A);
    EXPECT_EQ(word(Gpr::rbx), 0x0008);  // a VGA with a colour display, and no other
    expect_only_changed({Gpr::rax, Gpr::rbx});
    call(0x10, 0x1A01);
    EXPECT_EQ(low(Gpr::rax), 0x1A);
    expect_only_changed({Gpr::rax});
}

TEST_F(BiosVideo, StateInformation) {
    set_segment(SegmentName::es, 0x2000);
    set(Gpr::rdi, 0x0100);
    set(Gpr::rbx, 0);
    call(0x10, 0x1B00);
    EXPECT_EQ(low(Gpr::rax), 0x1B);
    expect_only_changed({Gpr::rax});
    constexpr std::uint64_t table = 0x2'0100;
    const std::uint64_t functions = (at<std::uint16_t>(table + 2) << 4) + at<std::uint16_t>(table);
    EXPECT_EQ(at<std::uint8_t>(functions + 2) & 0x08, 0x08);  // mode 13h
    EXPECT_EQ(at<std::uint8_t>(table + 0x04), 3);             // mode
    EXPECT_EQ(at<std::uint16_t>(table + 0x05), 80);
    EXPECT_EQ(at<std::uint8_t>(table + 0x22), 25);   // rows
    EXPECT_EQ(at<std::uint8_t>(table + 0x23), 16);   // lines a character
    EXPECT_EQ(at<std::uint8_t>(table + 0x25), 8);    // the display
    EXPECT_EQ(at<std::uint16_t>(table + 0x27), 16);  // colours
    EXPECT_EQ(at<std::uint8_t>(table + 0x29), 8);    // pages
    EXPECT_EQ(at<std::uint8_t>(table + 0x2A), 2);    // 400 lines
    set_mode(0x13);
    set(Gpr::rbx, 0);
    call(0x10, 0x1B00);
    EXPECT_EQ(at<std::uint16_t>(table + 0x27), 256);
    EXPECT_EQ(at<std::uint8_t>(table + 0x29), 1);
    cpu.segment_of(SegmentName::es).base = 2 * mib;
    call(0x10, 0x1B00);
    EXPECT_EQ(status(), "bad-buffer");
    expect_only_changed({});
}

TEST_F(BiosVideo, AlternateSelect) {
    set(Gpr::rbx, 0xFF10);
    call(0x10, 0x1200);
    EXPECT_EQ(high(Gpr::rbx), 0);  // colour
    EXPECT_EQ(low(Gpr::rbx), 3);   // 256 KiB
    EXPECT_EQ(low(Gpr::rcx), 9);   // switches
    expect_only_changed({Gpr::rbx, Gpr::rcx});
    for (const unsigned function : {0x30U, 0x31U, 0x32U, 0x33U, 0x35U, 0x36U}) {
        set(Gpr::rbx, function);
        call(0x10, 0x1201);
        EXPECT_EQ(low(Gpr::rax), 0x12) << function;
        expect_only_changed({Gpr::rax});
    }
    set(Gpr::rbx, 0x0055);  // another maker's
    call(0x10, 0x1200);
    EXPECT_EQ(log().function, "unknown");
    expect_only_changed({});
}

TEST_F(BiosVideo, NoLightPenNoVbe) {
    call(0x10, 0x0455);
    EXPECT_EQ(word(Gpr::rax), 0x0055);
    call(0x10, 0x4F00);
    EXPECT_EQ(word(Gpr::rax), 0x4F00);  // AL is not 4Fh: there is none
    EXPECT_EQ(log().function, "vbe");
    expect_only_changed({});
}

TEST_F(BiosVideo, OtherFunctionsLeaveEverything) {
    caller_flags = 0x0A57;
    for (const unsigned ax : {0x1C00U, 0x1D00U, 0x6F00U, 0xFA00U, 0xFE00U, 0xFF00U}) {
        call(0x10, ax);
        EXPECT_EQ(log().function, "unknown");
        EXPECT_EQ(flags, caller_flags);
        expect_only_changed({});
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
