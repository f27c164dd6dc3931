#include "guest/machine/emulate/unclaimed.hpp"

#include <algorithm>
#include <array>

namespace vitrine::guest {

namespace {

constexpr std::uint32_t vectors = 256;
constexpr std::uint32_t stub = 0xF4C1'010F;  // VMCALL; HLT

constexpr std::string_view no_bios =
    "an interrupt or exception in real mode for which the guest set no vector; there is no BIOS";

/// By vector: those that come in real mode. Intel SDM vol. 3A, 22.1.4.
constexpr auto exception_causes = [] {
    std::array<std::string_view, 20> causes{};
    causes.fill(no_bios);
    causes[0] = "#DE (vector 0x0) in real mode without a handler";
    causes[1] = "#DB (vector 0x1) in real mode without a handler";
    causes[3] = "#BP (vector 0x3) in real mode without a handler";
    causes[4] = "#OF (vector 0x4) in real mode without a handler";
    causes[5] = "#BR (vector 0x5) in real mode without a handler";
    causes[6] = "#UD (vector 0x6) in real mode without a handler";
    causes[7] = "#NM (vector 0x7) in real mode without a handler";
    causes[8] = "#DF (vector 0x8) in real mode without a handler";
    causes[12] = "#SS (vector 0xc) in real mode without a handler";
    causes[13] = "#GP (vector 0xd) in real mode without a handler";
    causes[16] = "#MF (vector 0x10) in real mode without a handler";
    causes[19] = "#XM (vector 0x13) in real mode without a handler";
    return causes;
}();

/// Whether INT n for that vector stands before the address on the stack.
bool by_int(const Memory& memory, const exit::Vmcall& call) {
    constexpr std::uint16_t int_n = 0xCD, length = 2;
    if (!call.has_caller) return true;
    const auto offset = static_cast<std::uint16_t>(call.caller_offset - length);
    const auto code = memory.read<std::uint16_t>(std::uint64_t{call.caller_segment} * 16 + offset);
    return !code || *code == (int_n | call.argument << 8);
}

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

std::string_view unclaimed_cause(const Memory& memory, const exit::Vmcall& call) {
    if (call.argument >= exception_causes.size() || by_int(memory, call)) return no_bios;
    return exception_causes[call.argument];
}

}  // namespace vitrine::guest
