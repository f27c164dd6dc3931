#pragma once
// Rules that the manual states for several control fields. Intel SDM vol. 3C, 27.2.1.

#include "vmx/entry_rules.hpp"

namespace vitrine::vmx {

inline constexpr const char* as_allowed =
    "each bit must be as the processor's capability MSRs allow (vol. 3D, A.3 to A.5)";

/// Bits of a control field that aren't as the processor allows.
[[nodiscard]] constexpr std::uint64_t disallowed(std::uint64_t value, ControlRange range) {
    return (~value & range.must_be_one) | (value & ~std::uint64_t{range.may_be_one});
}

/// The count, address and last byte of a list of MSRs.
template <class Count, class Address>
void check_msr_list(EntryRules& check, const Count& count, const Address& address) {
    constexpr std::uint64_t entry_size = 16;
    const auto used = [&] { return check(count) != 0; };
    const auto last = [&] { return check(address) + check(count) * entry_size - 1; };
    check.address(address, used(), 4, "bits 3:0 must be 0");
    check.rule(address, !used() || (last() & check.beyond_structures()) == 0,
               "the list's last byte must not lie beyond the processor's physical-address width", count);
}

}  // namespace vitrine::vmx
