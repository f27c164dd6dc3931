#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "guest/devices/typist.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr Ticks millisecond = ticks_per_second / 1000;

using Codes = std::vector<unsigned>;

class TypistTest : public testing::Test {
protected:
    /// All scan codes, each as soon as it is due.
    Codes all() {
        Codes codes;
        while (typist.next_event() != never && codes.size() < 10'000) {
            clock.now = std::max(clock.now, typist.next_event());
            if (const auto byte = typist.take()) codes.push_back(*byte);
        }
        return codes;
    }
    Codes of_script(std::string_view text) {
        EXPECT_FALSE(typist.script(text)) << text;
        Codes codes = all();
        EXPECT_TRUE(typist.finished());
        return codes;
    }
    Codes of_terminal(std::string_view bytes) {
        for (const char byte : bytes) typist.type(static_cast<std::uint8_t>(byte));
        return all();
    }
    std::string bad(std::string_view text) {
        const auto word = typist.script(text);
        return word ? std::string(word->word) : "";
    }

    Clock clock{ticks_per_second};
    Typist typist{clock};
};

TEST_F(TypistTest, KeysArePressedAndLetGo) {
    EXPECT_EQ(of_script("a\n"), (Codes{0x1E, 0x9E, 0x1C, 0x9C}));
}

TEST_F(TypistTest, ShiftIsHeldAroundItsKey) {
    EXPECT_EQ(of_script("A"), (Codes{0x2A, 0x1E, 0x9E, 0xAA}));
}

TEST_F(TypistTest, NamedKeysAndThoseHeldDown) {
    EXPECT_EQ(of_script("{up}"), (Codes{0xE0, 0x48, 0xE0, 0xC8}));
    EXPECT_EQ(of_script("{esc}{f1}"), (Codes{0x01, 0x81, 0x3B, 0xBB}));
    EXPECT_EQ(of_script("{ctrl-c}"), (Codes{0x1D, 0x2E, 0xAE, 0x9D}));
    EXPECT_EQ(of_script("{alt-x}"), (Codes{0x38, 0x2D, 0xAD, 0xB8}));
    EXPECT_EQ(of_script("{ctrl-alt-del}"), (Codes{0x1D, 0x38, 0xE0, 0x53, 0xE0, 0xD3, 0xB8, 0x9D}));
    EXPECT_EQ(of_script("{shift-tab}"), (Codes{0x2A, 0x0F, 0x8F, 0xAA}));
}

TEST_F(TypistTest, TwoBracesAreOne) {
    EXPECT_EQ(of_script("{{}"), (Codes{0x2A, 0x1A, 0x9A, 0xAA, 0x2A, 0x1B, 0x9B, 0xAA}));
}

TEST_F(TypistTest, WordsThatMeanNothingAreShown) {
    EXPECT_EQ(bad("ab{nosuch}cd"), "{nosuch}");
    EXPECT_EQ(bad("{up"), "{up");
    EXPECT_EQ(bad("{"), "{");
    EXPECT_EQ(bad("{}"), "{}");
    EXPECT_EQ(bad("{ctrl-}"), "{ctrl-}");
    EXPECT_EQ(bad("{wait}"), "{wait}");
    EXPECT_EQ(bad("{wait 5}"), "{wait 5}");
    EXPECT_EQ(bad("{wait xms}"), "{wait xms}");
    EXPECT_EQ(bad("{wait 3601s}"), "{wait 3601s}");
    EXPECT_EQ(bad("{wait 3600001ms}"), "{wait 3600001ms}");
    EXPECT_EQ(bad("a\x01z}"), "\x01");
    EXPECT_EQ(bad("a\xC3\xA9z"), "\xC3\xA9");
    EXPECT_EQ(bad("{wait 3600s}{wait 0ms}"), "");
    EXPECT_EQ(bad(""), "");
}

TEST_F(TypistTest, ARefusedScriptIsNotTyped) {
    EXPECT_NE(bad("abc{nosuch}"), "");
    EXPECT_TRUE(typist.finished());
    EXPECT_EQ(typist.next_event(), never);
}

TEST_F(TypistTest, TheScriptBeginsAfterASecond) {
    ASSERT_FALSE(typist.script("a"));
    EXPECT_EQ(typist.next_event(), ticks_per_second);
    clock.now = ticks_per_second - 1;
    EXPECT_FALSE(typist.take());
    clock.now = ticks_per_second;
    EXPECT_EQ(typist.take(), 0x1E);
    EXPECT_FALSE(typist.take());
}

TEST_F(TypistTest, TheScriptBeginsWhenTheGuestAsks) {
    ASSERT_FALSE(typist.script("ab"));
    clock.now = 300 * millisecond;
    typist.asked();
    EXPECT_EQ(typist.take(), 0x1E);
    const Ticks first = clock.now;
    clock.now = typist.next_event();
    EXPECT_EQ(typist.take(), 0x9E);
    EXPECT_LE(clock.now - first, 20 * millisecond);
    EXPECT_EQ(typist.next_event(), first + ticks_per_second / 10);
    typist.asked();
    EXPECT_EQ(typist.next_event(), first + ticks_per_second / 10);
}

TEST_F(TypistTest, APauseIsNoShorterForAsking) {
    ASSERT_FALSE(typist.script("{wait 500ms}a{wait 2s}b"));
    clock.now = ticks_per_second;
    EXPECT_FALSE(typist.take());
    typist.asked();
    EXPECT_EQ(typist.next_event(), ticks_per_second + ticks_per_second / 2);
    clock.now = typist.next_event();
    EXPECT_EQ(typist.take(), 0x1E);
    const Ticks first = clock.now;
    EXPECT_EQ(all(), (Codes{0x9E, 0x30, 0xB0}));
    EXPECT_GE(clock.now, first + 2 * ticks_per_second);
    EXPECT_LT(clock.now, first + 3 * ticks_per_second);
}

TEST_F(TypistTest, NothingIsTypedAtTheEndOfTime) {
    clock.now = never;
    EXPECT_FALSE(typist.take());
    EXPECT_TRUE(typist.finished());
}

TEST_F(TypistTest, TerminalBytesAreKeysAtOnce) {
    clock.now = 5;
    typist.type('a');
    EXPECT_EQ(typist.next_event(), 5U);
    EXPECT_EQ(typist.take(), 0x1E);
    EXPECT_EQ(all(), (Codes{0x9E}));
    EXPECT_EQ(of_terminal("\r\n"), (Codes{0x1C, 0x9C, 0x1C, 0x9C}));
    EXPECT_EQ(of_terminal("\x7F"), (Codes{0x0E, 0x8E}));
    EXPECT_EQ(of_terminal("\b\t"), (Codes{0x0E, 0x8E, 0x0F, 0x8F}));
    EXPECT_EQ(of_terminal("\x03"), (Codes{0x1D, 0x2E, 0xAE, 0x9D}));
    EXPECT_EQ(of_terminal("\x80\xFF"), Codes{});
    EXPECT_TRUE(typist.finished());
}

TEST_F(TypistTest, TerminalSequencesAreKeys) {
    EXPECT_EQ(of_terminal("\x1B[A"), (Codes{0xE0, 0x48, 0xE0, 0xC8}));
    EXPECT_EQ(of_terminal("\x1BOD"), (Codes{0xE0, 0x4B, 0xE0, 0xCB}));
    EXPECT_EQ(of_terminal("\x1BOP"), (Codes{0x3B, 0xBB}));
    EXPECT_EQ(of_terminal("\x1B[3~"), (Codes{0xE0, 0x53, 0xE0, 0xD3}));
    EXPECT_EQ(of_terminal("\x1B[15~"), (Codes{0x3F, 0xBF}));
    EXPECT_EQ(of_terminal("\x1B[24~"), (Codes{0x58, 0xD8}));
    EXPECT_EQ(of_terminal("\x1B[1;5C"), (Codes{0x1D, 0xE0, 0x4D, 0xE0, 0xCD, 0x9D}));
    EXPECT_EQ(of_terminal("\x1B[Z"), (Codes{0x2A, 0x0F, 0x8F, 0xAA}));
    EXPECT_EQ(of_terminal("\x1B[99;99;99~\x1B[?25h"), Codes{});
}

TEST_F(TypistTest, ALoneEscapeIsTheKey) {
    typist.type(0x1B);
    EXPECT_GT(typist.next_event(), clock.now);
    EXPECT_FALSE(typist.take());
    EXPECT_EQ(all(), (Codes{0x01, 0x81}));
    EXPECT_EQ(of_terminal("\x1Bx"), (Codes{0x01, 0x81, 0x2D, 0xAD}));
    EXPECT_EQ(of_terminal("\x1B["), (Codes{0x01, 0x81, 0x1A, 0x9A}));
}

TEST_F(TypistTest, ASequenceMayComeInPieces) {
    typist.type(0x1B);
    EXPECT_FALSE(typist.take());
    typist.type('[');
    EXPECT_FALSE(typist.take());
    clock.now += 10 * millisecond;
    typist.type('2');
    EXPECT_FALSE(typist.take());
    typist.type('~');
    EXPECT_EQ(all(), (Codes{0xE0, 0x52, 0xE0, 0xD2}));
}

TEST_F(TypistTest, MoreThanABufferIsLost) {
    EXPECT_EQ(of_terminal(std::string(1000, 'a')).size(), 128U);
    const Codes codes = of_terminal("\x1B[" + std::string(1000, '1'));
    EXPECT_FALSE(codes.empty());
    EXPECT_TRUE(typist.finished());
}

TEST_F(TypistTest, SomebodysKeysGoBeforeTheScript) {
    ASSERT_FALSE(typist.script("a"));
    clock.now = ticks_per_second;
    typist.type('b');
    EXPECT_EQ(all(), (Codes{0x30, 0xB0, 0x1E, 0x9E}));
}

}  // namespace
}  // namespace vitrine::guest::pc
