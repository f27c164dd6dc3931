#include "arch/local_apic.hpp"

#include "arch/msr.hpp"
#include "arch/tsc.hpp"

namespace vitrine::arch {

namespace {

/// Registers by their offset in the xAPIC page; the x2APIC MSR is 0x800 + offset / 16. Tables 11-1 and 11-6.
enum class Register : std::uint32_t {
    end_of_interrupt = 0x0B0,
    spurious_vector = 0x0F0,
    interrupt_request_2 = 0x220,  ///< vectors 64 to 95
    timer = 0x320,
    initial_count = 0x380,
    current_count = 0x390,
    divide = 0x3E0,
};

constexpr std::uint64_t enabled = 1U << 11;
constexpr std::uint64_t x2apic_mode = 1U << 10;
constexpr std::uint32_t first_x2apic_msr = 0x800;
constexpr std::uint32_t masked = 1U << 16;  ///< of the timer's entry in the local vector table

bool in_x2apic_mode() {
    return (read_msr(msr::apic_base) & x2apic_mode) != 0;
}

void write(Register name, std::uint32_t value) {
    const auto offset = static_cast<std::uint32_t>(name);
    if (in_x2apic_mode()) {
        write_msr(first_x2apic_msr + offset / 16, value);
    } else {
        *reinterpret_cast<volatile std::uint32_t*>(local_apic_base + offset) = value;
    }
}

std::uint32_t read(Register name) {
    const auto offset = static_cast<std::uint32_t>(name);
    if (in_x2apic_mode()) return static_cast<std::uint32_t>(read_msr(first_x2apic_msr + offset / 16));
    return *reinterpret_cast<volatile std::uint32_t*>(local_apic_base + offset);
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

void start_local_apic_timer_once(std::uint8_t vector, std::uint32_t count) {
    write(Register::timer, vector);
    write(Register::initial_count, count);
}

std::uint64_t local_apic_timer_rate() {
    constexpr std::uint32_t all = 0xFFFF'FFFF;
    constexpr std::uint64_t span = 16ULL * 1024;
    write(Register::timer, masked);
    write(Register::initial_count, all);
    const std::uint64_t start = read_tsc();
    std::uint64_t passed = 0;
    while (passed < span) passed = read_tsc() - start;
    const std::uint64_t counted = all - read(Register::current_count);
    const std::uint64_t rate = counted * 1024 / passed;
    return rate != 0 ? rate : 1;
}

void stop_local_apic_timer() {
    write(Register::timer, masked);
    write(Register::initial_count, 0);
    // One that fired before that still waits, and would be the next guest's.
    constexpr std::uint32_t bits = 32;
    static_assert(timer_vector / bits == 2);
    if ((read(Register::interrupt_request_2) >> timer_vector % bits & 1U) == 0) return;
    accept_interrupt();
    end_of_interrupt();
}

void end_of_interrupt() {
    write(Register::end_of_interrupt, 0);
}

}  // namespace vitrine::arch
