// INT 14h, 17h and 05h.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosSerial : public BiosTest {
protected:
    void port_call(unsigned ax, unsigned port) {
        set(Gpr::rdx, port);
        call(0x14, ax);
        expect_only_changed({Gpr::rax});
    }
};

TEST_F(BiosSerial, InitialiseAndStatusTellAReadyLine) {
    port_call(0x00E3, 0);
    EXPECT_EQ(word(Gpr::rax), 0x60B0);  // transmitter empty; CTS, DSR and carrier
    EXPECT_EQ(log().function, "serial-initialise");
    port_call(0x0300, 0);
    EXPECT_EQ(word(Gpr::rax), 0x60B0);
    EXPECT_EQ(log().function, "serial-status");
}

TEST_F(BiosSerial, WhatIsSentIsInTheLog) {
    for (const char character : {'h', 'i', '\n'}) {
        port_call(0x0100U | static_cast<unsigned>(character), 0);
        EXPECT_EQ(low(Gpr::rax), character);
        EXPECT_EQ(high(Gpr::rax) & 0x80, 0);
        EXPECT_EQ(logged(key::character), static_cast<std::uint64_t>(character));
    }
    const auto line = console.take_line();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, "hi");
    EXPECT_EQ(line->source, "uart");
}

TEST_F(BiosSerial, NothingIsEverReceived) {
    port_call(0x0200, 0);
    EXPECT_EQ(high(Gpr::rax) & 0x80, 0x80);
    EXPECT_EQ(status(), "timeout");
}

TEST_F(BiosSerial, ThereIsOnePort) {
    for (const unsigned ax : {0x0000, 0x0141, 0x0200, 0x0300}) {
        port_call(ax, 1);
        EXPECT_EQ(high(Gpr::rax) & 0x80, 0x80) << ax;
        EXPECT_EQ(status(), "timeout") << ax;
    }
    EXPECT_FALSE(console.take_line());
}

TEST_F(BiosSerial, OtherFunctionsLeaveTheRegisters) {
    port_call(0x0412, 0);
    EXPECT_EQ(word(Gpr::rax), 0x0412);
    EXPECT_EQ(log().function, "unknown");
    EXPECT_EQ(logged(key::ax), 0x0412U);
}

TEST_F(BiosSerial, NoPrinter) {
    for (const unsigned ax : {0x0041, 0x0100, 0x0200}) {
        set(Gpr::rdx, 0);
        call(0x17, ax);
        EXPECT_EQ(high(Gpr::rax), 0x01) << ax;  // time-out
        EXPECT_EQ(low(Gpr::rax), ax & 0xFF) << ax;
        EXPECT_EQ(log().function, "printer");
        expect_only_changed({Gpr::rax});
    }
    call(0x17, 0x0300);
    EXPECT_EQ(word(Gpr::rax), 0x0300);
    EXPECT_EQ(log().function, "unknown");
}

TEST_F(BiosSerial, PrintScreenFailsForWantOfAPrinter) {
    call(0x05, 0x1234);
    EXPECT_EQ(at<std::uint8_t>(0x500), 0xFF);
    EXPECT_EQ(log().function, "print-screen");
    expect_only_changed({});
}

TEST_F(BiosSerial, BoundsVectorIsAnExceptionUnlessCalled) {
    const Action action = raise(0x05);
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(action.stop().status, Status::crash);
    EXPECT_EQ(at<std::uint8_t>(0x500), 0);
}

}  // namespace
}  // namespace vitrine::guest::bios
