#include <gtest/gtest.h>

#include "fake_cpu.hpp"
#include "kernel/log/log_names.hpp"

namespace vitrine {
namespace {

using guest::StringSink;

template <class Fill>
std::string line(Fill fill) {
    StringSink sink;
    {
        Line line(sink, event::exit);
        fill(line);
    }
    return sink.text;
}

TEST(Log, NumbersInTheirForms) {
    EXPECT_EQ(line([](Line& l) { l.number(key::n, 0).number(key::count, ~0ULL); }),
              "exit n=0 count=18446744073709551615\n");
    EXPECT_EQ(line([](Line& l) { l.hex(key::value, 0).hex(key::port, 0x3F8); }),
              "exit value=0x0 port=0x3f8\n");
    EXPECT_EQ(line([](Line& l) { l.hex(key::value, ~0ULL); }), "exit value=0xffffffffffffffff\n");
    EXPECT_EQ(line([](Line& l) { l.far_address(key::entry, 0, 0x7C00); }), "exit entry=0000:7c00\n");
}

TEST(Log, SizesInTheLargestUnitWithoutRemainder) {
    EXPECT_EQ(line([](Line& l) { l.size(key::memory, 0); }), "exit memory=0\n");
    EXPECT_EQ(line([](Line& l) { l.size(key::memory, 513); }), "exit memory=513\n");
    EXPECT_EQ(line([](Line& l) { l.size(key::memory, 64ULL << 10); }), "exit memory=64KiB\n");
    EXPECT_EQ(line([](Line& l) { l.size(key::memory, (16ULL << 20) + 4096); }), "exit memory=16388KiB\n");
    EXPECT_EQ(line([](Line& l) { l.size(key::memory, 3ULL << 30); }), "exit memory=3GiB\n");
}

TEST(Log, QuotesWhatNeedsIt) {
    EXPECT_EQ(line([](Line& l) { l.text(key::text, "plain/1.0:x,y"); }), "exit text=plain/1.0:x,y\n");
    EXPECT_EQ(line([](Line& l) { l.text(key::text, ""); }), "exit text=\"\"\n");
    EXPECT_EQ(line([](Line& l) { l.text(key::text, "two words"); }), "exit text=\"two words\"\n");
    EXPECT_EQ(line([](Line& l) { l.text(key::text, "a=b"); }), "exit text=\"a=b\"\n");
    EXPECT_EQ(line([](Line& l) { l.text(key::text, "say \"hi\"\\"); }), "exit text=\"say \\\"hi\\\"\\\\\"\n");
    EXPECT_EQ(line([](Line& l) { l.text(key::text, std::string_view("\x1b[0m\xff\0", 6)); }),
              "exit text=\"\\x1b[0m\\xff\\x00\"\n");
}

TEST(Log, TextOfAScreenIsUtf8) {
    EXPECT_EQ(line([](Line& l) { l.utf8(key::text, "\u2554\u2557"); }), "exit text=\"\u2554\u2557\"\n");
    EXPECT_EQ(line([](Line& l) { l.utf8(key::text, "\u00e4\n\x7f"); }), "exit text=\"\u00e4\\n\\x7f\"\n");
}

TEST(Log, Lists) {
    const std::array<std::uint32_t, 3> values{0x48, 0, 0xFFFF'FFFF};
    EXPECT_EQ(line([&](Line& l) { l.hex_list(key::values, values); }), "exit values=0x48,0x0,0xffffffff\n");
    const std::array<std::uint8_t, 3> bytes{0xB8, 0x01, 0x00};
    EXPECT_EQ(line([&](Line& l) { l.bytes(key::value, bytes); }), "exit value=\"b8 01 00\"\n");
}

TEST(Log, ALineTooLongKeepsTheKeysThatFit) {
    const std::string text(500, 'x');
    const std::string cut = line([&](Line& l) {
        l.text(key::text, text).text(key::cause, text).text(key::hint, text).number(key::n, 1);
    });
    EXPECT_EQ(cut, "exit text=" + text + " cause=" + text + " cut=1\n");
    EXPECT_LE(cut.size(), Line::capacity);
}

TEST(Log, AKeyThatDoesntFitTakesNoOtherWithIt) {
    const std::string cut = line([&](Line& l) {
        l.text(key::option, std::string(1023, 'x')).text(key::cause, "too long").number(key::n, 1);
    });
    EXPECT_EQ(cut, "exit cause=\"too long\" n=1 cut=1\n");
}

}  // namespace
}  // namespace vitrine
