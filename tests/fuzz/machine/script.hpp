#pragma once
// What a scripted processor does: the state it is in, and every kind of exit with every combination of
// fields, those that a processor gives and those that it never should.

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "../../unit/fake_cpu.hpp"
#include "dice.hpp"
#include "guest/cpu/action.hpp"
#include "guest/firmware/rom.hpp"
#include "guest/machine/emulate/hypercall.hpp"

namespace vitrine::fuzz {

using namespace guest;

/// How the processor comes back from an entry.
struct Step {
    enum class Kind : std::uint8_t { exit, unseen, refused };
    Kind kind = Kind::exit;
    Exit exit;
};

/// Vectors that push an error code. Intel SDM vol. 3C, 27.2.1.3.
inline constexpr std::uint32_t with_error_code = 1U << 8 | 0x7C00U | 1U << 17 | 1U << 21;

class Script {
public:
    using Cpu = FakeCpuOf<Vcpu>;

    Script(Dice& dice, bool pc) : dice_(dice), pc_(pc) {}

    /// The state before the first entry.
    void prepare(Cpu& cpu, const Memory& memory) {
        cpu.give_all_features();
        mode(cpu, memory);
        registers(cpu);
    }

    /// The guest's own work up to its next exit, and that exit.
    [[nodiscard]] Step next(Cpu& cpu, const Memory& memory) {
        constexpr std::array<std::uint32_t, 4> work{1, 100, 100'000, 200'000'000};
        cpu.registers[Register::tsc] += dice_.of(work);
        if (dice_.one_in(2)) registers(cpu);
        if (dice_.one_in(8)) mode(cpu, memory);
        if (dice_.one_in(8)) {
            for (unsigned number = dice_.below(16); number > 0; --number)
                (void)memory.write(dice_.take<std::uint32_t>() % memory.size(), dice_.byte());
        }
        Step step;
        const unsigned kind = dice_.below(40);
        if (kind == 0) step.kind = Step::Kind::refused;
        if (kind == 1) step.kind = Step::Kind::unseen;
        if (step.kind != Step::Kind::exit) return step;
        step.exit.cause = cause(cpu, memory);
        step.exit.rip = cpu.registers[Register::rip];
        step.exit.length = length(step.exit.cause);
        if (dice_.one_in(8)) step.exit.interrupted = event();
        return step;
    }

    /// An event in the middle of its delivery.
    [[nodiscard]] VectoredEvent event() {
        using Type = VectoredEvent::Type;
        constexpr std::array types{Type::external_interrupt, Type::nmi, Type::software_interrupt};
        if (dice_.one_in(2)) return event_of(exception(), 1);
        const Type type = dice_.of(types);
        return {.valid = true,
                .type = type,
                .vector = type == Type::nmi ? vector::nmi : dice_.byte(),
                .instruction_length = static_cast<std::uint8_t>(type == Type::software_interrupt ? 2 : 0)};
    }

    /// As a processor gives it: vector, type and error code go together.
    [[nodiscard]] exit::Exception exception() {
        constexpr std::array<std::uint8_t, 19> vectors{0,  1,  3,  4,  5,  6,  7,  8,  10, 11,
                                                       12, 13, 14, 16, 17, 18, 19, 20, 21};
        exit::Exception exception{.vector = dice_.of(vectors), .address = dice_.value()};
        using Type = exit::Exception::Type;
        if (exception.vector == vector::bp || exception.vector == vector::of) exception.type = Type::software;
        if (exception.vector == vector::db && dice_.one_in(2)) exception.type = Type::privileged_software;
        exception.has_error_code = (with_error_code >> exception.vector & 1) != 0;
        if (exception.has_error_code && exception.vector != vector::df)
            exception.error_code = dice_.take<std::uint16_t>() & 0x7FFF;
        return exception;
    }

private:
    void registers(Cpu& cpu) {
        for (std::uint64_t& value : cpu.gpr.value) value = dice_.value();
        if (dice_.one_in(2)) cpu.gpr[Gpr::rax] = dice_.below(8);  // numbers of hypercalls and leaves
        if (dice_.one_in(2)) cpu.gpr[Gpr::rcx] = dice_.below(8);
        if (dice_.one_in(4)) {
            constexpr std::array<std::uint32_t, 12> indices{
                0x10,        0x1B,        0x174,       0x176,       0x277,       0x3A,
                0xC000'0080, 0xC000'0081, 0xC000'0084, 0xC000'0100, 0xC000'0102, 0xC000'0103};
            cpu.gpr[Gpr::rcx] = dice_.of(indices);
        }
        cpu.registers[Register::rsp] = dice_.value();
        // RIP is as an entry takes it (27.3.1.4): beyond 4 GiB only 64-bit code runs.
        cpu.registers[Register::rip] =
            dice_.one_in(4) ? dice_.take<std::uint32_t>() : dice_.take<std::uint16_t>();
        std::uint64_t& flags = cpu.registers[Register::rflags];
        const std::uint64_t kept = flags & rflags::vm;
        flags = (dice_.take<std::uint32_t>() & 0x3F'7FD5 & ~rflags::vm) | 2 | kept;
    }

    static void real_mode(Cpu& cpu) {
        cpu.registers[Register::cr0] = cr0::et | cr0::ne;
        cpu.registers[Register::efer] = 0;
        cpu.registers[Register::rflags] &= ~rflags::vm;
        cpu.segments = real_mode_state().segments;
    }

    void mode(Cpu& cpu, const Memory& memory) {
        const auto dpl = static_cast<std::uint8_t>(dice_.below(4));
        real_mode(cpu);
        cpu.registers[Register::cr4] = dice_.one_in(2) ? cr4::pse : 0;
        const unsigned which = dice_.below(6);
        if (which >= 2 && which != 5) cpu.enter_protected_mode(dpl);
        if (which == 3) cpu.registers[Register::cr0] |= cr0::pg;
        if (which == 4) cpu.enter_long_mode(dpl);
        if (which == 5) {  // virtual-8086 mode, 21.2
            cpu.registers[Register::cr0] |= cr0::pe;
            cpu.registers[Register::rflags] |= rflags::vm;
        }
        if (which == 3 && dice_.one_in(2)) cpu.registers[Register::cr4] |= cr4::pae;
        for (Segment& segment : cpu.segments) {
            if (which == 4 || !dice_.one_in(4)) continue;
            segment.selector = dice_.take<std::uint16_t>();
            segment.base = static_cast<std::uint64_t>(segment.selector) << 4;
            if (which >= 2 && which != 5 && dice_.one_in(4)) segment.limit = dice_.take<std::uint32_t>();
        }
        tables(cpu, memory);
    }

    /// Page tables that map the first MiBs to themselves; now and then with something wrong in them.
    void tables(Cpu& cpu, const Memory& memory) {
        constexpr std::uint64_t table = 0x1000, present = 7, large = 0x87;
        const bool is_long = (cpu.registers[Register::efer] & efer::lma) != 0;
        const bool pae = (cpu.registers[Register::cr4] & cr4::pae) != 0;
        cpu.registers[Register::cr3] = dice_.one_in(8) ? dice_.value() : table;
        if ((cpu.registers[Register::cr0] & cr0::pg) == 0) return;
        const std::uint64_t wrong = dice_.one_in(4) ? 1ULL << dice_.below(64) : 0;
        if (is_long) (void)memory.write<std::uint64_t>(table, (table + 0x1000) | present);
        if (is_long || pae) {
            const std::uint64_t pointers = is_long ? table + 0x1000 : table;
            const std::array<std::uint64_t, 4> entries{(table + 0x2000) | (is_long ? present : 1)};
            (void)memory.write<std::uint64_t>(pointers, entries[0]);
            (void)memory.write<std::uint64_t>(table + 0x2000, large ^ wrong);
            if (!is_long) cpu.write_pdptes(entries);
        } else {
            (void)memory.write<std::uint32_t>(table, static_cast<std::uint32_t>(large ^ wrong));
        }
    }

    std::uint8_t length(const Cause& cause) {
        if (std::holds_alternative<exit::TripleFault>(cause) ||
            std::holds_alternative<exit::ExternalInterrupt>(cause) ||
            std::holds_alternative<exit::BudgetTimer>(cause))
            return 0;
        return static_cast<std::uint8_t>(1 + dice_.below(15));
    }

    Cause cause(Cpu& cpu, const Memory& memory) { return make(dice_.below(exit_kinds), cpu, memory); }

    Cause make(std::size_t kind, Cpu& cpu, const Memory& memory) {
        switch (kind) {
            case kind_index<exit::Vmcall>:
                return vmcall(cpu, memory);
            case kind_index<exit::Io>:
                return exit::Io(port_access());
            case kind_index<exit::Cpuid>:
                if (dice_.one_in(2))
                    cpu.gpr[Gpr::rax] = (dice_.one_in(2) ? 0x8000'0000U : 0U) + dice_.below(0x20);
                return exit::Cpuid{};
            case kind_index<exit::Hlt>:
                // Else nothing more would come.
                if (!pc_ && !dice_.one_in(4)) return exit::Cpuid{};
                return exit::Hlt{};
            case kind_index<exit::Msr>:
                return exit::Msr{.write = dice_.one_in(2)};
            case kind_index<exit::ControlRegister>:
                return control_register();
            case kind_index<exit::CacheFlush>:
                return exit::CacheFlush{.write_back = dice_.one_in(2)};
            case kind_index<exit::Xsetbv>:
                return exit::Xsetbv{};
            case kind_index<exit::Rdtsc>:
                return exit::Rdtsc{.with_aux = dice_.one_in(2)};
            case kind_index<exit::AbsentInstruction>:
                return exit::AbsentInstruction{.instruction = "vmxon", .general_protection = dice_.one_in(2)};
            case kind_index<exit::Exception>:
                return exception_exit(cpu, memory);
            case kind_index<exit::MemoryViolation>:
                return rare(exit::MemoryViolation{.read = dice_.one_in(2),
                                                  .write = dice_.one_in(2),
                                                  .fetch = dice_.one_in(2),
                                                  .address = dice_.value(),
                                                  .linear_valid = dice_.one_in(2),
                                                  .linear = dice_.value()});
            case kind_index<exit::TripleFault>:
                return rare(exit::TripleFault{});
            case kind_index<exit::MemoryMisconfiguration>:
                return rare(exit::MemoryMisconfiguration{.address = dice_.value()});
            case kind_index<exit::BudgetTimer>:
                return rare(exit::BudgetTimer{});
            case kind_index<exit::Unhandled>:
                return rare(exit::Unhandled{
                    .reason = dice_.take<std::uint32_t>(), .name = "vmfunc", .qualification = dice_.value()});
            default:
                static_assert(exit_kinds == 17, "a kind of exit that the fuzzer doesn't make");
                return exit::ExternalInterrupt{.vector = dice_.byte()};
        }
    }

    /// What ends a guest for sure comes less often, so that runs are long.
    template <class Kind>
    Cause rare(Kind kind) {
        if (dice_.one_in(4)) return kind;
        return exit::ExternalInterrupt{.vector = dice_.byte()};
    }

    Cause vmcall(Cpu& cpu, const Memory& memory) {
        if (pc_ && !dice_.one_in(4)) {  // in the BIOS
            real_mode(cpu);
            cpu.set_real_mode_segment(SegmentName::cs, bios::rom::segment);
            constexpr std::array<std::uint8_t, 8> served{0x10, 0x13, 0x15, 0x16, 0x1A, 0x08, 0x09, 0x18};
            const unsigned slot =
                dice_.one_in(4) ? dice_.take<std::uint16_t>() % bios::rom::slot_count : dice_.of(served);
            cpu.registers[Register::rip] = bios::rom::slot_offset(slot);
            cpu.gpr[Gpr::rax] = dice_.take<std::uint16_t>() & (dice_.one_in(2) ? 0xFFFF : 0x1FFF);
        } else if (!pc_ && dice_.one_in(8)) {  // the stub of a vector that the guest never set
            real_mode(cpu);
            cpu.segment_of(SegmentName::cs).base = memory.size() - 0x1'0000;
            cpu.registers[Register::rip] = 0xFC00 + 4 * dice_.byte();
        } else if (dice_.one_in(4)) {
            cpu.gpr[Gpr::rax] = 2;  // put-byte
            cpu.gpr[Gpr::rbx] = dice_.one_in(4) ? '\n' : dice_.byte();
        }
        return exit::Vmcall{};
    }

    exit::PortAccess port_access() {
        constexpr std::array<std::uint8_t, 3> sizes{1, 2, 4}, address_sizes{2, 4, 8};
        constexpr std::array<std::uint16_t, 24> ports{0xE9, 0xE9,  0xE9,  0xF4,  0x3F8, 0x3FD, 0x20,  0x21,
                                                      0x40, 0x43,  0x60,  0x61,  0x64,  0x70,  0x71,  0x92,
                                                      0xA0, 0x3C4, 0x3D4, 0x3D5, 0x3DA, 0xCF8, 0x402, 0xFFFF};
        return {.in = dice_.one_in(2),
                .string = dice_.one_in(4),
                .rep = dice_.one_in(2),
                .size = dice_.of(sizes),
                .port = dice_.one_in(4) ? dice_.take<std::uint16_t>() : dice_.of(ports),
                .address_size = dice_.of(address_sizes),
                .segment = static_cast<SegmentName>(dice_.below(6))};
    }

    exit::ControlRegister control_register() {
        constexpr std::array<std::uint8_t, 5> numbers{0, 3, 4, 8, 0};
        exit::ControlRegister access{.number = dice_.of(numbers),
                                     .access = static_cast<exit::ControlRegister::Access>(dice_.below(4)),
                                     .gpr = static_cast<Gpr>(dice_.below(16)),
                                     .lmsw_source = dice_.take<std::uint16_t>()};
        // CLTS and LMSW are of CR0.
        if (access.access >= exit::ControlRegister::Access::clts) access.number = 0;
        if (access.access == exit::ControlRegister::Access::lmsw && dice_.one_in(2))
            access.lmsw_operand = MemoryOperand{static_cast<SegmentName>(dice_.below(6)), dice_.value()};
        return access;
    }

    exit::Exception exception_exit(Cpu& cpu, const Memory& memory) {
        exit::Exception left = exception();
        if (left.vector == vector::ud && dice_.one_in(2)) {  // VMCALL or VMMCALL
            const std::uint64_t address = cpu.segment(SegmentName::cs).base + cpu.registers[Register::rip];
            (void)memory.write<std::uint16_t>(address, 0x010F);
            (void)memory.write<std::uint8_t>(address + 2, dice_.one_in(2) ? 0xC1 : 0xD9);
        }
        return left;
    }

    Dice& dice_;
    bool pc_;
};

}  // namespace vitrine::fuzz
