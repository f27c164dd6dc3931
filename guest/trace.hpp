#pragma once
// The `exit`, `console` and `state` lines.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/action.hpp"
#include "guest/console.hpp"
#include "guest/event_store.hpp"
#include "guest/exit.hpp"
#include "guest/memory.hpp"
#include "guest/virtual_cpu.hpp"
#include "kernel/log.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// The log's name of an exit's kind: the `kind=` value and the word in `trace=`.
[[nodiscard]] std::string_view kind_name(const Cause& cause);

/// What the log shows: by default every exit and what the guest writes, and the first of each VMX step.
class TraceFilter {
public:
    /// A word of `trace=` that means nothing.
    struct BadWord {
        std::string_view word;
    };

    /// Reads the value of `trace=`: words separated by commas, applied from left to right.
    ///   all, none   everything, nothing
    ///   steps       every step of the vendor's life cycle, not only the first of each kind
    ///   console     lines that the guest writes
    ///   a kind of exit (`io`, `vmcall`, …)
    /// A word with `-` before it takes away. A list that begins with a plain kind shows that alone.
    [[nodiscard]] static Result<TraceFilter, BadWord> parse(std::string_view list);

    /// The default.
    constexpr TraceFilter() = default;

    [[nodiscard]] bool shows(const Cause& cause) const { return shows_kind(cause.index()); }
    [[nodiscard]] bool shows_kind(std::size_t index) const { return (bits_ >> index & 1) != 0; }
    [[nodiscard]] bool shows_console() const { return (bits_ & console_bit) != 0; }
    [[nodiscard]] bool shows_every_step() const { return (bits_ & steps_bit) != 0; }

    /// The words of `trace=`, for messages: `index` from 0, an empty word past the last.
    [[nodiscard]] static std::string_view word(unsigned index);

private:
    static constexpr unsigned kinds = std::variant_size_v<Cause>;
    static constexpr std::uint32_t kind_bits = (1U << kinds) - 1;
    static constexpr std::uint32_t console_bit = 1U << kinds;
    static constexpr std::uint32_t steps_bit = 1U << (kinds + 1);

    std::uint32_t bits_ = kind_bits | console_bit;
};

/// What becomes of an exit in the log.
enum class Recording : std::uint8_t {
    none,    ///< nothing: `trace=` doesn't show its kind
    memory,  ///< it is kept, and written later
    line,    ///< it is written at once
};

/// Writes a guest's lines: as they come, or kept in a store and written when it is full or flush() is called.
class Trace {
public:
    Trace(Sink& sink, TraceFilter filter) : Trace(sink, filter, {}, false) {}
    Trace(Sink& sink, TraceFilter filter, EventStore store) : Trace(sink, filter, store, true) {}

    /// One exit: what the guest did, what it was answered, and where.
    void exit(std::uint64_t number, VirtualCpu& cpu, const Exit& exit, const Action& action);

    /// What becomes of exits, by Cause's index.
    using Recordings = std::array<Recording, std::variant_size_v<Cause>>;
    [[nodiscard]] const Recordings& recordings() const { return recordings_; }

    /// Where exits are kept whose recording is `memory`.
    [[nodiscard]] EventStore& store() { return store_; }

    /// The finished lines of text, which are taken from the console.
    void console(Console& console);

    /// Writes what is kept. To be called before anybody else writes to the log.
    void flush();

    /// All of the guest's registers, for a guest that did not end well.
    void state(VirtualCpu& cpu, const Memory& memory);

private:
    Trace(Sink& sink, TraceFilter filter, EventStore store, bool keeps);
    void write(const ExitEvent& event);
    void write(const ConsoleLine& line);
    template <class Event>
    void record(const Event& event);
    void state_instructions(VirtualCpu& cpu, const Memory& memory);

    Recordings recordings_{};
    EventStore store_;
    Sink& sink_;
    TraceFilter filter_;
    bool keeps_;
};

}  // namespace vitrine::guest
