#pragma once
// The `exit`, `console` and `state` lines.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/events/event_store.hpp"
#include "guest/events/repeats.hpp"
#include "guest/events/trace_filter.hpp"
#include "guest/machine/event.hpp"
#include "kernel/log/log.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// Writes a guest's lines: as they come, or kept in a store and written when it is full or flush() is called.
class Trace final : public Observer {
public:
    Trace(Sink& sink, TraceFilter filter) : Trace(sink, filter, {}, false) {}
    Trace(Sink& sink, TraceFilter filter, EventStore store) : Trace(sink, filter, store, true) {}

    void see(const GuestEvent& event) override;

    /// Writes what is kept and what was counted. To be called before anybody else writes to the log.
    void flush();

    /// The same for somebody who writes a line that is no event of the guest's.
    void interrupt() {
        write_kept();
        repeats_.interrupt(sink_);
    }

    /// After so many lines of exits no more are written, but for one that says so; likewise of text. A guest
    /// that never ends its loop would otherwise take the serial line's time for ever.
    void limit(std::uint64_t lines) { lines_left_ = text_left_ = lines; }

    /// All of the guest's registers, for a guest that did not end well.
    void state(VirtualCpu& cpu, const Memory& memory);

private:
    Trace(Sink& sink, TraceFilter filter, EventStore store, bool keeps)
        : Observer(0), store_(store), sink_(sink), filter_(filter), keeps_(keeps) {
        want(shown());
    }
    [[nodiscard]] KindMask shown() const;
    [[gnu::noinline]] void tell(const GuestEvent& event);
    [[gnu::noinline]] void see_other(const GuestEvent& event);
    void count_line();
    /// Whether there is room for so many lines of text, which are then taken.
    [[nodiscard]] bool take_text(std::uint64_t lines);
    void say_stopped(std::string_view cause);
    static void format(Sink& sink, const ExitEvent& event, std::uint64_t number);
    void write(const ExitEvent& event);
    void write_kept();
    [[nodiscard]] Sink& sink() {
        flush();
        return sink_;
    }
    void write(const ConsoleLine& line);
    void record(const ConsoleLine& line);
    void state_instructions(VirtualCpu& cpu, const Memory& memory);

    EventStore store_;
    Sink& sink_;
    TraceFilter filter_;
    bool keeps_;
    Repeats repeats_{format};
    std::uint64_t lines_left_ = ~std::uint64_t{0}, text_left_ = ~std::uint64_t{0};
};

}  // namespace vitrine::guest
