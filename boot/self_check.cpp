#include "boot/self_check.hpp"

#include <algorithm>
#include <array>

namespace vitrine {

namespace {

constexpr std::int64_t least = INT64_MIN;

struct Sample {
    arch::SignedDivision right;
    bool overflows = false;
};

constexpr std::uint64_t low(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

constexpr std::array samples{
    Sample{{low(7), 0, 2, 3, 1}},
    Sample{{low(-7), -1, 2, -3, -1}},
    Sample{{low(7), 0, -2, -3, 1}},
    Sample{{low(-7), -1, -2, 3, -1}},
    Sample{{low(1'000'000'000'000'000'003), 0, 1'000'000'007, 999'999'993, 52}},
    Sample{{0, 1, 4, 1LL << 62, 0}},
    Sample{{0, -1, 4, -(1LL << 62), 0}},
    Sample{{low(least), -1, 1, least, 0}},
    Sample{{low(least), -1, -1, 0, 0}, true},
    Sample{{0, 1, 2, 0, 0}, true},
};

}  // namespace

bool divides_right(SignedDivide divide) {
    return std::ranges::all_of(samples, [divide](const Sample& sample) {
        arch::SignedDivision found{
            .low = sample.right.low, .high = sample.right.high, .divisor = sample.right.divisor};
        if (divide(&found)) return sample.overflows;
        return !sample.overflows && found.quotient == sample.right.quotient &&
               found.remainder == sample.right.remainder;
    });
}

void log_self_check(Sink& sink, SignedDivide divide) {
    if (divides_right(divide)) return;
    Line(sink, event::check)
        .text(key::name, "instructions")
        .text(key::instruction, "idiv")
        .text(key::status, "failed")
        .text(key::cause, "64-bit IDIV gives wrong quotients here: what a guest makes of them is wrong")
        .text(key::hint,
              "another emulator: a Bochs that GCC 14 or older built, as Debian 13's, or QEMU, which has SVM");
}

void log_unrepeatable(Sink& sink) {
    Line(sink, event::check)
        .text(key::name, "instructions")
        .text(key::instruction, "rdrand")
        .text(key::status, "allowed")
        .text(key::cause,
              "SVM can't intercept RDRAND and RDSEED: a guest that uses them, though CPUID hides them, "
              "makes each run another");
}

}  // namespace vitrine
