#pragma once
// GDT, TSS and IDT of the boot processor. Intel SDM vol. 3A, chapters 3, 6 and 8.

#include <cstdint>

namespace vitrine::arch {

/// The operand of LGDT, LIDT, SGDT and SIDT.
struct [[gnu::packed]] TablePointer {
    std::uint16_t limit = 0;
    std::uint64_t base = 0;
};
static_assert(sizeof(TablePointer) == 10);

inline constexpr std::uint16_t code_selector = 0x08;
inline constexpr std::uint16_t data_selector = 0x10;
inline constexpr std::uint16_t task_selector = 0x18;

/// Loads Vitrine's own GDT, TSS and IDT. From then on an exception is reported (kernel/panic.cpp).
void load_descriptor_tables();

/// Linear address of the TSS.
[[nodiscard]] std::uint64_t task_state_base();

[[nodiscard]] inline TablePointer read_gdtr() {
    TablePointer pointer;
    asm volatile("sgdt %0" : "=m"(pointer));
    return pointer;
}
[[nodiscard]] inline TablePointer read_idtr() {
    TablePointer pointer;
    asm volatile("sidt %0" : "=m"(pointer));
    return pointer;
}

[[nodiscard]] inline std::uint16_t read_es() {
    std::uint16_t value = 0;
    asm volatile("mov %%es, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_cs() {
    std::uint16_t value = 0;
    asm volatile("mov %%cs, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_ss() {
    std::uint16_t value = 0;
    asm volatile("mov %%ss, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_ds() {
    std::uint16_t value = 0;
    asm volatile("mov %%ds, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_fs() {
    std::uint16_t value = 0;
    asm volatile("mov %%fs, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_gs() {
    std::uint16_t value = 0;
    asm volatile("mov %%gs, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline std::uint16_t read_tr() {
    std::uint16_t value = 0;
    asm volatile("str %0" : "=r"(value));
    return value;
}

}  // namespace vitrine::arch
