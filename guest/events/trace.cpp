#include "guest/events/trace.hpp"

#include <array>
#include <utility>

#include "guest/events/kinds.hpp"
#include "guest/machine/board.hpp"
#include "guest/machine/emulate/exceptions.hpp"
#include "guest/machine/emulate/fetch.hpp"

namespace vitrine::guest {

KindMask Trace::shown() const {
    return filter_.kinds_shown() | kinds(event_kind::end) |
           (filter_.shows_console() ? kinds(event_kind::text) : 0) |
           (filter_.shows_screen() ? kinds(event_kind::screen) : 0);
}

void Trace::see(const GuestEvent& event) {
    if (event.kind < told_kinds) [[likely]]
        return tell(event);
    see_other(event);
}

void Trace::see_other(const GuestEvent& event) {
    switch (event.kind) {
        case event_kind::text:
            record(*event.line);
            break;
        case event_kind::screen:
            if (take_text(Board::most_screen_lines)) event.board.log_screen(sink(), event.memory);
            break;
        case event_kind::end:
            flush();
            if (event.stop->status != Status::ok && event.stop->status != Status::failed) {
                state(event.cpu, event.memory);
                event.board.log_state(sink_);
            }
            break;
        default:
            break;
    }
}

void Trace::tell(const GuestEvent& event) {
    if (!filter_.shows(event)) return;
    if (event.call != nullptr && event.call->silent) return;
    if (event.exit != nullptr) {
        if (const auto* hlt = std::get_if<exit::Hlt>(&event.exit->cause); hlt != nullptr && hlt->silent)
            return;
    }
    const Segment cs = event.cpu.segment(SegmentName::cs);
    const auto selector = cs.base != 0 ? std::optional(cs.selector) : std::nullopt;
    const std::uint64_t rip = event.exit != nullptr ? event.exit->rip : event.cpu.read(Register::rip);
    if (keeps_ && store_.full()) write_kept();
    std::optional<std::uint8_t> injected;
    if (event.action != nullptr && event.action->is<action::Inject>())
        injected = event.action->injected().vector;
    const auto record = [&](const auto& what) {
        if (ExitEvent* kept = keeps_ ? store_.make(event.number, rip, selector, what) : nullptr) {
            kept->injected = injected;
        } else {
            ExitEvent now(event.number, rip, selector, what);
            now.injected = injected;
            write(now);
        }
    };
    if (event.call != nullptr) {
        record(*event.call);
    } else if (event.interrupt != nullptr) {
        record(*event.interrupt);
    } else {
        record(event.exit->cause);
    }
}

void Trace::record(const ConsoleLine& line) {
    if (keeps_) {
        if (store_.add(line)) return;
        write_kept();
        if (store_.add(line)) return;
    }
    write(line);
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
    want(shown());
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
    const std::size_t index = kind_of(event.told);
    const Kind& kind = kind_table[index];
    Line line(sink, kind.event);
    if (index < exit_kinds) line.number(key::n, number).text(key::kind, kind.word);
    kind.describe(line, event.told, event.injected.has_value());
    if (index == event_kind::bios) {
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
