#pragma once
// The little of ACPI that turns a machine off: the FADT's PM1 control registers and \_S5 in the DSDT.
// ACPI 6.5.

#include <cstdint>
#include <optional>
#include <span>

namespace vitrine {

/// What to write where to enter S5.
struct AcpiS5 {
    std::uint16_t pm1a_control = 0, pm1b_control = 0;  ///< ports; 0 for none
    std::uint16_t sleep_type_a = 0, sleep_type_b = 0;
};

/// Gives `size` bytes of memory at a physical address; nothing where it can't be read.
using ReadPhysical = std::span<const std::uint8_t> (*)(std::uint64_t address, std::uint64_t size);

/// Follows the root pointer to the FADT and the DSDT. Nothing when a table is missing, malformed or
/// unreadable.
[[nodiscard]] std::optional<AcpiS5> find_s5(std::span<const std::uint8_t> rsdp, ReadPhysical read);

/// \_S5's sleep types from a DSDT's bytes: `Name (_S5, Package () {a, b, …})`.
[[nodiscard]] std::optional<AcpiS5> parse_s5(std::span<const std::uint8_t> dsdt);

}  // namespace vitrine
