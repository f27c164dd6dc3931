#include <vector>

#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::uint16_t data_port = 0x60, command_port = 0x64;
constexpr unsigned output_full = 0x01;

using Bytes = std::vector<unsigned>;

class KeyboardTest : public PcTest {
protected:
    KeyboardTest() { out(0x21, 0xFD); }  // the timer is silent

    void command(unsigned byte) { out(command_port, byte); }
    void command(unsigned byte, unsigned data) {
        command(byte);
        out(data_port, data);
    }
    bool full() { return (in(command_port)&output_full) != 0; }
    /// All that comes, until the output buffer is empty.
    Bytes answers() {
        Bytes bytes;
        while (full() && bytes.size() < 100) bytes.push_back(in(data_port));
        return bytes;
    }
    Bytes answers_to(unsigned byte) {
        out(data_port, byte);
        return answers();
    }
    void press_a() {
        devices.typist.type('a');
        pass(0);
    }
};

TEST_F(KeyboardTest, AKeyComesWithIrq1) {
    press_a();
    EXPECT_EQ(interrupt(), 0x09);
    EXPECT_EQ(in(command_port), 0x15);
    EXPECT_EQ(in(data_port), 0x1E);
    EXPECT_FALSE(full());
    devices.pic.end_of_interrupt(1);
    pass(ticks_per_second / 10);
    EXPECT_EQ(interrupt(), 0x09);
    EXPECT_EQ(in(data_port), 0x9E);
}

TEST_F(KeyboardTest, TheNextByteWaitsForTheRead) {
    press_a();
    pass(ticks_per_second);
    EXPECT_EQ(devices.keyboard.next_event(), never);
    EXPECT_EQ(in(data_port), 0x1E);
    EXPECT_EQ(in(data_port), 0x1E);  // the same byte, as nothing new is there
    pass(0);
    EXPECT_EQ(in(data_port), 0x9E);
}

TEST_F(KeyboardTest, Irq1FollowsTheOutputBufferAndItsEnable) {
    command(0x60, 0x64);
    press_a();
    EXPECT_TRUE(full());
    EXPECT_EQ(interrupt(), -1);
    command(0x60, 0x65);
    EXPECT_EQ(interrupt(), 0x09);
    devices.pic.end_of_interrupt(1);
    (void)in(data_port);
    EXPECT_EQ(interrupt(), -1);
    pass(ticks_per_second);
    (void)in(data_port);  // read before it was acknowledged
    EXPECT_EQ(interrupt(), -1);
}

TEST_F(KeyboardTest, TheCommandByteIsKeptAndShownInTheStatus) {
    command(0x20);
    EXPECT_EQ(in(data_port), 0x65);
    command(0x60, 0x61);
    command(0x20);
    EXPECT_EQ(in(data_port), 0x61);
    EXPECT_EQ(in(command_port), 0x18);  // not locked, the last byte was a command, no system flag
    out(data_port, 0xEE);
    EXPECT_EQ(in(command_port) & 0x08, 0x00);
}

TEST_F(KeyboardTest, TheControllerTestsItself) {
    command(0xAA);
    EXPECT_EQ(in(data_port), 0x55);
    command(0xAB);
    EXPECT_EQ(in(data_port), 0x00);
    command(0xA9);
    EXPECT_NE(in(data_port), 0x00);  // there is no mouse
    command(0xC0);
    EXPECT_EQ(in(data_port) & 0x80, 0x80);
}

TEST_F(KeyboardTest, DisabledItKeepsTheKeysBack) {
    command(0xAD);
    press_a();
    EXPECT_FALSE(full());
    EXPECT_EQ(devices.keyboard.next_event(), never);
    command(0x20);
    EXPECT_EQ(in(data_port), 0x75);
    command(0xAE);
    EXPECT_EQ(in(data_port), 0x1E);
    command(0xAD);
    EXPECT_EQ(answers_to(0xEE), (Bytes{0xEE}));  // a byte for the keyboard enables it
    command(0x20);
    EXPECT_EQ(in(data_port), 0x65);
}

TEST_F(KeyboardTest, TheMousesLineHasItsBit) {
    command(0xA8);
    command(0x20);
    EXPECT_EQ(in(data_port), 0x45);
    command(0xA7);
    command(0x20);
    EXPECT_EQ(in(data_port), 0x65);
    command(0xD4, 0xF4);
    EXPECT_FALSE(full());
}

TEST_F(KeyboardTest, TheOutputPortHasTheA20Gate) {
    command(0xD0);
    EXPECT_EQ(in(data_port) & 0x03, 0x03);
    command(0xD1, 0xDD);
    EXPECT_FALSE(devices.a20.open());
    command(0xD0);
    EXPECT_EQ(in(data_port) & 0x03, 0x01);
    command(0xD1, 0xDF);
    EXPECT_TRUE(devices.a20.open());
    command(0xDD);
    EXPECT_FALSE(devices.a20.open());
    command(0xDF);
    EXPECT_TRUE(devices.a20.open());
}

TEST_F(KeyboardTest, TheOutputPortAndItsPulsesReset) {
    command(0xFF);  // pulses no line
    EXPECT_TRUE(resets(command_port, 0xFE));
    EXPECT_TRUE(resets(command_port, 0xF0));
    command(0xD1);
    EXPECT_TRUE(resets(data_port, 0xDE));
}

TEST_F(KeyboardTest, AByteCanBePutIntoTheOutputBuffer) {
    command(0xD2, 0x5A);
    EXPECT_EQ(interrupt(), 0x09);
    EXPECT_EQ(in(data_port), 0x5A);
}

TEST_F(KeyboardTest, AnotherCommandTakesThePlaceOfOneThatWaits) {
    command(0x60);
    command(0xAA);
    EXPECT_EQ(in(data_port), 0x55);
    EXPECT_EQ(answers_to(0xEE), (Bytes{0xEE}));
    command(0x20);
    EXPECT_EQ(in(data_port), 0x65);
}

TEST_F(KeyboardTest, TheKeyboardAnswersItsCommands) {
    EXPECT_EQ(answers_to(0xEE), (Bytes{0xEE}));
    EXPECT_EQ(answers_to(0xF2), (Bytes{0xFA, 0xAB, 0x41}));
    EXPECT_EQ(answers_to(0xFF), (Bytes{0xFA, 0xAA}));
    EXPECT_EQ(answers_to(0xFE), (Bytes{0xAA}));
    EXPECT_EQ(answers_to(0xED), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0x07), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0xF3), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0x20), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0x20), (Bytes{0xFE}));  // no command
    EXPECT_EQ(answers_to(0xF6), (Bytes{0xFA}));
}

TEST_F(KeyboardTest, TheScanSetIsAskedForAsItIsTranslated) {
    EXPECT_EQ(answers_to(0xF0), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0x00), (Bytes{0xFA, 0x41}));
    command(0x60, 0x25);
    EXPECT_EQ(answers_to(0xF0), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0x00), (Bytes{0xFA, 0x02}));
    EXPECT_EQ(answers_to(0xF2), (Bytes{0xFA, 0xAB, 0x83}));
}

TEST_F(KeyboardTest, ACommandInPlaceOfDataIsDone) {
    EXPECT_EQ(answers_to(0xED), (Bytes{0xFA}));
    EXPECT_EQ(answers_to(0xF2), (Bytes{0xFA, 0xAB, 0x41}));
    EXPECT_EQ(answers_to(0x02), (Bytes{0xFE}));
}

TEST_F(KeyboardTest, ItScansWhenItIsEnabled) {
    EXPECT_EQ(answers_to(0xF5), (Bytes{0xFA}));
    press_a();
    EXPECT_FALSE(full());
    EXPECT_EQ(answers_to(0xF6), (Bytes{0xFA}));  // leaves it as it was
    EXPECT_FALSE(full());
    out(data_port, 0xF4);
    EXPECT_EQ(in(data_port), 0xFA);
    EXPECT_EQ(answers(), (Bytes{0x1E}));
}

TEST_F(KeyboardTest, EachAnswerInterrupts) {
    out(data_port, 0xFF);
    EXPECT_EQ(interrupt(), 0x09);
    devices.pic.end_of_interrupt(1);
    EXPECT_EQ(in(data_port), 0xFA);
    EXPECT_EQ(interrupt(), 0x09);
    EXPECT_EQ(in(data_port), 0xAA);
}

TEST_F(KeyboardTest, MoreAnswersThanThereIsRoomForAreLost) {
    for (unsigned count = 0; count < 100; ++count) out(data_port, 0xF2);
    EXPECT_LE(answers().size(), 17U);
    EXPECT_EQ(answers_to(0xEE), (Bytes{0xEE}));
}

}  // namespace
}  // namespace vitrine::guest::pc
