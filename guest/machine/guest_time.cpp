#include "guest/machine/guest_time.hpp"

namespace vitrine::guest {

namespace {

constexpr unsigned fraction_bits = 32;

/// value * (numerator / denominator), for rates of hertz.
constexpr std::uint64_t scale(std::uint64_t value, std::uint64_t numerator, std::uint64_t denominator) {
    const std::uint64_t factor =
        (numerator / denominator << fraction_bits) + (numerator % denominator << fraction_bits) / denominator;
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(value) * factor >> fraction_bits);
}

constexpr std::uint64_t slow = 10'000'000;
static_assert(scale(3'000'000'000, slow, 3'000'000'000) <= slow);
static_assert(scale(slow, 6'000'000'000, slow) > 5'999'000'000);

}  // namespace

Ticks GuestTime::from_tsc(std::uint64_t tsc) const {
    return scale(tsc, clock_.hertz(), tsc_hertz_);
}

std::uint64_t GuestTime::to_tsc(Ticks ticks) const {
    return scale(ticks, tsc_hertz_, clock_.hertz());
}

}  // namespace vitrine::guest
