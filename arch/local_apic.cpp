#include "arch/local_apic.hpp"

#include "arch/msr.hpp"

namespace vitrine::arch {

namespace {

/// Registers by their offset in the xAPIC page; the x2APIC MSR is 0x800 + offset / 16. Tables 11-1 and 11-6.
enum class Register : std::uint32_t {
    end_of_interrupt = 0x0B0,
    spurious_vector = 0x0F0,
    timer = 0x320,
    initial_count = 0x380,
    divide = 0x3E0,
};

constexpr std::uint64_t enabled = 1U << 11;
constexpr std::uint64_t x2apic_mode = 1U << 10;

bool in_x2apic_mode() {
    return (read_msr(msr::apic_base) & x2apic_mode) != 0;
}

void write(Register name, std::uint32_t value) {
    const auto offset = static_cast<std::uint32_t>(name);
    if (in_x2apic_mode()) {
        constexpr std::uint32_t first_x2apic_msr = 0x800;
        write_msr(first_x2apic_msr + offset / 16, value);
    } else {
        *reinterpret_cast<volatile std::uint32_t*>(local_apic_base + offset) = value;
    }
}

}  // namespace

void start_local_apic_timer(std::uint8_t vector, std::uint32_t count) {
    constexpr std::uint32_t software_enable = 1U << 8;
    constexpr std::uint32_t spurious = 0xFF;
    constexpr std::uint32_t periodic = 1U << 17;
    constexpr std::uint32_t divide_by_1 = 0b1011;
    if (!in_x2apic_mode()) {
        // Firmware may have moved the page; Vitrine maps the architectural one.
        const std::uint64_t page_bits = 0xFFF;
        write_msr(msr::apic_base, (read_msr(msr::apic_base) & page_bits) | local_apic_base | enabled);
    }
    write(Register::spurious_vector, software_enable | spurious);
    write(Register::divide, divide_by_1);
    write(Register::timer, periodic | vector);
    write(Register::initial_count, count);
}

void stop_local_apic_timer() {
    constexpr std::uint32_t masked = 1U << 16;
    write(Register::timer, masked);
    write(Register::initial_count, 0);
}

void end_of_interrupt() {
    write(Register::end_of_interrupt, 0);
}

}  // namespace vitrine::arch
