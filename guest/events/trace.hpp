#pragma once
// The `exit`, `console` and `state` lines.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/events/event_store.hpp"
#include "guest/events/repeats.hpp"
#include "guest/events/tally.hpp"
#include "guest/events/trace_filter.hpp"
#include "guest/machine/console.hpp"
#include "kernel/log/log.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// Writes a guest's lines: as they come, or kept in a store and written when it is full or flush() is called.
class Trace {
public:
    Trace(Sink& sink, TraceFilter filter) : Trace(sink, filter, {}, false) {}
    Trace(Sink& sink, TraceFilter filter, EventStore store) : Trace(sink, filter, store, true) {}

    /// One exit: what the guest did, what it was answered, and where.
    void exit(std::uint64_t number, VirtualCpu& cpu, const Exit& exit, const Action& action);

    /// An interrupt of a device of the guest is delivered where the guest is, before exit `number`.
    void interrupt(std::uint64_t number, VirtualCpu& cpu, const exit::Interrupt& interrupt);

    /// Whether exits of a kind, an index of Cause, are of any interest: shown or counted.
    [[nodiscard]] bool tells(std::size_t kind) const { return (told_ >> kind & 1) != 0; }

    /// The finished lines of text, which are taken from the console.
    void console(Console& console);

    /// Writes what is kept and what was counted. To be called before anybody else writes to the log.
    void flush();

    /// The same for somebody who writes a line that is no event of the guest's.
    void interrupt() {
        write_kept();
        repeats_.interrupt(sink_);
    }

    /// The log, for lines that come between the guest's.
    [[nodiscard]] Sink& sink() {
        flush();
        return sink_;
    }

    /// After so many lines of exits no more are written, but for one that says so; likewise of text. A guest
    /// that never ends its loop would otherwise take the serial line's time for ever.
    void limit(std::uint64_t lines) { lines_left_ = text_left_ = lines; }

    /// Whether there is room for so many lines of text, which are then taken.
    [[nodiscard]] bool take_text(std::uint64_t lines);

    /// Counts exits from now on, for the summary at the end; `tally` must outlive the trace.
    void count(Tally& tally) {
        tally_ = &tally;
        told_ = ~0U;
    }

    [[nodiscard]] const TraceFilter& filter() const { return filter_; }

    /// All of the guest's registers, for a guest that did not end well.
    void state(VirtualCpu& cpu, const Memory& memory);

private:
    Trace(Sink& sink, TraceFilter filter, EventStore store, bool keeps)
        : store_(store), sink_(sink), filter_(filter), told_(filter.kinds_shown()), keeps_(keeps) {}
    void count_line();
    void say_stopped(std::string_view cause);
    static void format(Sink& sink, const ExitEvent& event, std::uint64_t number);
    void write(const ExitEvent& event);
    void write_kept();
    void write(const ConsoleLine& line);
    template <class Event>
    void record(const Event& event);
    void state_instructions(VirtualCpu& cpu, const Memory& memory);

    EventStore store_;
    Sink& sink_;
    TraceFilter filter_;
    std::uint32_t told_;  ///< kinds that are of any interest, a bit each
    bool keeps_;
    Tally* tally_ = nullptr;
    Repeats repeats_{format};
    std::uint64_t lines_left_ = ~std::uint64_t{0}, text_left_ = ~std::uint64_t{0};
};

}  // namespace vitrine::guest
