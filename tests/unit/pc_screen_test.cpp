#include <gtest/gtest.h>
#include <string>

#include "fake_cpu.hpp"
#include "guest/firmware/screen.hpp"
#include "guest/firmware/screen_log.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::size_t text_memory = 0xB8000, mono_memory = 0xB0000, graphics_memory = 0xA0000;
constexpr std::size_t columns_field = 0x44A, rows_less_1_field = 0x484;

class ScreenTest : public testing::Test {
protected:
    ScreenTest() { describe(80, 25); }

    /// As the BIOS data area tells the size.
    void describe(unsigned columns, unsigned rows) {
        own.bytes[columns_field] = static_cast<std::uint8_t>(columns);
        own.bytes[columns_field + 1] = static_cast<std::uint8_t>(columns >> 8);
        own.bytes[rows_less_1_field] = static_cast<std::uint8_t>(rows - 1);
    }
    void put(std::size_t cell, std::string_view text, std::size_t base = text_memory) {
        for (const char character : text) {
            own.bytes[base + 2 * cell] = static_cast<std::uint8_t>(character);
            own.bytes[base + 2 * cell++ + 1] = 0x07;
        }
    }
    std::string row(unsigned number) { return std::string(screen_row(vga, own.memory, number).text()); }
    void set_mode(std::uint8_t number) { vga.set_mode(*find_video_mode(number)); }
    std::string logged() {
        StringSink sink;
        log_screen(sink, vga, own.memory);
        return sink.text;
    }

    OwnMemory own{1 << 20};
    Clock clock{ticks_per_second};
    Vga vga{clock};
};

TEST_F(ScreenTest, ARowIsItsCharactersWithoutBlanksAtTheEnd) {
    put(80, "  two words   ");
    EXPECT_EQ(row(0), "");
    EXPECT_EQ(row(1), "  two words");
    EXPECT_EQ(row(25), "");
    EXPECT_EQ(row(~0U), "");
}

TEST_F(ScreenTest, CharactersAreOfCodePage437) {
    put(0, "\xC9\xCD\x01\x7F\x80\xE1\xFB\xFE|");
    EXPECT_EQ(row(0), "╔═☺⌂Çß√■|");
    put(80, std::string(80, '\xDB'));
    EXPECT_EQ(row(1).size(), 240U);
    put(160, "\xFF");  // a blank that doesn't break
    EXPECT_EQ(row(2), "");
}

TEST_F(ScreenTest, TheStartAddressScrolls) {
    put(160, "third");
    vga.set_start_address(80);
    EXPECT_EQ(row(1), "third");
    vga.set_start_address(0xFFFF);  // near the memory's end: what there is
    put(0x4000 - 80, "last");
    EXPECT_EQ(row(24), "last");
}

TEST_F(ScreenTest, TheSizeIsTheBiosDataAreasWhereItMakesSense) {
    describe(132, 60);
    EXPECT_EQ(text_size(vga, own.memory).columns, 132U);
    EXPECT_EQ(text_size(vga, own.memory).rows, 60U);
    EXPECT_EQ(row(59), "");
    describe(77, 61);
    EXPECT_EQ(text_size(vga, own.memory).columns, 80U);
    EXPECT_EQ(text_size(vga, own.memory).rows, 25U);
    describe(40, 24);
    EXPECT_EQ(text_size(vga, own.memory).columns, 40U);
    EXPECT_EQ(text_size(vga, own.memory).rows, 25U);
}

TEST_F(ScreenTest, TheCursorIsWhereItIsShown) {
    vga.set_cursor(2 * 80 + 5);
    ASSERT_TRUE(screen_cursor(vga, own.memory));
    EXPECT_EQ(screen_cursor(vga, own.memory)->row, 2U);
    EXPECT_EQ(screen_cursor(vga, own.memory)->column, 5U);
    vga.set_start_address(80);
    EXPECT_EQ(screen_cursor(vga, own.memory)->row, 1U);
    vga.set_start_address(3 * 80);
    EXPECT_FALSE(screen_cursor(vga, own.memory));  // above
    vga.set_start_address(0);
    vga.set_cursor(2000);
    EXPECT_FALSE(screen_cursor(vga, own.memory));  // below
    vga.set_cursor(0);
    vga.set_cursor_shape(0x2D0E);
    EXPECT_FALSE(screen_cursor(vga, own.memory));  // hidden
    vga.set_cursor_shape(0x0D0E);
    set_mode(0x13);
    EXPECT_FALSE(screen_cursor(vga, own.memory));
}

TEST_F(ScreenTest, EachModeShowsItsMemory) {
    EXPECT_EQ(shown_memory(vga, own.memory).size(), 4000U);
    EXPECT_EQ(shown_memory(vga, own.memory).data(), own.bytes.data() + text_memory);
    set_mode(0x07);
    put(0, "mono", mono_memory);
    EXPECT_EQ(row(0), "mono");
    set_mode(0x04);
    EXPECT_EQ(shown_memory(vga, own.memory).size(), 16384U);
    EXPECT_EQ(shown_memory(vga, own.memory).data(), own.bytes.data() + text_memory);
    EXPECT_EQ(row(0), "");
    set_mode(0x13);
    EXPECT_EQ(shown_memory(vga, own.memory).size(), 64000U);
    EXPECT_EQ(shown_memory(vga, own.memory).data(), own.bytes.data() + graphics_memory);
}

TEST_F(ScreenTest, AMachineWithoutThatMemoryShowsNothing) {
    OwnMemory small(0xB8010);
    EXPECT_TRUE(shown_memory(vga, small.memory).empty());
    EXPECT_EQ(screen_row(vga, small.memory, 0).length, 0U);
    EXPECT_EQ(snapshot_header(vga, small.memory).size, 0U);
    OwnMemory none(0);
    EXPECT_EQ(text_size(vga, none.memory).columns, 80U);
}

TEST_F(ScreenTest, ASnapshotDescribesATextScreen) {
    vga.set_cursor(81);
    const SnapshotHeader header = snapshot_header(vga, own.memory);
    EXPECT_EQ(std::string_view(header.magic.data(), 4), "VSCR");
    EXPECT_EQ(header.mode, 3);
    EXPECT_EQ(header.text, 1);
    EXPECT_EQ(header.columns, 80);
    EXPECT_EQ(header.rows, 25);
    EXPECT_EQ(header.width, 640);
    EXPECT_EQ(header.height, 400);
    EXPECT_EQ(header.character_height, 16);
    EXPECT_EQ(header.cursor_row, 1);
    EXPECT_EQ(header.cursor_column, 1);
    EXPECT_EQ(header.blinks, 1);
    EXPECT_EQ(header.attributes[6], 0x14);
    EXPECT_EQ(header.dac[3 * 0x14], 42);
    EXPECT_EQ(header.size, 4000U);
    vga.set_cursor(5000);
    EXPECT_EQ(snapshot_header(vga, own.memory).cursor_row, 0xFFFF);
}

TEST_F(ScreenTest, ASnapshotOf50RowsHasCharactersOf8Lines) {
    describe(80, 50);
    vga.set_character_height(8);
    const SnapshotHeader header = snapshot_header(vga, own.memory);
    EXPECT_EQ(header.character_height, 8);
    EXPECT_EQ(header.height, 400);
    EXPECT_EQ(header.size, 8000U);
}

TEST_F(ScreenTest, ASnapshotOf28RowsHasCharactersOf14Lines) {
    describe(80, 28);
    vga.set_character_height(14);
    EXPECT_EQ(snapshot_header(vga, own.memory).character_height, 14);
    EXPECT_EQ(snapshot_header(vga, own.memory).height, 392);
}

TEST_F(ScreenTest, ASnapshotDescribesAPicture) {
    set_mode(0x13);
    const SnapshotHeader header = snapshot_header(vga, own.memory);
    EXPECT_EQ(header.text, 0);
    EXPECT_EQ(header.width, 320);
    EXPECT_EQ(header.height, 200);
    EXPECT_EQ(header.bits_a_pixel, 8);
    EXPECT_EQ(header.size, 64000U);
}

TEST_F(ScreenTest, TheLogHasTheRowsThatArentEmpty) {
    put(0, "first");
    put(24 * 80, "last \xB0");
    vga.set_cursor(3);
    EXPECT_EQ(logged(),
              "screen mode=0x3 columns=80 rows=25 cursor-row=0 cursor-column=3\n"
              "screen row=0 text=first\n"
              "screen row=24 text=\"last ░\"\n");
    vga.set_cursor_shape(0x2000);
    EXPECT_TRUE(logged().starts_with("screen mode=0x3 columns=80 rows=25\n"));
}

TEST_F(ScreenTest, TheLogHasAPicturesChecksum) {
    set_mode(0x13);
    const std::string black = logged();
    EXPECT_TRUE(black.starts_with("screen mode=0x13 width=320 height=200 checksum=0x")) << black;
    own.bytes[graphics_memory + 63999] = 1;
    EXPECT_NE(logged(), black);
    own.bytes[graphics_memory + 63999] = 0;
    own.bytes[graphics_memory + 64000] = 1;  // not shown
    EXPECT_EQ(logged(), black);
}

}  // namespace
}  // namespace vitrine::guest::pc
