#include "arch/segments.hpp"

#include <array>

#include "arch/exception_frame.hpp"
#include "arch/stacks.hpp"

namespace vitrine::arch {

namespace {

/// Intel SDM vol. 3A, figure 8-11.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0 = 0;
    std::array<std::uint64_t, 3> rsp{};
    std::uint64_t reserved1 = 0;
    std::array<std::uint64_t, 7> ist{};  ///< IST1 to IST7
    std::uint64_t reserved2 = 0;
    std::uint16_t reserved3 = 0;
    std::uint16_t io_map_base = 104;  ///< past the limit: no I/O map
};
static_assert(sizeof(TaskState) == 104);

/// Figure 6-8.
struct Gate {
    std::uint16_t offset_low = 0;
    std::uint16_t selector = 0;
    std::uint8_t ist = 0;
    std::uint8_t type = 0;
    std::uint16_t offset_middle = 0;
    std::uint32_t offset_high = 0;
    std::uint32_t reserved = 0;
};
static_assert(sizeof(Gate) == 16);

constexpr std::uint8_t interrupt_gate = 0x8E;  // present, DPL 0, 64-bit interrupt gate

struct Tables {
    std::array<std::uint64_t, 5> gdt{};
    TaskState task;
};

constinit Tables tables;
alignas(16) constinit std::array<Gate, vectors> idt{};

/// Which vectors have a stack of their own, because the stack they come on may be no good: the IST's number,
/// else 0.
constexpr std::uint8_t interrupt_stack(std::size_t vector) {
    constexpr std::size_t nmi = 2, double_fault = 8, page_fault = 14, machine_check = 18;
    switch (vector) {
        case double_fault:
            return static_cast<std::uint8_t>(StackName::double_fault);
        case nmi:
            return static_cast<std::uint8_t>(StackName::nmi);
        case machine_check:
            return static_cast<std::uint8_t>(StackName::machine_check);
        case page_fault:
            return static_cast<std::uint8_t>(StackName::page_fault);
        default:
            return 0;
    }
}

void fill_gdt() {
    constexpr std::uint64_t code_64bit = 0x00AF'9B00'0000'FFFF;
    constexpr std::uint64_t data = 0x00CF'9300'0000'FFFF;
    constexpr std::uint64_t available_tss = 0x89;
    const std::uint64_t base = task_state_base();
    tables.gdt[1] = code_64bit;
    tables.gdt[2] = data;
    tables.gdt[3] =
        (sizeof(TaskState) - 1) | (base & 0xFF'FFFF) << 16 | available_tss << 40 | (base >> 24 & 0xFF) << 56;
    tables.gdt[4] = base >> 32;
}

void fill_idt() {
    for (std::size_t vector = 0; vector < vectors; ++vector) {
        const auto stub = reinterpret_cast<std::uint64_t>(interrupt_stubs.data()) + vector * stub_size;
        idt[vector] = {.offset_low = static_cast<std::uint16_t>(stub),
                       .selector = code_selector,
                       .ist = interrupt_stack(vector),
                       .type = interrupt_gate,
                       .offset_middle = static_cast<std::uint16_t>(stub >> 16),
                       .offset_high = static_cast<std::uint32_t>(stub >> 32)};
    }
}

}  // namespace

std::uint64_t task_state_base() {
    return reinterpret_cast<std::uint64_t>(&tables.task);
}

void load_descriptor_tables() {
    for (const StackName name :
         {StackName::double_fault, StackName::nmi, StackName::machine_check, StackName::page_fault}) {
        tables.task.ist[static_cast<std::size_t>(name) - 1] = stack_top(name);
    }
    fill_gdt();
    fill_idt();

    const TablePointer gdtr{sizeof(tables.gdt) - 1, reinterpret_cast<std::uint64_t>(tables.gdt.data())};
    const TablePointer idtr{sizeof(idt) - 1, reinterpret_cast<std::uint64_t>(idt.data())};
    asm volatile(
        "lgdt %0\n\t"
        "push %2\n\t"
        "lea 1f(%%rip), %%rax\n\t"
        "push %%rax\n\t"
        "lretq\n"
        "1:\n\t"
        "mov %3, %%ds\n\t"
        "mov %3, %%es\n\t"
        "mov %3, %%ss\n\t"
        "mov %4, %%fs\n\t"
        "mov %4, %%gs\n\t"
        "ltr %5\n\t"
        "lidt %1"
        :
        : "m"(gdtr), "m"(idtr), "i"(code_selector), "r"(data_selector), "r"(static_cast<std::uint16_t>(0)),
          "r"(task_selector)
        : "rax", "memory");
}

}  // namespace vitrine::arch
