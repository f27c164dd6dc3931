#pragma once
// A virtual processor that runs a little machine code: real mode, and no more instructions than the ROM's
// handlers and the tests' programs have. Nothing of its state is elsewhere than in what it saves.

#include <array>
#include <cstdint>
#include <gtest/gtest.h>

#include "fake_cpu.hpp"
#include "guest/cpu/memory.hpp"

namespace vitrine::guest {

class RealModeCpu final : public FakeVcpu {
public:
    /// Each instruction takes so many ticks of the TSC.
    static constexpr std::uint64_t ticks_an_instruction = 40;

    explicit RealModeCpu(const Memory& memory) : memory_(memory) {}

    VITRINE_KEEPS_NO_REGISTER Exit& run(const Entry& entry) override {
        exit_ = {.cause = exit::Unseen{}};
        if (entry.event.valid) interrupt(entry.event.vector);
        const std::uint64_t begin = registers[Register::tsc];
        while (registers[Register::tsc] - begin < entry.ticks) {
            if (entry.window && can_interrupt()) return exit_;
            sti_blocking = false;
            registers[Register::tsc] += ticks_an_instruction;
            if (!step()) return exit_;
        }
        return exit_;
    }
    void advance(const Exit& exit) override {
        registers[Register::rip] = exit.rip + exit.length;
        sti_blocking = false;
    }
    bool can_interrupt() override {
        return !sti_blocking && (registers[Register::rflags] & rflags::interrupt) != 0;
    }

private:
    std::uint64_t& flags() { return registers[Register::rflags]; }
    std::uint64_t& ip() { return registers[Register::rip]; }
    std::uint8_t code(unsigned offset) {
        return memory_.read<std::uint8_t>(segment_of(SegmentName::cs).base + ip() + offset).value_or(0);
    }
    std::uint16_t code_word(unsigned offset) {
        return static_cast<std::uint16_t>(code(offset) | code(offset + 1) << 8);
    }
    std::uint16_t word(Gpr name) { return static_cast<std::uint16_t>(read_gpr(name)); }
    void set_word(Gpr name, std::uint16_t value) {
        write_gpr(name, (read_gpr(name) & ~std::uint64_t{0xFFFF}) | value);
    }
    void set_flag(std::uint64_t flag, bool on) { flags() = on ? flags() | flag : flags() & ~flag; }
    void go(unsigned target) { ip() = target & 0xFFFF; }

    std::uint64_t top() { return segment_of(SegmentName::ss).base + word(Gpr::rsp); }
    void push(std::uint16_t value) {
        set_word(Gpr::rsp, static_cast<std::uint16_t>(word(Gpr::rsp) - 2));
        EXPECT_TRUE(memory_.write<std::uint16_t>(top(), value));
    }
    std::uint16_t pop() {
        const std::uint16_t value = memory_.read<std::uint16_t>(top()).value_or(0);
        set_word(Gpr::rsp, static_cast<std::uint16_t>(word(Gpr::rsp) + 2));
        return value;
    }
    void go_far(std::uint16_t selector, std::uint16_t offset) {
        set_real_mode_segment(SegmentName::cs, selector);
        go(offset);
    }
    void interrupt(std::uint8_t vector) {
        push(static_cast<std::uint16_t>(flags()));
        push(segment_of(SegmentName::cs).selector);
        push(static_cast<std::uint16_t>(ip()));
        set_flag(rflags::interrupt | rflags::tf, false);
        const std::uint64_t slot = std::uint64_t{vector} * 4;
        go_far(memory_.read<std::uint16_t>(slot + 2).value_or(0),
               memory_.read<std::uint16_t>(slot).value_or(0));
    }

    bool leave(const Cause& cause, std::uint8_t length) {
        exit_ = {.rip = ip(), .length = length, .cause = cause};
        return false;
    }
    bool port(bool in, std::uint16_t number, std::uint8_t length) {
        exit::PortAccess access;
        access.in = in;
        access.port = number;
        return leave(exit::Io(access), length);
    }
    bool done(unsigned length) {
        go(static_cast<unsigned>(ip()) + length);
        return true;
    }
    bool branch(bool taken) {
        const auto distance = static_cast<std::int8_t>(code(1));
        return done(taken ? static_cast<unsigned>(2 + distance) : 2);
    }

    /// One instruction; false where the guest exits at it.
    bool step() {
        const std::uint8_t opcode = code(0);
        const auto gpr_named = static_cast<Gpr>(opcode & 7);
        if (opcode >= 0x40 && opcode <= 0x4F) {  // INC and DEC
            set_word(gpr_named, static_cast<std::uint16_t>(word(gpr_named) + (opcode < 0x48 ? 1 : -1)));
            set_flag(rflags::zf, word(gpr_named) == 0);
            return done(1);
        }
        if (opcode >= 0x50 && opcode <= 0x57) {
            push(word(gpr_named));
            return done(1);
        }
        if (opcode >= 0x58 && opcode <= 0x5F) {
            set_word(gpr_named, pop());
            return done(1);
        }
        if (opcode >= 0xB0 && opcode <= 0xB7) return move_byte();
        if (opcode >= 0xB8 && opcode <= 0xBF) {
            set_word(gpr_named, code_word(1));
            return done(3);
        }
        return other(opcode);
    }
    bool move_byte() {
        const unsigned number = code(0) & 3, shift = (code(0) & 4) != 0 ? 8 : 0;
        std::uint64_t& target = gpr[static_cast<Gpr>(number)];
        target = (target & ~(std::uint64_t{0xFF} << shift)) | std::uint64_t{code(1)} << shift;
        return done(2);
    }
    bool other(std::uint8_t opcode) {
        switch (opcode) {
            case 0x0F:
                return two_bytes();
            case 0x3C:  // CMP AL, imm8
                set_flag(rflags::zf, static_cast<std::uint8_t>(gpr[Gpr::rax]) == code(1));
                set_flag(rflags::cf, static_cast<std::uint8_t>(gpr[Gpr::rax]) < code(1));
                return done(2);
            case 0x73:
                return branch((flags() & rflags::cf) == 0);
            case 0x75:
                return branch((flags() & rflags::zf) == 0);
            case 0xC3:
                go(pop());
                return true;
            case 0xCD: {
                const std::uint8_t vector = code(1);
                done(2);
                interrupt(vector);
                return true;
            }
            case 0xCF: {
                const std::uint16_t offset = pop(), selector = pop();
                go_far(selector, offset);
                flags() = (flags() & ~std::uint64_t{0xFFFF}) | pop() | rflags::fixed_one;
                return true;
            }
            case 0xE4:
            case 0xE6:
                return port(opcode == 0xE4, code(1), 2);
            case 0xE8: {
                const std::uint16_t distance = code_word(1);
                done(3);
                push(static_cast<std::uint16_t>(ip()));
                return done(distance);
            }
            case 0xEB:
                return branch(true);
            case 0xF4:
                return leave(exit::Hlt{}, 1);
            case 0xF9:
                set_flag(rflags::cf, true);
                return done(1);
            case 0xFA:
                set_flag(rflags::interrupt, false);
                return done(1);
            case 0xFB:
                sti_blocking = (flags() & rflags::interrupt) == 0;
                set_flag(rflags::interrupt, true);
                return done(1);
            default:
                ADD_FAILURE() << "no such instruction here: " << unsigned{opcode} << " at " << ip();
                return leave(exit::TripleFault{}, 0);
        }
    }
    bool two_bytes() {
        switch (code(1)) {
            case 0x01:
                return leave(exit::Vmcall{}, 3);
            case 0x30:
                return leave(exit::Msr{.write = true}, 2);
            case 0x31:  // RDTSC
                gpr[Gpr::rax] = registers[Register::tsc] & 0xFFFF'FFFF;
                gpr[Gpr::rdx] = registers[Register::tsc] >> 32;
                return done(2);
            default:
                ADD_FAILURE() << "no such instruction here: 0f " << unsigned{code(1)};
                return leave(exit::TripleFault{}, 0);
        }
    }

    const Memory& memory_;
};

}  // namespace vitrine::guest
