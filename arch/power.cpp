#include "arch/power.hpp"

#include <string_view>

#include "arch/port.hpp"

namespace vitrine::arch {

namespace {

constinit AcpiPowerOff acpi;

void sleep(std::uint16_t port, std::uint16_t type) {
    // Sleep type in bits 12:10, sleep enable in bit 13. ACPI 6.5, 4.8.3.2.1.
    constexpr std::uint16_t sleep_enable = 1U << 13;
    if (port != 0) out16(port, static_cast<std::uint16_t>((type & 7U) << 10 | sleep_enable));
}

}  // namespace

void set_acpi_power_off(const AcpiPowerOff& registers) {
    acpi = registers;
}

void power_off(std::uint32_t code) {
    // Ports that only emulators decode. On a PC 0xf4 is the x87's reset of old and 0x8900 is nobody's: both
    // writes do nothing.
    constexpr std::uint16_t qemu_debug_exit = 0xF4;
    constexpr std::uint16_t bochs_shutdown = 0x8900;
    out32(qemu_debug_exit, code);
    for (const char letter : std::string_view("Shutdown"))
        out8(bochs_shutdown, static_cast<std::uint8_t>(letter));
    sleep(acpi.pm1a_control, acpi.sleep_type_a);
    sleep(acpi.pm1b_control, acpi.sleep_type_b);
    for (;;) asm volatile("cli; hlt");
}

}  // namespace vitrine::arch
