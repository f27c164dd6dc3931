#include "kernel/panic.hpp"

#include <array>
#include <cstdint>

#include "arch/control_registers.hpp"
#include "arch/exception_frame.hpp"
#include "arch/power.hpp"
#include "arch/stacks.hpp"
#include "kernel/console.hpp"
#include "kernel/log/log.hpp"
#include "kernel/status.hpp"

namespace vitrine {

namespace {

struct PanicState {
    Symbols symbols;
    bool panicking = false;
};
constinit PanicState state;

[[noreturn]] void end(std::string_view why) {
    constexpr auto code = static_cast<std::uint32_t>(Status::panic);
    Line(console(), event::result)
        .text(key::status, name(Status::panic))
        .number(key::code, code)
        .text(key::cause, why);
    console().drain();
    arch::power_off(code);
}

/// A panic that panics says so and ends at once.
void begin() {
    if (state.panicking) end("a panic while another was being reported");
    state.panicking = true;
}

void log_frame(unsigned number, std::uint64_t address) {
    Line line(console(), event::backtrace);
    line.number(key::n, number).hex(key::address, address);
    if (const auto symbol = state.symbols.lookup(address)) {
        line.text(key::name, demangle(symbol->name).view()).hex(key::offset, symbol->offset);
    }
}

bool on_a_stack(std::uint64_t frame) {
    for (std::size_t i = 0; i < arch::stack_count; ++i) {
        const auto name = static_cast<arch::StackName>(i);
        if (frame >= arch::stack_bottom(name) && frame + 16 <= arch::stack_top(name)) return true;
    }
    return false;
}

/// Follows the frame pointers, which must lie on a stack and rise, so that a broken one ends the walk.
void backtrace(std::uint64_t address, std::uint64_t frame) {
    constexpr unsigned most_frames = 24;
    log_frame(0, address);
    for (unsigned number = 1; number < most_frames && frame % 8 == 0 && on_a_stack(frame); ++number) {
        const auto* link = reinterpret_cast<const std::uint64_t*>(frame);
        if (link[1] == 0) return;
        log_frame(number, link[1] - 1);  // the call, not where it returns to
        if (link[0] <= frame) return;
        frame = link[0];
    }
}

std::string_view exception_name(std::uint64_t vector) {
    constexpr std::array<std::string_view, 22> names{"divide error (#DE)",
                                                     "debug (#DB)",
                                                     "non-maskable interrupt (NMI)",
                                                     "breakpoint (#BP)",
                                                     "overflow (#OF)",
                                                     "bound range (#BR)",
                                                     "invalid opcode (#UD)",
                                                     "device not available (#NM)",
                                                     "double fault (#DF)",
                                                     "",
                                                     "invalid TSS (#TS)",
                                                     "segment not present (#NP)",
                                                     "stack fault (#SS)",
                                                     "general protection (#GP)",
                                                     "page fault (#PF)",
                                                     "",
                                                     "x87 error (#MF)",
                                                     "alignment check (#AC)",
                                                     "machine check (#MC)",
                                                     "SIMD error (#XM)",
                                                     "virtualization (#VE)",
                                                     "control protection (#CP)"};
    if (vector >= names.size() || names[vector].empty()) return "interrupt without a handler";
    return names[vector];
}

void log_registers(const arch::ExceptionFrame& frame) {
    using arch::FrameRegister;
    const auto gpr = [&](FrameRegister name) { return frame.gpr[static_cast<std::size_t>(name)]; };
    const arch::InterruptedProgram interrupted = frame.interrupted();
    Line(console(), event::panic)
        .hex(key::rip, interrupted.rip)
        .hex(key::rflags, interrupted.rflags)
        .hex(key::rax, gpr(FrameRegister::rax))
        .hex(key::rbx, gpr(FrameRegister::rbx))
        .hex(key::rcx, gpr(FrameRegister::rcx))
        .hex(key::rdx, gpr(FrameRegister::rdx))
        .hex(key::rsi, gpr(FrameRegister::rsi))
        .hex(key::rdi, gpr(FrameRegister::rdi))
        .hex(key::rbp, gpr(FrameRegister::rbp))
        .hex(key::rsp, interrupted.rsp)
        .hex(key::r8, gpr(FrameRegister::r8))
        .hex(key::r9, gpr(FrameRegister::r9))
        .hex(key::r10, gpr(FrameRegister::r10))
        .hex(key::r11, gpr(FrameRegister::r11))
        .hex(key::r12, gpr(FrameRegister::r12))
        .hex(key::r13, gpr(FrameRegister::r13))
        .hex(key::r14, gpr(FrameRegister::r14))
        .hex(key::r15, gpr(FrameRegister::r15));
    Line(console(), event::panic)
        .hex(key::cr0, arch::read_cr0())
        .hex(key::cr2, arch::read_cr2())
        .hex(key::cr3, arch::read_cr3())
        .hex(key::cr4, arch::read_cr4())
        .hex(key::cs, interrupted.cs)
        .hex(key::ss, interrupted.ss);
}

}  // namespace

void set_panic_symbols(const Symbols& symbols) {
    state.symbols = symbols;
}

void panic(std::string_view why, std::string_view subject, std::string_view detail) {
    begin();
    {
        Line line(console(), event::panic);
        line.text(key::cause, why);
        if (!subject.empty()) line.text(key::name, subject);
        if (!detail.empty()) line.text(key::detail, detail);
    }
    backtrace(reinterpret_cast<std::uint64_t>(__builtin_return_address(0)) - 1,
              reinterpret_cast<std::uint64_t>(__builtin_frame_address(0)));
    end(why);
}

/// Called by arch/interrupts.asm for every vector.
extern "C" [[noreturn]] void vitrine_exception(const arch::ExceptionFrame* frame) {
    const std::string_view why = exception_name(frame->vector());
    begin();
    Line(console(), event::panic)
        .text(key::cause, why)
        .number(key::vector, frame->vector())
        .hex(key::error, frame->error_code());
    log_registers(*frame);
    backtrace(frame->interrupted().rip, frame->gpr[static_cast<std::size_t>(arch::FrameRegister::rbp)]);
    end(why);
}

}  // namespace vitrine
