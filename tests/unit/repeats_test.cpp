#include "guest/events/repeats.hpp"

#include <gtest/gtest.h>

#include "fake_cpu.hpp"

namespace vitrine::guest {
namespace {

/// Lines of one letter a kind, so that a sequence of events reads as a word.
class Loops : public testing::Test {
protected:
    static void format(Sink& sink, const ExitEvent& event, std::uint64_t number) {
        const auto letter =
            static_cast<char>('a' + std::get<exit::CacheFlush>(std::get<Cause>(event.told)).write_back +
                              2 * static_cast<int>(event.rip));
        const std::string line = letter + std::to_string(number) + " ";
        sink.write(line);
    }

    /// Feeds the letters as events with growing numbers.
    void feed(std::string_view letters) {
        for (const char letter : letters) {
            const auto value = static_cast<unsigned>(letter - 'a');
            repeats.write(sink, ExitEvent(number++, value / 2, std::nullopt,
                                          Cause(exit::CacheFlush{.write_back = value % 2 != 0})));
        }
    }

    std::string end() {
        repeats.settle(sink);
        return sink.text;
    }

    StringSink sink;
    Repeats repeats{format};
    std::uint64_t number = 0;
};

TEST_F(Loops, WhatDoesNotRepeatIsWritten) {
    feed("abcdef");
    EXPECT_EQ(end(), "a0 b1 c2 d3 e4 f5 ");
}

TEST_F(Loops, TheThirdRoundAndMoreAreCounted) {
    feed("aaaaab");
    EXPECT_EQ(end(), "a0 a1 repeat events=1 times=3 last=4\nb5 ");
}

TEST_F(Loops, TellsWhetherALineWasWritten) {
    const ExitEvent event(0, 0, std::nullopt, Cause(exit::CacheFlush{}));
    EXPECT_TRUE(repeats.write(sink, event));
    EXPECT_TRUE(repeats.write(sink, event));
    EXPECT_FALSE(repeats.write(sink, event));
}

TEST_F(Loops, TwoRoundsAreNoLoop) {
    feed("ababc");
    EXPECT_EQ(end(), "a0 b1 a2 b3 c4 ");
}

TEST_F(Loops, ALoopOfFourEvents) {
    feed("abcdabcdabcdabcdx");
    EXPECT_EQ(end(), "a0 b1 c2 d3 a4 b5 c6 d7 repeat events=4 times=2 last=15\nx16 ");
}

TEST_F(Loops, ALongerLoopIsWritten) {
    feed("abcdeabcdeabcde");
    EXPECT_EQ(end(), "a0 b1 c2 d3 e4 a5 b6 c7 d8 e9 a10 b11 c12 d13 e14 ");
}

TEST_F(Loops, ARoundThatBreaksOffIsWrittenWithItsNumbers) {
    feed("abcabcabcabx");
    EXPECT_EQ(end(), "a0 b1 c2 a3 b4 c5 repeat events=3 times=1 last=8\na9 b10 x11 ");
}

TEST_F(Loops, ARoundThatBreaksOffShowsItsOwnEvents) {
    // Alike for the comparison, which sees the number 0, and not alike in the log.
    Repeats own([](Sink& to, const ExitEvent& event, std::uint64_t number) {
        const std::string line =
            (event.rip == 0 ? "a" : "b") + std::to_string(number == 0 ? 0 : event.number) + " ";
        to.write(line);
    });
    for (std::uint64_t n = 1; n <= 7; ++n)
        own.write(sink, ExitEvent(n, (n + 1) % 2, std::nullopt, Cause(exit::CacheFlush{})));
    own.write(sink, ExitEvent(8, 0, std::nullopt, Cause(exit::CacheFlush{})));
    EXPECT_EQ(sink.text, "a1 b2 a3 b4 repeat events=2 times=1 last=6\na7 a8 ");
}

TEST_F(Loops, TheEndOfTheGuestIsTheEndOfItsLoop) {
    feed("aaaa");
    EXPECT_EQ(end(), "a0 a1 repeat events=1 times=2 last=3\n");
    feed("aa");
    EXPECT_EQ(end(), "a0 a1 repeat events=1 times=2 last=3\na4 a5 ") << "another line came between";
}

}  // namespace
}  // namespace vitrine::guest
