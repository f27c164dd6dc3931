// INT 10h: characters in text modes.

#include <string>

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosVideoText : public BiosTest {
protected:
    static constexpr std::uint64_t screen = 0xB'8000;

    std::uint16_t cell(unsigned row, unsigned column, unsigned page = 0) {
        return at<std::uint16_t>(screen + page * 0x1000 + (row * 80 + column) * 2);
    }
    void put_cell(unsigned row, unsigned column, unsigned value) {
        put<std::uint16_t>(screen + (row * 80 + column) * 2, static_cast<std::uint16_t>(value));
    }
    void set_cursor(unsigned row, unsigned column, unsigned page = 0) {
        set(Gpr::rbx, page << 8);
        set(Gpr::rdx, row << 8 | column);
        call(0x10, 0x0200);
    }
    void expect_cursor(unsigned row, unsigned column, unsigned page = 0) {
        const DataField<std::uint16_t> field{
            static_cast<std::uint16_t>(data_field::cursor_position.offset + 2 * page)};
        EXPECT_EQ(data(field), row << 8 | column);
    }
    void type(std::string_view text) {
        for (const char character : text) {
            set(Gpr::rbx, 0x0007);
            call(0x10, 0x0E00U | static_cast<std::uint8_t>(character));
            expect_only_changed({});
        }
    }
    void scroll(unsigned ax, unsigned attribute, unsigned first, unsigned last) {
        set(Gpr::rbx, attribute << 8);
        set(Gpr::rcx, first);
        set(Gpr::rdx, last);
        call(0x10, ax);
        expect_only_changed({});
    }
    /// A letter a row, from A on.
    void fill() {
        for (unsigned row = 0; row < 25; ++row) {
            for (unsigned column = 0; column < 80; ++column) put_cell(row, column, 0x1741 + row);
        }
    }
    void write_string(unsigned ax, std::string_view text, unsigned count, unsigned position) {
        for (std::size_t index = 0; index < text.size(); ++index)
            put<std::uint8_t>(0x2'0010 + index, static_cast<std::uint8_t>(text[index]));
        set_segment(SegmentName::es, 0x2000);
        set(Gpr::rbp, 0x0010);
        set(Gpr::rbx, 0x001E);
        set(Gpr::rcx, count);
        set(Gpr::rdx, position);
        call(0x10, ax);
        expect_only_changed({});
    }
};

TEST_F(BiosVideoText, TeletypeWritesAndMoves) {
    put_cell(0, 1, 0x1F20);
    type("aB");
    EXPECT_EQ(cell(0, 0), 0x0761);
    EXPECT_EQ(cell(0, 1), 0x1F42);  // the colours stay
    expect_cursor(0, 2);
    EXPECT_EQ(devices.vga.cursor(), 2);
    EXPECT_EQ(log().function, "teletype");
    EXPECT_EQ(logged(key::character), 'B');
    type("\r\n");
    expect_cursor(1, 0);
    const auto line = console.take_line();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, "aB");
    EXPECT_EQ(line->source, "screen");
}

TEST_F(BiosVideoText, TeletypeObeysControls) {
    set_cursor(3, 5);
    type("\a");
    expect_cursor(3, 5);
    type("\b\b");
    expect_cursor(3, 3);
    type("\r\b");
    expect_cursor(3, 0);
    type("\n");
    expect_cursor(4, 0);
    type("\t");  // no tabulator: the circle of code 9
    EXPECT_EQ(cell(4, 0), 0x0709);
    expect_cursor(4, 1);
}

TEST_F(BiosVideoText, TeletypeGoesOnInTheNextLineAndScrolls) {
    set_cursor(23, 79);
    type("x");
    expect_cursor(24, 0);
    fill();
    set_cursor(24, 79);
    type("z");
    expect_cursor(24, 0);
    EXPECT_EQ(cell(0, 0), 0x1742);
    EXPECT_EQ(cell(23, 79), 0x177A);
    EXPECT_EQ(cell(24, 0), 0x1720);  // in the colours of the line before
    type("\n");
    EXPECT_EQ(cell(0, 0), 0x1743);
}

TEST_F(BiosVideoText, TeletypeIsOnTheActivePage) {
    call(0x10, 0x0502);
    type("q");
    EXPECT_EQ(cell(0, 0, 2), 0x0771);
    EXPECT_EQ(cell(0, 0), 0x0720);
    expect_cursor(0, 1, 2);
}

TEST_F(BiosVideoText, TeletypeFromBeyondTheScreen) {
    set_cursor(200, 250);
    type("x");
    expect_cursor(24, 0);
    set_cursor(255, 255);
    type("\n");
    EXPECT_LT(data(data_field::cursor_position) >> 8, 25);
}

TEST_F(BiosVideoText, ScrollUpAndDown) {
    fill();
    scroll(0x0602, 0x4E, 0x0102, 0x0405);  // rows 1 to 4, columns 2 to 5
    EXPECT_EQ(cell(1, 2), 0x1744);
    EXPECT_EQ(cell(2, 5), 0x1745);
    EXPECT_EQ(cell(3, 2), 0x4E20);
    EXPECT_EQ(cell(4, 5), 0x4E20);
    EXPECT_EQ(cell(1, 1), 0x1742);
    EXPECT_EQ(cell(1, 6), 0x1742);
    EXPECT_EQ(cell(5, 2), 0x1746);
    EXPECT_EQ(log().function, "scroll-up");
    EXPECT_EQ(logged(key::count), 2U);
    EXPECT_EQ(logged(key::rows), 4U);
    EXPECT_EQ(logged(key::columns), 4U);
    fill();
    scroll(0x0701, 0x4E, 0x0000, 0x184F);
    EXPECT_EQ(cell(0, 0), 0x4E20);
    EXPECT_EQ(cell(1, 0), 0x1741);
    EXPECT_EQ(cell(24, 79), 0x1758);
    EXPECT_EQ(log().function, "scroll-down");
}

TEST_F(BiosVideoText, ScrollClearsWithNoneOrTooManyLines) {
    for (const unsigned lines : {0U, 25U, 255U}) {
        fill();
        scroll(0x0600 | lines, 0x07, 0x0000, 0x184F);
        EXPECT_EQ(cell(0, 0), 0x0720);
        EXPECT_EQ(cell(24, 79), 0x0720);
    }
}

TEST_F(BiosVideoText, ScrollClipsItsWindow) {
    fill();
    scroll(0x0600, 0x07, 0x1800, 0xFFFF);
    EXPECT_EQ(cell(23, 79), 0x1758);
    EXPECT_EQ(cell(24, 79), 0x0720);
    fill();
    for (const unsigned corner : {0x1900U, 0x0050U, 0xFFFFU}) scroll(0x0601, 0x07, corner, 0x184F);
    scroll(0x0601, 0x07, 0x0505, 0x0404);  // upside down
    for (unsigned row = 0; row < 25; ++row) EXPECT_EQ(cell(row, 79), 0x1741 + row);
}

TEST_F(BiosVideoText, ReadCharacter) {
    put_cell(7, 9, 0x1F41);
    set_cursor(7, 9);
    call(0x10, 0x0800);
    EXPECT_EQ(word(Gpr::rax), 0x1F41);
    EXPECT_EQ(logged(key::attribute), 0x1FU);
    expect_only_changed({Gpr::rax});
    set_cursor(100, 100);
    call(0x10, 0x0800);
    EXPECT_EQ(word(Gpr::rax), 0);
}

TEST_F(BiosVideoText, WriteCharactersWithAndWithoutAttribute) {
    set_cursor(0, 78);
    set(Gpr::rbx, 0x001E);
    set(Gpr::rcx, 4);
    call(0x10, 0x0941);
    expect_only_changed({});
    EXPECT_EQ(cell(0, 77), 0x0720);
    EXPECT_EQ(cell(0, 78), 0x1E41);
    EXPECT_EQ(cell(1, 1), 0x1E41);  // on into the next line
    EXPECT_EQ(cell(1, 2), 0x0720);
    expect_cursor(0, 78);
    set(Gpr::rcx, 1);
    call(0x10, 0x0A07);  // no bell: the character
    EXPECT_EQ(cell(0, 78), 0x1E07);
    EXPECT_EQ(log().function, "write-character");
    set(Gpr::rbx, 0x0370);
    call(0x10, 0x0942);
    EXPECT_EQ(cell(0, 0, 3), 0x7042);
}

TEST_F(BiosVideoText, WriteCharactersNoneAndTooMany) {
    set_cursor(24, 70);
    set(Gpr::rbx, 0x001E);
    set(Gpr::rcx, 0);
    call(0x10, 0x0941);
    EXPECT_EQ(cell(24, 70), 0x0720);
    set(Gpr::rcx, 0xFFFF);
    call(0x10, 0x0941);
    EXPECT_EQ(cell(24, 79), 0x1E41);
    EXPECT_EQ(at<std::uint16_t>(screen + 80 * 25 * 2), 0x0720);  // past the screen
    set_cursor(255, 255);
    call(0x10, 0x0A41);
    EXPECT_EQ(status(), "ok");
}

TEST_F(BiosVideoText, WriteStringInItsFourWays) {
    write_string(0x1300, "ab", 2, 0x0500);
    EXPECT_EQ(cell(5, 0), 0x1E61);
    EXPECT_EQ(cell(5, 1), 0x1E62);
    expect_cursor(0, 0);
    write_string(0x1301, "cd", 2, 0x0600);
    EXPECT_EQ(cell(6, 1), 0x1E64);
    expect_cursor(6, 2);
    write_string(0x1302, "e\x4F", 1, 0x0700);
    EXPECT_EQ(cell(7, 0), 0x4F65);
    expect_cursor(6, 2);
    write_string(0x1303, "f\x4Fg\x5F", 2, 0x0800);
    EXPECT_EQ(cell(8, 1), 0x5F67);
    expect_cursor(8, 2);
    EXPECT_EQ(log().function, "write-string");
    EXPECT_EQ(logged(key::count), 2U);
    EXPECT_EQ(logged(key::row), 8U);
}

TEST_F(BiosVideoText, WriteStringObeysControlsAndFollowsTheCursor) {
    write_string(0x1301, "a\r\nb", 4, 0x0203);
    EXPECT_EQ(cell(2, 3), 0x1E61);
    EXPECT_EQ(cell(3, 0), 0x1E62);
    write_string(0x1301, "c", 1, 0xFF00);  // row 255: where the cursor is
    EXPECT_EQ(cell(3, 1), 0x1E63);
    expect_cursor(3, 2);
}

TEST_F(BiosVideoText, WriteStringWrapsInItsSegment) {
    put<std::uint8_t>(0x2'FFFF, 'y');
    put<std::uint8_t>(0x2'0000, 'z');
    set_segment(SegmentName::es, 0x2000);
    set(Gpr::rbp, 0xFFFF);
    set(Gpr::rbx, 0x0007);
    set(Gpr::rcx, 2);
    set(Gpr::rdx, 0);
    call(0x10, 0x1301);
    EXPECT_EQ(cell(0, 0), 0x0779);
    EXPECT_EQ(cell(0, 1), 0x077A);
}

TEST_F(BiosVideoText, WriteStringOfEverything) {
    set_segment(SegmentName::es, 0xFFFF);
    set(Gpr::rbp, 0);
    set(Gpr::rcx, 0xFFFF);
    set(Gpr::rdx, 0);
    call(0x10, 0x1303);
    EXPECT_EQ(status(), "ok");
    EXPECT_EQ(logged(key::count), 0xFFFFU);
}

TEST_F(BiosVideoText, NonsenseInTheDataArea) {
    for (const std::uint16_t columns : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{0xFFFF}}) {
        set_data(data_field::video_columns, columns);
        set_data<std::uint8_t>(data_field::rows_less_1, 0xFF);
        set_data<std::uint16_t>(data_field::video_page_size, 0xFFFF);
        set_data<std::uint8_t>(data_field::video_page, 0xFF);
        put<std::uint32_t>(rom::base, 0x1234'5678);
        set_cursor(24, 79, 7);
        type("x");
        scroll(0x0601, 7, 0, 0xFFFF);
        set(Gpr::rcx, 0xFFFF);
        set(Gpr::rbx, 0x0707);
        call(0x10, 0x0958);
        EXPECT_EQ(at<std::uint32_t>(rom::base), 0x1234'5678U);  // text stays in its 32 KiB
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
