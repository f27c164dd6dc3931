#pragma once
// Turning the machine off.

#include <cstdint>
#include <span>

namespace vitrine::arch {

/// The ACPI registers that turn the machine off, found before they are needed. Zero ports: there is no such
/// way.
struct AcpiPowerOff {
    std::uint16_t pm1a_control = 0, pm1b_control = 0;
    std::uint16_t sleep_type_a = 0, sleep_type_b = 0;
};

/// Remembers what ACPI's tables say.
void set_acpi_power_off(const AcpiPowerOff& registers);

/// Ends the machine: QEMU's isa-debug-exit (with `code`), Bochs's shutdown port, ACPI's S5; else halts for
/// ever.
[[noreturn]] void power_off(std::uint32_t code);

}  // namespace vitrine::arch
