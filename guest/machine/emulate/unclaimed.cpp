#include "guest/machine/emulate/unclaimed.hpp"

#include <algorithm>

namespace vitrine::guest {

namespace {

constexpr std::uint32_t vectors = 256;
constexpr std::uint32_t stub = 0xF4C1'010F;  // VMCALL; HLT

}  // namespace

std::uint64_t unclaimed_stubs_base(std::uint64_t memory_size) {
    constexpr std::uint64_t mebibyte = 1ULL << 20;
    return std::min(memory_size, mebibyte) - vectors * sizeof(stub);
}

void install_unclaimed_vectors(Memory& memory) {
    const std::uint64_t base = unclaimed_stubs_base(memory.size());
    for (std::uint32_t number = 0; number < vectors; ++number) {
        const std::uint64_t address = base + number * sizeof(stub);
        (void)memory.write(address, stub);  // both lie within the smallest memory, 64 KiB
        const auto offset = static_cast<std::uint32_t>(address % unclaimed_stub_offsets);
        const auto segment = static_cast<std::uint32_t>(address >> 4);
        (void)memory.write<std::uint32_t>(std::uint64_t{number} * 4, segment << 16 | offset);
    }
}

bool is_unclaimed(VirtualCpu& cpu, const Memory& memory, Exit& exit) {
    if ((cpu.read(Register::cr0) & cr0::pe) != 0) return false;
    const std::uint64_t address = cpu.segment(SegmentName::cs).base + exit.rip;
    const std::uint64_t base = unclaimed_stubs_base(memory.size());
    if (address < base || address >= base + vectors * sizeof(stub)) return false;
    auto& call = std::get<exit::Vmcall>(exit.cause);
    call.name = "unclaimed-vector";
    call.argument = (address - base) / sizeof(stub);
    // INT left the address after itself on the stack, an exception that of its instruction: IP, then CS.
    const std::uint64_t stack = cpu.segment(SegmentName::ss).base + (cpu.read(Register::rsp) & 0xFFFF);
    const auto offset = memory.read<std::uint16_t>(stack);
    const auto segment = memory.read<std::uint16_t>(stack + 2);
    call.has_caller = offset && segment;
    call.caller_offset = offset.value_or(0);
    call.caller_segment = segment.value_or(0);
    return true;
}

}  // namespace vitrine::guest
