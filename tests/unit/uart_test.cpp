#include "guest/devices/uart.hpp"

#include <gtest/gtest.h>

namespace vitrine::guest {
namespace {

class UartTest : public testing::Test {
protected:
    std::uint64_t in(std::uint16_t offset) { return uart.read({.offset = offset}); }
    void out(std::uint16_t offset, std::uint8_t value) { uart.write({.offset = offset}, value); }
    Console console;
    Uart uart{console};
};

TEST_F(UartTest, BytesBecomeText) {
    for (const char c : std::string_view("ok\n")) {
        EXPECT_EQ(in(5), 0x60U);  // ready, always
        out(0, static_cast<std::uint8_t>(c));
    }
    const auto line = console.take_line();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, "ok");
    EXPECT_EQ(line->source, "uart");
}

TEST_F(UartTest, DivisorLatchHidesDataAndInterrupts) {
    out(3, 0x80);
    out(0, 0x0C);
    out(1, 0x01);
    EXPECT_EQ(in(0), 0x0CU);
    EXPECT_EQ(in(1), 0x01U);
    out(3, 0x03);
    EXPECT_EQ(in(3), 0x03U);
    EXPECT_EQ(in(0), 0U);
    EXPECT_EQ(in(1), 0U);
    EXPECT_FALSE(console.take_line());
}

TEST_F(UartTest, LoopbackGivesBackWhatWasSent) {
    out(4, 0x1E);
    EXPECT_EQ(in(6) & 0xF0, 0xD0U);  // RTS to CTS, OUT1 to RI, OUT2 to DCD
    out(0, 0xAE);
    EXPECT_EQ(in(5), 0x61U);
    EXPECT_EQ(in(0), 0xAEU);
    EXPECT_EQ(in(5), 0x60U);
    out(4, 0x0F);
    EXPECT_EQ(in(4), 0x0FU);
    EXPECT_EQ(in(6), 0xB0U);
    console.flush();
    EXPECT_FALSE(console.take_line());
}

TEST_F(UartTest, InterruptIdentification) {
    EXPECT_EQ(in(2), 0x01U);
    out(2, 0x01);
    EXPECT_EQ(in(2), 0xC1U);
    out(1, 0x02);
    EXPECT_EQ(in(2), 0xC2U);  // the transmitter is empty
    EXPECT_EQ(in(2), 0xC1U);  // reading took it away
    out(4, 0x10);
    out(1, 0x01);
    out(0, 'x');
    EXPECT_EQ(in(2), 0xC4U);
}

TEST_F(UartTest, ScratchKeepsAndStatusIsReadOnly) {
    out(7, 0x5A);
    EXPECT_EQ(in(7), 0x5AU);
    out(5, 0);
    out(6, 0);
    EXPECT_EQ(in(5), 0x60U);
    out(1, 0xFF);
    EXPECT_EQ(in(1), 0x0FU);
}

}  // namespace
}  // namespace vitrine::guest
