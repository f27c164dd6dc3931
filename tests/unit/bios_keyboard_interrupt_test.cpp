// IRQ 1: scan codes become keys in the buffer and flags of the BIOS data area.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosKeyboardInterrupt : public BiosTest {
protected:
    /// The keys that came since, as the extended functions see them.
    std::vector<unsigned> keys() {
        std::vector<unsigned> found;
        for (;;) {
            call(0x16, 0x1100);
            if (zero()) return found;
            call(0x16, 0x1000);
            found.push_back(word(Gpr::rax));
        }
    }
    using Keys = std::vector<unsigned>;
    unsigned shift_flags() { return data(data_field::shift_flags); }
    unsigned held() { return data(data_field::shift_flags_2); }
    unsigned right_held() { return data(data_field::keyboard_flags_3); }
};

TEST_F(BiosKeyboardInterrupt, TakesTheByteAndEndsTheInterrupt) {
    devices.typist.type('a');
    devices.timers.expire();
    ASSERT_TRUE(devices.pic.pending());
    EXPECT_EQ(devices.pic.acknowledge(), 0x09);
    cpu.gpr[Gpr::rax] = upper | 0x1234;
    (void)own_call(rom::OwnCall::take_scan_code);
    EXPECT_EQ(word(Gpr::rax), 0x121E);
    EXPECT_TRUE(log().silent);
    expect_only_changed({Gpr::rax});
    (void)own_call(rom::OwnCall::key);
    EXPECT_EQ(low(Gpr::rax), 0);
    expect_only_changed({Gpr::rax});
    (void)own_call(rom::OwnCall::keyboard_end);
    EXPECT_FALSE(devices.pic.in_service(1));
    EXPECT_EQ(keys(), (Keys{0x1E61}));
}

TEST_F(BiosKeyboardInterrupt, PlainKeysAndTheirRelease) {
    scan({0x1E, 0x9E, 0x02, 0x82, 0x1C, 0x9C, 0x01, 0x81, 0x39, 0xB9, 0x0E, 0x8E, 0x0F, 0x8F, 0x3B, 0xBB});
    EXPECT_EQ(keys(), (Keys{0x1E61, 0x0231, 0x1C0D, 0x011B, 0x3920, 0x0E08, 0x0F09, 0x3B00}));
}

TEST_F(BiosKeyboardInterrupt, ShiftControlAndAlt) {
    scan({0x2A, 0x1E, 0x9E});
    EXPECT_EQ(shift_flags(), 0x02U);
    scan({0xAA, 0x36, 0x02, 0x0F});
    EXPECT_EQ(shift_flags(), 0x01U);
    scan({0xB6, 0x1D, 0x2E, 0x3B});
    EXPECT_EQ(shift_flags(), 0x04U);
    EXPECT_EQ(held(), 0x01U);
    scan({0x9D, 0x38, 0x10, 0x3B});
    EXPECT_EQ(shift_flags(), 0x08U);
    EXPECT_EQ(held(), 0x02U);
    scan({0xB8});
    EXPECT_EQ(shift_flags(), 0U);
    EXPECT_EQ(held(), 0U);
    EXPECT_EQ(keys(), (Keys{0x1E41, 0x0221, 0x0F00, 0x2E03, 0x5E00, 0x1000, 0x6800}));
}

TEST_F(BiosKeyboardInterrupt, RightControlAndAlt) {
    scan({0xE0, 0x1D});
    EXPECT_EQ(shift_flags(), 0x04U);
    EXPECT_EQ(right_held() & 0x0F, 0x04U);
    EXPECT_EQ(held(), 0U);
    scan({0x1D, 0xE0, 0x9D});  // the left one is held too
    EXPECT_EQ(shift_flags(), 0x04U);
    EXPECT_EQ(held(), 0x01U);
    scan({0x9D});
    EXPECT_EQ(shift_flags(), 0U);
    scan({0xE0, 0x38});
    EXPECT_EQ(shift_flags(), 0x08U);
    EXPECT_EQ(right_held() & 0x0F, 0x08U);
    scan({0xE0, 0xB8});
    EXPECT_EQ(shift_flags(), 0U);
    EXPECT_EQ(right_held(), 0x10U);
}

TEST_F(BiosKeyboardInterrupt, Locks) {
    scan({0x3A});
    EXPECT_EQ(shift_flags(), 0x40U);
    EXPECT_EQ(held(), 0x40U);
    scan({0x3A, 0x3A});  // held, so that it repeats
    EXPECT_EQ(shift_flags(), 0x40U);
    scan({0xBA, 0x1E, 0x2A, 0x1E, 0xAA, 0x02});
    EXPECT_EQ(held(), 0U);
    scan({0x3A, 0xBA, 0x1E});
    EXPECT_EQ(shift_flags(), 0U);
    EXPECT_EQ(keys(), (Keys{0x1E41, 0x1E61, 0x0231, 0x1E61}));
    scan({0x45, 0xC5, 0x46, 0xC6});
    EXPECT_EQ(shift_flags(), 0x30U);  // NumLock, ScrollLock
    EXPECT_EQ(held(), 0U);
}

TEST_F(BiosKeyboardInterrupt, TheKeypadAndNumLock) {
    scan({0x48, 0x45, 0xC5, 0x48, 0x2A, 0x48, 0xAA, 0x4A, 0x4E});
    EXPECT_EQ(keys(), (Keys{0x4800, 0x4838, 0x4800, 0x4A2D, 0x4E2B}));
}

TEST_F(BiosKeyboardInterrupt, ExtendedKeys) {
    scan({0xE0, 0x48});
    EXPECT_EQ(right_held() & 0x03, 0U);
    scan({0xE0, 0xC8, 0xE0, 0x1C, 0xE0, 0x35, 0x57, 0xD7});
    // With NumLock or Shift a keyboard frames them by E0 2A and E0 AA: that is no Shift.
    scan({0xE0, 0x2A, 0xE0, 0x4B});
    EXPECT_EQ(shift_flags(), 0U);
    scan({0xE0, 0xCB, 0xE0, 0xAA});
    EXPECT_EQ(keys(), (Keys{0x48E0, 0xE00D, 0xE02F, 0x8500, 0x4BE0}));
}

TEST_F(BiosKeyboardInterrupt, InsertTurnsItsStateOver) {
    scan({0xE0, 0x52});
    EXPECT_EQ(shift_flags(), 0x80U);
    EXPECT_EQ(held(), 0x80U);
    scan({0xE0, 0x52, 0xE0, 0xD2});  // it repeats
    EXPECT_EQ(shift_flags(), 0x80U);
    EXPECT_EQ(held(), 0U);
    scan({0x52, 0xD2});
    EXPECT_EQ(shift_flags(), 0U);
    EXPECT_EQ(keys(), (Keys{0x52E0, 0x52E0, 0x5200}));
    scan({0x45, 0xC5, 0x52, 0xD2, 0x1D, 0x52, 0xD2, 0x9D});  // the keypad's 0; Ctrl and Insert
    EXPECT_EQ(shift_flags(), 0x20U);
    EXPECT_EQ(keys(), (Keys{0x5230, 0x9200}));
}

TEST_F(BiosKeyboardInterrupt, AltAndDigitsOfTheKeypad) {
    scan({0x38, 0x48, 0xC8, 0x4C, 0xCC});  // 8, 5
    EXPECT_EQ(keys(), Keys{});
    EXPECT_EQ(data(data_field::alt_number), 85);
    scan({0xB8});
    EXPECT_EQ(keys(), (Keys{0x0055}));
    EXPECT_EQ(data(data_field::alt_number), 0);
    scan({0xE0, 0x38, 0x4F, 0xE0, 0xB8});  // the right Alt
    EXPECT_EQ(keys(), (Keys{0x0001}));
    scan({0x38, 0x4B, 0x48, 0x48, 0xB8});  // 488 is 232
    EXPECT_EQ(keys(), (Keys{0x00E8}));
    scan({0x38, 0xE0, 0x48, 0xB8, 0x38, 0xB8});  // a grey key is none of them
    EXPECT_EQ(keys(), (Keys{0x9800}));
}

TEST_F(BiosKeyboardInterrupt, BreakEmptiesTheBufferAndCallsItsVector) {
    set_data<std::uint16_t>(data_field::keyboard_start, 0x100);
    set_data<std::uint16_t>(data_field::keyboard_end, 0x110);
    scan({0x1E, 0x30, 0x1D, 0xE0});
    cpu.gpr[Gpr::rax] = 0x46;
    (void)own_call(rom::OwnCall::key);
    EXPECT_EQ(low(Gpr::rax), 1);  // the ROM calls INT 1Bh
    EXPECT_EQ(data(data_field::break_flag), 0x80);
    EXPECT_EQ(data(data_field::keyboard_head), 0x100);
    EXPECT_EQ(shift_flags(), 0x04U);  // no ScrollLock
    scan({0xE0, 0xC6, 0x9D});
    EXPECT_EQ(keys(), (Keys{0x0000}));
}

TEST_F(BiosKeyboardInterrupt, PauseIsNoKey) {
    scan({0xE1, 0x1D, 0x45, 0xE1, 0x9D, 0xC5, 0x1E});
    EXPECT_EQ(shift_flags(), 0U);
    EXPECT_EQ(keys(), (Keys{0x1E61}));
}

TEST_F(BiosKeyboardInterrupt, AFullBufferDropsKeys) {
    for (unsigned key = 0; key < 20; ++key) scan({0x1E, 0x9E});
    EXPECT_EQ(keys().size(), 15U);
}

TEST_F(BiosKeyboardInterrupt, WhatTheKeyboardAnswersIsNoKey) {
    scan({0xFA, 0xFE, 0xEE, 0x00, 0xFF, 0x7F});
    EXPECT_EQ(keys(), Keys{});
    EXPECT_EQ(shift_flags(), 0U);
}

TEST_F(BiosKeyboardInterrupt, CtrlAltDelEndsTheGuest) {
    scan({0x1D, 0x38, 0xE0});
    cpu.gpr[Gpr::rax] = 0x53;
    const Action action = own_call(rom::OwnCall::key);
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(action.stop().status, Status::ok);
    EXPECT_EQ(data(data_field::reset_flag), 0x1234);
    EXPECT_EQ(log().function, "ctrl-alt-del");
    EXPECT_EQ(log().vector, 0x09);
    EXPECT_FALSE(log().silent);
}

TEST_F(BiosKeyboardInterrupt, EveryByteAfterEveryPrefixIsHarmless) {
    for (unsigned first = 0; first < 0x100; ++first) {
        for (unsigned second = 0; second < 0x100; ++second) {
            cpu.gpr[Gpr::rax] = first;
            (void)own_call(rom::OwnCall::key);
            cpu.gpr[Gpr::rax] = second;
            (void)own_call(rom::OwnCall::key);
        }
    }
    EXPECT_LT(data(data_field::keyboard_head), 0x3E);
    EXPECT_LT(data(data_field::keyboard_tail), 0x3E);
}

}  // namespace
}  // namespace vitrine::guest::bios
