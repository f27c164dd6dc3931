// The look at IDIV, with processors that do it rightly and wrongly.

#include "boot/self_check.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "fake_cpu.hpp"

namespace vitrine {
namespace {

/// As the manual has it: the quotient cut towards zero, #DE where it doesn't fit.
bool right(arch::SignedDivision* division) {
    const __int128 dividend =
        static_cast<__int128>(division->high) * (static_cast<__int128>(1) << 64) + division->low;
    const __int128 quotient = dividend / division->divisor;
    if (quotient > std::numeric_limits<std::int64_t>::max() ||
        quotient < std::numeric_limits<std::int64_t>::min())
        return true;
    division->quotient = static_cast<std::int64_t>(quotient);
    division->remainder = static_cast<std::int64_t>(dividend % division->divisor);
    return false;
}

/// Bochs 3.1 built by GCC 15: the quotient is whatever its stack held, the rest is right.
bool leaves_garbage(arch::SignedDivision* division) {
    const bool overflows = right(division);
    division->quotient = 0x5555'7000'1234;
    return overflows;
}

bool forgets_the_remainders_sign(arch::SignedDivision* division) {
    const bool overflows = right(division);
    if (division->remainder < 0) division->remainder = -division->remainder;
    return overflows;
}

bool never_faults(arch::SignedDivision* division) {
    (void)right(division);
    return false;
}

bool always_faults(arch::SignedDivision*) {
    return true;
}

bool ignores_the_high_half(arch::SignedDivision* division) {
    division->high = static_cast<std::int64_t>(division->low) < 0 ? -1 : 0;
    return right(division);
}

std::string log_of(SignedDivide divide) {
    guest::StringSink sink;
    log_self_check(sink, divide);
    return sink.text;
}

TEST(SelfCheck, SaysNothingOfARightDivision) {
    EXPECT_TRUE(divides_right(right));
    EXPECT_EQ(log_of(right), "");
}

TEST(SelfCheck, FindsEveryKindOfWrongDivision) {
    EXPECT_FALSE(divides_right(leaves_garbage));
    EXPECT_FALSE(divides_right(forgets_the_remainders_sign));
    EXPECT_FALSE(divides_right(never_faults));
    EXPECT_FALSE(divides_right(always_faults));
    EXPECT_FALSE(divides_right(ignores_the_high_half));
}

TEST(SelfCheck, NamesTheInstructionWhoseResultsAreWrongAndAnotherEmulator) {
    EXPECT_EQ(log_of(leaves_garbage),
              "check name=instructions instruction=idiv status=failed "
              "cause=\"64-bit IDIV gives wrong quotients here: what a guest makes of them is wrong\" "
              "hint=\"another emulator: a Bochs that GCC 14 or older built, as Debian 13's, or QEMU, which "
              "has SVM\"\n");
}

}  // namespace
}  // namespace vitrine
