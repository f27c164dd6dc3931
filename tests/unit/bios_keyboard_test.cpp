// INT 16h: what programs are given of the keys in the buffer.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosKeyboard : public BiosTest {
protected:
    static constexpr unsigned zero_flag = 0x40;

    /// Puts a key where IRQ 1 would.
    void store(unsigned key) {
        set(Gpr::rcx, key);
        call(0x16, 0x0500);
        EXPECT_EQ(low(Gpr::rax), 0);
        EXPECT_EQ(log().function, "store-key");
        expect_only_changed({Gpr::rax});
    }
    void expect_key(unsigned function, unsigned key) {
        call(0x16, function << 8);
        EXPECT_EQ(word(Gpr::rax), key);
        EXPECT_EQ(logged(key::scan), key >> 8);
        EXPECT_EQ(logged(key::character), key & 0xFF);
        expect_only_changed({Gpr::rax});
    }
    void expect_empty(unsigned function = 0x11) {
        call(0x16, function << 8);
        EXPECT_TRUE(zero());
        EXPECT_EQ(status(), "empty");
        expect_only_changed({});
    }
};

TEST_F(BiosKeyboard, ReadTakesAKeyAndCheckLeavesIt) {
    store(0x1E61);
    store(0x3062);
    for (const unsigned function : {0x01U, 0x11U, 0x01U}) {
        expect_key(function, 0x1E61);
        EXPECT_FALSE(zero());
        EXPECT_EQ(log().function, "check-key");
    }
    expect_key(0x00, 0x1E61);
    EXPECT_EQ(log().function, "read-key");
    expect_key(0x10, 0x3062);
    expect_empty(0x01);
    expect_empty(0x11);
}

TEST_F(BiosKeyboard, CheckChangesTheZeroFlagAlone) {
    caller_flags = 0x0ED7 & ~zero_flag;
    expect_empty();
    EXPECT_EQ(flags, caller_flags | zero_flag);
    store(0x1E61);
    caller_flags = 0x0ED7;
    expect_key(0x01, 0x1E61);
    EXPECT_EQ(flags, caller_flags & ~zero_flag);
}

TEST_F(BiosKeyboard, ReadWaitsForAKey) {
    for (const unsigned function : {0x00U, 0x10U}) {
        set(Gpr::rax, function << 8);
        EXPECT_TRUE(interrupt(0x16).is<action::Resume>());
        EXPECT_EQ(log().function, "read-key");
        EXPECT_EQ(status(), "waiting");
        EXPECT_FALSE(log().silent);
        EXPECT_TRUE(Bios::is_waiting(cpu));
        const Registers waiting = cpu.gpr;
        EXPECT_TRUE(again().is<action::Resume>());
        EXPECT_TRUE(log().silent);
        scan({0x1E, 0x9E});
        cpu.gpr = waiting;
        cpu.registers[Register::rip] = rom::slot_offset(0x16);
        EXPECT_TRUE(again().is<action::Advance>());
        EXPECT_EQ(word(Gpr::rax), 0x1E61);
        EXPECT_EQ(status(), "ok");
        EXPECT_EQ(cpu.registers[Register::rsp], stack_top);
    }
}

TEST_F(BiosKeyboard, CheckLetsAKeyInThatTheProgramKeepsOff) {
    caller_flags = 0x0002;
    devices.pic.set_line(1, true);
    set(Gpr::rax, 0x0100);
    EXPECT_TRUE(interrupt(0x16).is<action::Resume>());
    EXPECT_TRUE(log().silent);
    const Registers waiting = cpu.gpr;
    (void)devices.pic.acknowledge();
    scan({0x1E});
    cpu.gpr = waiting;
    cpu.registers[Register::rip] = rom::slot_offset(0x16);
    EXPECT_TRUE(again().is<action::Advance>());
    EXPECT_EQ(word(Gpr::rax), 0x1E61);
    EXPECT_FALSE(zero());
    EXPECT_FALSE(log().silent);
}

TEST_F(BiosKeyboard, CheckDoesNotWaitForAnInterruptThatStaysOff) {
    caller_flags = 0x0002;
    expect_empty();
    devices.pic.set_line(1, true);
    caller_flags = 0x0202;  // it comes by itself
    expect_empty();
    caller_flags = 0x0002;
    set(Gpr::rax, 0x1100);
    EXPECT_TRUE(interrupt(0x16).is<action::Resume>());
    EXPECT_TRUE(again().is<action::Advance>());
    EXPECT_EQ(status(), "empty");
    EXPECT_TRUE(zero());
}

TEST_F(BiosKeyboard, OldFunctionsShowTheKeysOfAnOldKeyboard) {
    store(0x48E0);  // the grey Up
    store(0xE00D);  // the keypad's Enter
    store(0xE02F);  // and its slash
    store(0x8500);  // F11: dropped
    store(0x00E0);  // alpha by Alt and 224
    expect_key(0x01, 0x4800);
    expect_key(0x00, 0x4800);
    expect_key(0x00, 0x1C0D);
    expect_key(0x00, 0x352F);
    expect_key(0x01, 0x00E0);
    expect_key(0x00, 0x00E0);
    expect_empty();
}

TEST_F(BiosKeyboard, NewFunctionsShowThemAsTheyAre) {
    for (const unsigned key : {0x48E0U, 0xE00DU, 0x8500U}) {
        store(key);
        expect_key(0x11, key);
        expect_key(0x10, key);
    }
}

TEST_F(BiosKeyboard, TheFillCharacterIsNone) {
    for (const unsigned function : {0x00U, 0x10U}) {
        store(0x01F0);
        expect_key(function, 0x0100);
        store(0x00F0);  // by Alt and 240
        expect_key(function, 0x00F0);
    }
}

TEST_F(BiosKeyboard, ABufferHolds15Keys) {
    for (unsigned key = 1; key <= 15; ++key) store(key);
    set(Gpr::rcx, 16);
    call(0x16, 0x0500);
    EXPECT_EQ(low(Gpr::rax), 1);
    EXPECT_EQ(status(), "full");
    for (unsigned key = 1; key <= 15; ++key) expect_key(0x10, key);
    expect_empty();
    for (unsigned key = 1; key <= 15; ++key) store(key);  // round the end
    for (unsigned key = 1; key <= 15; ++key) expect_key(0x10, key);
}

TEST_F(BiosKeyboard, AProgramMayMoveTheBuffer) {
    set_data<std::uint16_t>(data_field::keyboard_start, 0x0200);
    set_data<std::uint16_t>(data_field::keyboard_end, 0x0206);
    set_data<std::uint16_t>(data_field::keyboard_head, 0x0202);
    set_data<std::uint16_t>(data_field::keyboard_tail, 0x0202);
    store(0x1E61);
    EXPECT_EQ(at<std::uint16_t>(0x602), 0x1E61);
    store(0x3062);
    set(Gpr::rcx, 0x2E63);
    call(0x16, 0x0500);
    EXPECT_EQ(low(Gpr::rax), 1);
    expect_key(0x00, 0x1E61);
    expect_key(0x00, 0x3062);
    EXPECT_EQ(data(data_field::keyboard_head), 0x0200);
}

TEST_F(BiosKeyboard, NonsenseInTheBoundsIsTheUsualBuffer) {
    struct Bounds {
        std::uint16_t start, end, head, tail;
    };
    for (const Bounds& bounds :
         {Bounds{0x3E, 0x1E, 0x1E, 0x1E}, Bounds{0x1E, 0x3F, 0x1E, 0x1E}, Bounds{0x1E, 0x3E, 0x1F, 0x4000},
          Bounds{0xFFFF, 0xFFFF, 0, 0}, Bounds{0, 0, 0x1E, 0x1E}, Bounds{0x1E, 0x20, 0x1E, 0x1E}}) {
        set_data(data_field::keyboard_start, bounds.start);
        set_data(data_field::keyboard_end, bounds.end);
        set_data(data_field::keyboard_head, bounds.head);
        set_data(data_field::keyboard_tail, bounds.tail);
        expect_empty();
        store(0x1E61);
        expect_key(0x00, 0x1E61);
        expect_empty();
    }
}

TEST_F(BiosKeyboard, ShiftStates) {
    set_data<std::uint8_t>(data_field::shift_flags, 0xA3);
    call(0x16, 0x02FF);
    EXPECT_EQ(low(Gpr::rax), 0xA3);
    EXPECT_EQ(high(Gpr::rax), 0x02);
    EXPECT_EQ(logged(key::value), 0xA3U);
    set_data<std::uint8_t>(data_field::shift_flags_2, 0x77);     // SysRq, the locks, left Ctrl and Alt held
    set_data<std::uint8_t>(data_field::keyboard_flags_3, 0x1C);  // right Ctrl and Alt
    call(0x16, 0x1200);
    EXPECT_EQ(word(Gpr::rax), 0xFFA3);
    set_data<std::uint8_t>(data_field::shift_flags_2, 0x02);
    set_data<std::uint8_t>(data_field::keyboard_flags_3, 0x14);
    call(0x16, 0x1200);
    EXPECT_EQ(word(Gpr::rax), 0x06A3);
    expect_only_changed({Gpr::rax});
}

TEST_F(BiosKeyboard, WhatTheKeyboardIsAndCan) {
    call(0x16, 0x0900);
    EXPECT_EQ(low(Gpr::rax), 0x30);  // functions 0Ah and 10h to 12h
    expect_only_changed({Gpr::rax});
    call(0x16, 0x0A00);
    EXPECT_EQ(word(Gpr::rbx), 0x41AB);
    expect_only_changed({Gpr::rbx});
    set(Gpr::rbx, 0);
    call(0x16, 0x0305);
    EXPECT_EQ(log().function, "set-rate");
    expect_only_changed({});
}

TEST_F(BiosKeyboard, OtherFunctionsLeaveEverything) {
    caller_flags = 0x0247;
    for (const unsigned ax : {0x0400U, 0x2000U, 0x2100U, 0x5500U, 0xFF00U}) {
        call(0x16, ax);
        EXPECT_EQ(log().function, "unknown");
        EXPECT_EQ(flags, caller_flags);
        expect_only_changed({});
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
