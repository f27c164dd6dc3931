#include "pc_pit_channel.hpp"

namespace vitrine::guest::pc {
namespace {

using PitModesTest = PitTest;

TEST_F(PitModesTest, Mode0RisesACountAndOneClockAfterTheWrite) {
    gate(true);
    program(0, 4);
    EXPECT_FALSE(output());
    EXPECT_EQ(wave(8), "00001111");
    write(2);
    EXPECT_EQ(wave(5), "00111");
}

TEST_F(PitModesTest, Mode0CountsOnPastZero) {
    gate(true);
    program(0, 2);
    EXPECT_EQ(counts(5), "2 1 0 65535 65534 ");
    program(0, 2, true);
    EXPECT_EQ(counts(4), "2 1 0 39321 ");  // 9999h
}

TEST_F(PitModesTest, Mode0WaitsWhileItsGateIsClosed) {
    gate(false);
    program(0, 3);
    EXPECT_EQ(wave(4), "0000");
    gate(true);
    EXPECT_EQ(wave(1), "0");
    gate(false);
    EXPECT_EQ(wave(9), "000000000");
    EXPECT_EQ(count(), 2U);
    gate(true);
    EXPECT_EQ(wave(3), "011");
    gate(false);
    EXPECT_TRUE(output());  // the gate doesn't change the output
}

TEST_F(PitModesTest, TheFirstByteOfACountStopsMode0) {
    gate(true);
    program(0, 3);
    clocks(9);
    ASSERT_TRUE(output());
    out(0x42, 5);
    EXPECT_FALSE(output());
    EXPECT_EQ(wave(20), std::string(20, '0'));
    out(0x42, 0);
    EXPECT_EQ(wave(7), "0000011");
}

TEST_F(PitModesTest, Mode1IsOneShotThatTheGateTriggersAgain) {
    gate(false);
    program(1, 3);
    EXPECT_EQ(wave(5), "11111");
    gate(true);
    EXPECT_EQ(wave(2), "00");
    gate(false);  // only its rising edge matters
    gate(true);
    EXPECT_EQ(wave(5), "00011");
}

TEST_F(PitModesTest, Mode1TakesANewCountWithTheNextTrigger) {
    gate(false);
    program(1, 3);
    gate(true);
    clocks(1);
    write(1);
    EXPECT_EQ(wave(4), "0011");
    gate(false);
    gate(true);
    EXPECT_EQ(wave(3), "011");
}

TEST_F(PitModesTest, Mode2IsLowForOneClock) {
    gate(true);
    program(2, 3);
    EXPECT_TRUE(output());
    EXPECT_EQ(wave(9), "110110110");
    EXPECT_EQ(counts(6), "3 2 1 3 2 1 ");
}

TEST_F(PitModesTest, Mode2TakesANewCountAfterThePeriod) {
    gate(true);
    program(2, 4);
    clocks(2);
    write(2);
    EXPECT_EQ(wave(8), "10101010");
}

TEST_F(PitModesTest, TheGateOfMode2SetsTheOutputAndBeginsAPeriod) {
    gate(true);
    program(2, 3);
    clocks(3);
    ASSERT_FALSE(output());
    gate(false);
    EXPECT_TRUE(output());
    EXPECT_EQ(wave(7), "1111111");
    write(2);
    gate(true);
    EXPECT_EQ(wave(4), "1010");
}

TEST_F(PitModesTest, Mode3IsASquareWave) {
    gate(true);
    program(3, 4);
    EXPECT_EQ(wave(8), "11001100");
    program(3, 5);
    EXPECT_EQ(wave(10), "1110011100");
}

TEST_F(PitModesTest, Mode3CountsByTwoTwiceAPeriod) {
    gate(true);
    program(3, 4);
    EXPECT_EQ(counts(6), "4 2 4 2 4 2 ");
    program(3, 5);
    EXPECT_EQ(counts(7), "4 2 0 4 2 4 2 ");
}

TEST_F(PitModesTest, Mode3TakesANewCountAfterTheHalfCycle) {
    gate(true);
    program(3, 8);
    clocks(2);
    write(4);
    EXPECT_EQ(wave(10), "1100110011");
    program(3, 8);
    clocks(6);
    write(4);
    EXPECT_EQ(wave(8), "00110011");
}

TEST_F(PitModesTest, Mode4StrobesOnceACountAndOneClockAfterTheWrite) {
    gate(true);
    program(4, 3);
    EXPECT_TRUE(output());
    EXPECT_EQ(wave(7), "1110111");
    clocks(0x10000 - 8);
    EXPECT_EQ(wave(8), "11111111");  // past the next zero
    write(2);
    EXPECT_EQ(wave(1), "1");
    gate(false);
    EXPECT_EQ(wave(3), "111");
    gate(true);
    EXPECT_EQ(wave(3), "101");
}

TEST_F(PitModesTest, Mode5StrobesAfterTheGateRose) {
    gate(false);
    program(5, 3);
    EXPECT_EQ(wave(6), "111111");
    gate(true);
    EXPECT_EQ(wave(2), "11");
    gate(false);
    gate(true);
    EXPECT_EQ(wave(6), "111011");
}

}  // namespace
}  // namespace vitrine::guest::pc
