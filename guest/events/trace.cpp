#include "guest/events/trace.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "guest/machine/emulate/exceptions.hpp"
#include "guest/machine/emulate/fetch.hpp"

namespace vitrine::guest {

namespace {

std::string_view access_name(exit::ControlRegister::Access access) {
    switch (access) {
        case exit::ControlRegister::Access::write:
            return "write";
        case exit::ControlRegister::Access::read:
            return "read";
        case exit::ControlRegister::Access::clts:
            return "clts";
        case exit::ControlRegister::Access::lmsw:
            return "lmsw";
    }
    return "";
}

void describe_string(Line& line, const exit::Io& io) {
    constexpr std::array<std::string_view, 8> segments{"es", "cs", "ss", "ds", "fs", "gs", "", ""};
    const auto shown = std::min<std::size_t>(io.count, io.values.size());
    line.text(key::instruction, io.in ? "ins" : "outs").number(key::rep, io.rep ? 1 : 0);
    line.text(key::segment, segments[static_cast<std::size_t>(io.segment) & 7]);
    if (io.count != 0) line.hex(key::address, io.address);
    line.number(key::count, io.count);
    if (shown != 0) line.hex_list(key::values, std::span(io.values).first(shown));
}

struct Describe {
    Line& line;
    bool faulted;  ///< the instruction was not done: the guest gets an exception

    void operator()(const exit::Vmcall& call) const {
        line.hex(key::number, call.number);
        line.text(key::name, call.name.empty() ? "unknown" : call.name).hex(key::argument, call.argument);
        line.hex(key::returned, call.returned);
        if (call.has_caller) line.far_address(key::caller, call.caller_segment, call.caller_offset);
    }
    void operator()(const exit::Io& io) const {
        line.text(key::direction, io.in ? "in" : "out").hex(key::port, io.port).number(key::size, io.size);
        if (io.string) {
            describe_string(line, io);
        } else {
            line.hex(key::value, io.values[0]);
        }
        line.text(key::device, io.device.empty() ? "none" : io.device);
    }
    void operator()(const exit::Cpuid& cpuid) const {
        line.hex(key::leaf, cpuid.leaf).hex(key::subleaf, cpuid.subleaf);
        line.hex(key::eax, cpuid.eax)
            .hex(key::ebx, cpuid.ebx)
            .hex(key::ecx, cpuid.ecx)
            .hex(key::edx, cpuid.edx);
    }
    void operator()(const exit::Hlt& hlt) const {
        line.text(key::interrupts, hlt.interrupts_on ? "on" : "off");
    }
    void operator()(const exit::Msr& msr) const {
        line.text(key::access, msr.write ? "write" : "read").hex(key::index, msr.index);
        line.text(key::name, msr.name.empty() ? "unknown" : msr.name);
        if (msr.write || !faulted) line.hex(key::value, msr.value);
    }
    void operator()(const exit::ControlRegister& access) const {
        line.text(key::access, access_name(access.access)).number(key::cr, access.number);
        if (!access.lmsw_operand) line.hex(key::value, access.value);
    }
    void operator()(const exit::CacheFlush& flush) const {
        line.text(key::instruction, flush.write_back ? "wbinvd" : "invd");
    }
    void operator()(const exit::Xsetbv& xsetbv) const {
        line.hex(key::index, xsetbv.index).hex(key::value, xsetbv.value);
    }
    void operator()(const exit::Rdtsc& rdtsc) const {
        line.text(key::instruction, rdtsc.with_aux ? "rdtscp" : "rdtsc").hex(key::value, rdtsc.value);
    }
    void operator()(const exit::AbsentInstruction& absent) const {
        line.text(key::instruction, absent.instruction);
    }
    void operator()(const exit::Exception& exception) const {
        line.number(key::vector, exception.vector).text(key::name, vector_name(exception.vector));
        if (exception.has_error_code) line.hex(key::error, exception.error_code);
        if (exception.vector == vector::pf) line.hex(key::address, exception.address);
        if (exception.vector == vector::db) line.hex(key::dr6, exception.address);
    }
    void operator()(const exit::TripleFault& /*fault*/) const {}
    void operator()(const exit::MemoryViolation& violation) const {
        line.text(key::access, violation.fetch ? "fetch" : violation.write ? "write" : "read");
        line.hex(key::physical, violation.address);
        if (violation.linear_valid) line.hex(key::linear, violation.linear);
    }
    void operator()(const exit::MemoryMisconfiguration& misconfiguration) const {
        line.hex(key::physical, misconfiguration.address);
    }
    void operator()(const exit::ExternalInterrupt& interrupt) const {
        line.hex(key::vector, interrupt.vector);
    }
    void operator()(const exit::BudgetTimer& /*timer*/) const {}
    void operator()(const exit::Unhandled& unhandled) const {
        line.number(key::reason, unhandled.reason).text(key::name, unhandled.name);
        line.hex(key::qualification, unhandled.qualification);
    }
    void operator()(const exit::BiosCall& call) const {
        using Style = exit::BiosCall::Style;
        line.hex(key::interrupt, call.vector).text(key::function, call.function);
        for (std::size_t index = 0; index < call.parameter_count; ++index) {
            const auto& [key, value] = call.parameters[index];
            if (call.styles[index] == Style::on_off) {
                line.text(key, value != 0 ? "on" : "off");
            } else if (call.styles[index] == Style::number) {
                line.number(key, value);
            } else if (call.styles[index] == Style::character) {
                const auto character = static_cast<char>(value);
                line.text(key, std::string_view(&character, 1));
            } else {
                line.hex(key, value);
            }
        }
        line.text(key::status, call.status);
        line.far_address(key::caller, call.caller_segment, call.caller_offset);
    }
    void operator()(const exit::Interrupt& interrupt) const {
        line.number(key::line, interrupt.line).hex(key::vector, interrupt.vector);
    }
    // Neither is ever told as an exit.
    void operator()(const exit::Unseen& /*nothing*/) const {}
    void operator()(const exit::EntryFailed& /*failure*/) const {}
};

}  // namespace

void Trace::exit(std::uint64_t number, VirtualCpu& cpu, const Exit& exit, const Action& action) {
    if (tally_ != nullptr) tally_->count(exit.cause);
    if (!filter_.shows(exit.cause)) return;
    if (const auto* call = std::get_if<exit::BiosCall>(&exit.cause); call != nullptr && call->silent) return;
    if (const auto* hlt = std::get_if<exit::Hlt>(&exit.cause); hlt != nullptr && hlt->silent) return;
    const Segment cs = cpu.segment(SegmentName::cs);
    ExitEvent event(number, exit.rip, cs.base != 0 ? std::optional(cs.selector) : std::nullopt, exit.cause);
    if (action.is<action::Inject>()) event.injected = action.injected().vector;
    record(event);
}

void Trace::interrupt(std::uint64_t number, VirtualCpu& cpu, const exit::Interrupt& interrupt) {
    exit(number, cpu, {.rip = cpu.read(Register::rip), .cause = interrupt}, action::Resume{});
}

void Trace::console(Console& console) {
    while (const auto line = console.take_line()) {
        if (filter_.shows_console()) record(*line);
    }
}

template <class Event>
void Trace::record(const Event& event) {
    if (keeps_) {
        if (store_.add(event)) return;
        write_kept();
        if (store_.add(event)) return;
    }
    write(event);
}

void Trace::flush() {
    write_kept();
    repeats_.settle(sink_);
}

void Trace::write_kept() {
    std::size_t written = 0;
    const auto exits = store_.exits();
    for (const TextEvent& text : store_.texts()) {
        for (; written < text.after; ++written) write(exits[written]);
        write(ConsoleLine{text.source, {text.text.data(), text.length}});
    }
    for (; written < exits.size(); ++written) write(exits[written]);
    store_.clear();
}

void Trace::write(const ExitEvent& event) {
    if (lines_left_ == 0) return;
    if (filter_.shows_repeats()) {
        format(sink_, event, event.number);
        count_line();
    } else if (repeats_.write(sink_, event)) {
        count_line();
    }
}

void Trace::count_line() {
    if (--lines_left_ != 0) return;
    repeats_.settle(sink_);
    filter_.hide_exits();
    if (tally_ == nullptr) told_ = 0;
    say_stopped("the guest goes on, but its exits fill no more lines (lines=)");
}

bool Trace::take_text(std::uint64_t lines) {
    if (text_left_ == 0) return false;
    if (lines < text_left_) {
        text_left_ -= lines;
        return true;
    }
    text_left_ = 0;
    say_stopped("the guest goes on, but its text and screens fill no more lines (lines=)");
    return false;
}

void Trace::say_stopped(std::string_view cause) {
    Line(sink_, event::trace)
        .text(key::status, "stopped")
        .text(key::cause, cause)
        .text(key::hint, "trace= shows fewer");
}

// Calls of the BIOS and interrupts of the guest's devices are events of their own.
void Trace::format(Sink& sink, const ExitEvent& event, std::uint64_t number) {
    const std::size_t kind = event.cause.index();
    const bool bios = kind == kind_index<exit::BiosCall>, irq = kind == kind_index<exit::Interrupt>;
    Line line(sink, bios ? event::bios : irq ? event::irq : event::exit);
    if (!bios && !irq) line.number(key::n, number).text(key::kind, kind_name(kind));
    std::visit(Describe{line, event.injected.has_value()}, event.cause);
    if (bios) {
        line.number(key::n, number);
        return;
    }
    if (event.injected) line.text(key::inject, vector_name(*event.injected));
    if (event.code_segment) line.hex(key::cs, *event.code_segment);
    line.hex(key::rip, event.rip);
}

void Trace::write(const ConsoleLine& line) {
    repeats_.settle(sink_);
    if (!take_text(1)) return;
    Line(sink_, event::console).text(key::source, line.source).text(key::text, line.text);
}

void Trace::state(VirtualCpu& cpu, const Memory& memory) {
    flush();
    const auto general = [&](Key key, Gpr name) { return std::pair{key, cpu.read_gpr(name)}; };
    const std::array registers{
        general(key::rax, Gpr::rax), general(key::rbx, Gpr::rbx), general(key::rcx, Gpr::rcx),
        general(key::rdx, Gpr::rdx), general(key::rsi, Gpr::rsi), general(key::rdi, Gpr::rdi),
        general(key::rbp, Gpr::rbp), general(key::rsp, Gpr::rsp), general(key::r8, Gpr::r8),
        general(key::r9, Gpr::r9),   general(key::r10, Gpr::r10), general(key::r11, Gpr::r11),
        general(key::r12, Gpr::r12), general(key::r13, Gpr::r13), general(key::r14, Gpr::r14),
        general(key::r15, Gpr::r15)};
    {
        Line line(sink_, event::state);
        line.hex(key::rip, cpu.read(Register::rip)).hex(key::rflags, cpu.read(Register::rflags));
        for (const auto& [key, value] : registers) line.hex(key, value);
    }
    Line(sink_, event::state)
        .hex(key::cr0, cpu.read(Register::cr0))
        .hex(key::cr2, cpu.read(Register::cr2))
        .hex(key::cr3, cpu.read(Register::cr3))
        .hex(key::cr4, cpu.read(Register::cr4))
        .hex(key::efer, cpu.read(Register::efer))
        .hex(key::dr7, cpu.read(Register::dr7));

    constexpr std::array<std::string_view, 8> names{"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};
    for (unsigned number = 0; number < names.size(); ++number) {
        const Segment segment = cpu.segment(static_cast<SegmentName>(number));
        Line line(sink_, event::state);
        line.text(key::segment, names[number])
            .hex(key::selector, segment.selector)
            .hex(key::base, segment.base);
        line.hex(key::limit, segment.limit).hex(key::access, segment.access);
    }
    const DescriptorTable gdtr = cpu.gdtr();
    const DescriptorTable idtr = cpu.idtr();
    Line(sink_, event::state).text(key::table, "gdtr").hex(key::base, gdtr.base).hex(key::limit, gdtr.limit);
    Line(sink_, event::state).text(key::table, "idtr").hex(key::base, idtr.base).hex(key::limit, idtr.limit);
    state_instructions(cpu, memory);
}

// As many of the bytes at CS:RIP as can be read.
void Trace::state_instructions(VirtualCpu& cpu, const Memory& memory) {
    std::array<std::uint8_t, 16> buffer{};
    const auto bytes = fetch(cpu, memory, buffer);
    if (!bytes.empty()) Line(sink_, event::state).bytes(key::instructions, bytes);
}

}  // namespace vitrine::guest
