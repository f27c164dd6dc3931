#include <gtest/gtest.h>

#include "guest/devices/scan_codes.hpp"

namespace vitrine::guest::pc {
namespace {

struct Held {
    bool shift = false, control = false, alt = false;
};
constexpr Held shift{.shift = true}, control{.control = true}, alt{.alt = true};

unsigned typed(char character, const Held& held = {}) {
    Key key = key_for(character).value();
    key.shift = key.shift || held.shift;
    key.control = held.control;
    key.alt = held.alt;
    return key_code(key, false, false);
}

unsigned named(std::string_view name, const Held& held = {}) {
    Key key = key_named(name).value();
    key.shift = held.shift;
    key.control = held.control;
    key.alt = held.alt;
    return key_code(key, false, false);
}

unsigned keypad(std::uint8_t scan, bool num, const Held& held = {}) {
    return key_code({.scan = scan, .shift = held.shift, .control = held.control, .alt = held.alt}, false,
                    num);
}

TEST(ScanCodes, EveryPrintableCharacterHasAKeyThatTypesIt) {
    for (char character = ' '; character <= '~'; ++character)
        EXPECT_EQ(typed(character) & 0xFF, static_cast<unsigned>(character)) << character;
    EXPECT_EQ(typed('\n'), 0x1C0DU);
    EXPECT_EQ(typed('\r'), 0x1C0DU);
    EXPECT_EQ(typed('\t'), 0x0F09U);
    EXPECT_EQ(typed('\b'), 0x0E08U);
    EXPECT_EQ(typed('\x1B'), 0x011BU);
}

TEST(ScanCodes, OtherCharactersHaveNone) {
    for (int character = -128; character < 128; ++character) {
        const bool control_key = character == '\b' || character == '\t' || character == '\n' ||
                                 character == '\r' || character == 0x1B;
        const bool printable = character >= ' ' && character <= '~';
        EXPECT_EQ(key_for(static_cast<char>(character)).has_value(), printable || control_key) << character;
    }
}

TEST(ScanCodes, TheUsLayout) {
    EXPECT_EQ(typed('a'), 0x1E61U);
    EXPECT_EQ(typed('A'), 0x1E41U);
    EXPECT_EQ(typed('1'), 0x0231U);
    EXPECT_EQ(typed('!'), 0x0221U);
    EXPECT_EQ(typed('@'), 0x0340U);
    EXPECT_EQ(typed('0'), 0x0B30U);
    EXPECT_EQ(typed('"'), 0x2822U);
    EXPECT_EQ(typed('~'), 0x297EU);
    EXPECT_EQ(typed('\\'), 0x2B5CU);
    EXPECT_EQ(typed('|'), 0x2B7CU);
    EXPECT_EQ(typed('z'), 0x2C7AU);
    EXPECT_EQ(typed('/'), 0x352FU);
    EXPECT_EQ(typed(' '), 0x3920U);
}

TEST(ScanCodes, CapsLockIsForLettersAndShiftUndoesIt) {
    const Key a = key_for('a').value(), big_a = key_for('A').value(), one = key_for('1').value();
    EXPECT_EQ(key_code(a, true, false), 0x1E41U);
    EXPECT_EQ(key_code(big_a, true, false), 0x1E61U);
    EXPECT_EQ(key_code(one, true, false), 0x0231U);
}

TEST(ScanCodes, ControlWithCharacters) {
    EXPECT_EQ(typed('a', control), 0x1E01U);
    EXPECT_EQ(typed('c', control), 0x2E03U);
    EXPECT_EQ(typed('z', control), 0x2C1AU);
    EXPECT_EQ(typed('2', control), 0x0300U);
    EXPECT_EQ(typed('6', control), 0x071EU);
    EXPECT_EQ(typed('-', control), 0x0C1FU);
    EXPECT_EQ(typed('[', control), 0x1A1BU);
    EXPECT_EQ(typed(']', control), 0x1B1DU);
    EXPECT_EQ(typed('\\', control), 0x2B1CU);
    EXPECT_EQ(typed('\b', control), 0x0E7FU);
    EXPECT_EQ(typed('\r', control), 0x1C0AU);
    EXPECT_EQ(typed('\t', control), 0x9400U);
    EXPECT_EQ(typed(' ', control), 0x3920U);
    EXPECT_EQ(typed('*', control), 0x9600U);
    EXPECT_EQ(typed('1', control), 0U);
    EXPECT_EQ(typed(';', control), 0U);
    EXPECT_EQ(named("esc", control), 0x011BU);
}

TEST(ScanCodes, AltWithCharacters) {
    EXPECT_EQ(typed('a', alt), 0x1E00U);
    EXPECT_EQ(typed('1', alt), 0x7800U);
    EXPECT_EQ(typed('0', alt), 0x8100U);
    EXPECT_EQ(typed('=', alt), 0x8300U);
    EXPECT_EQ(typed('[', alt), 0x1A00U);
    EXPECT_EQ(typed('\b', alt), 0x0E00U);
    EXPECT_EQ(typed('\t', alt), 0xA500U);
    EXPECT_EQ(typed('\r', alt), 0x1C00U);
    EXPECT_EQ(typed(' ', alt), 0x3920U);
    EXPECT_EQ(named("esc", alt), 0x0100U);
}

TEST(ScanCodes, ShiftWithKeysThatHaveNoCapital) {
    EXPECT_EQ(typed('\t', shift), 0x0F00U);
    EXPECT_EQ(typed('\r', shift), 0x1C0DU);
    EXPECT_EQ(typed('\b', shift), 0x0E08U);
    EXPECT_EQ(typed(' ', shift), 0x3920U);
}

TEST(ScanCodes, FunctionKeys) {
    EXPECT_EQ(named("f1"), 0x3B00U);
    EXPECT_EQ(named("f10"), 0x4400U);
    EXPECT_EQ(named("f1", shift), 0x5400U);
    EXPECT_EQ(named("f10", control), 0x6700U);
    EXPECT_EQ(named("f5", alt), 0x6C00U);
    EXPECT_EQ(named("f11"), 0x8500U);
    EXPECT_EQ(named("f12", shift), 0x8800U);
    EXPECT_EQ(named("f11", control), 0x8900U);
    EXPECT_EQ(named("f12", alt), 0x8C00U);
}

TEST(ScanCodes, CursorKeys) {
    EXPECT_EQ(named("up"), 0x48E0U);
    EXPECT_EQ(named("down"), 0x50E0U);
    EXPECT_EQ(named("left"), 0x4BE0U);
    EXPECT_EQ(named("right"), 0x4DE0U);
    EXPECT_EQ(named("home"), 0x47E0U);
    EXPECT_EQ(named("end"), 0x4FE0U);
    EXPECT_EQ(named("pgup"), 0x49E0U);
    EXPECT_EQ(named("pgdn"), 0x51E0U);
    EXPECT_EQ(named("ins"), 0x52E0U);
    EXPECT_EQ(named("del"), 0x53E0U);
    EXPECT_EQ(named("left", control), 0x73E0U);
    EXPECT_EQ(named("up", control), 0x8DE0U);
    EXPECT_EQ(named("del", control), 0x93E0U);
    EXPECT_EQ(named("up", alt), 0x9800U);
    EXPECT_EQ(named("del", alt), 0xA300U);
}

TEST(ScanCodes, TheKeypadFollowsNumLockAndShift) {
    EXPECT_EQ(keypad(0x48, false), 0x4800U);
    EXPECT_EQ(keypad(0x48, true), 0x4838U);
    EXPECT_EQ(keypad(0x48, false, shift), 0x4838U);
    EXPECT_EQ(keypad(0x48, true, shift), 0x4800U);
    EXPECT_EQ(keypad(0x53, true), 0x532EU);
    EXPECT_EQ(keypad(0x4A, false), 0x4A2DU);
    EXPECT_EQ(keypad(0x4E, true), 0x4E2BU);
    EXPECT_EQ(keypad(0x4C, false, control), 0x8F00U);
    EXPECT_EQ(keypad(0x4A, false, alt), 0x4A00U);
    EXPECT_EQ(keypad(0x4C, false, alt), 0U);
}

TEST(ScanCodes, KeysOfExtendedKeyboards) {
    constexpr std::uint8_t enter = 0x1C, slash = 0x35;
    EXPECT_EQ(key_code({.scan = enter, .extended = true}, false, false), 0xE00DU);
    EXPECT_EQ(key_code({.scan = enter, .extended = true, .control = true}, false, false), 0xE00AU);
    EXPECT_EQ(key_code({.scan = enter, .extended = true, .alt = true}, false, false), 0xA600U);
    EXPECT_EQ(key_code({.scan = slash, .extended = true}, false, false), 0xE02FU);
    EXPECT_EQ(key_code({.scan = slash, .extended = true, .control = true}, false, false), 0x9500U);
    EXPECT_EQ(key_code({.scan = slash, .extended = true, .alt = true}, false, false), 0xA400U);
}

TEST(ScanCodes, KeysThatGiveNothing) {
    for (const int scan : {0x00, 0x1D, 0x2A, 0x36, 0x38, 0x3A, 0x45, 0x46, 0x54, 0x56, 0x59, 0xFF})
        EXPECT_EQ(key_code({.scan = static_cast<std::uint8_t>(scan)}, false, false), 0U) << scan;
}

TEST(ScanCodes, NamesOfKeys) {
    EXPECT_EQ(named("enter"), 0x1C0DU);
    EXPECT_EQ(named("tab"), 0x0F09U);
    EXPECT_EQ(named("space"), 0x3920U);
    EXPECT_EQ(named("backspace"), 0x0E08U);
    EXPECT_EQ(key_named("ctrl")->scan, 0x1D);
    EXPECT_FALSE(key_named("f13"));
    EXPECT_FALSE(key_named(""));
}

}  // namespace
}  // namespace vitrine::guest::pc
