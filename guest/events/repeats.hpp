#pragma once
// Loops in the log: a guest that polls writes the same few events thousands of times. The third and further
// rounds of a cycle of at most four events are counted, not written.

#include <array>
#include <cstdint>
#include <optional>

#include "guest/events/event_store.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

/// Finds cycles in the events that it is shown.
class Repeats {
public:
    static constexpr std::size_t longest_cycle = 4;
    /// Events whose lines are longer are no part of a cycle.
    static constexpr std::size_t longest_line = 320;

    /// Formats an event with a number of the caller's choice.
    using Format = void (*)(Sink& sink, const ExitEvent& event, std::uint64_t number);

    explicit Repeats(Format format) : format_(format) {}

    /// Writes the event, or counts it: then it's false.
    bool write(Sink& sink, const ExitEvent& event);

    /// Something else comes: what was counted is written, and no cycle goes on.
    void settle(Sink& sink);

    /// Somebody else writes: what was counted is written. A cycle that has only begun may go on.
    void interrupt(Sink& sink) { break_cycle(sink); }

private:
    struct Text {
        std::array<char, longest_line> bytes;
        std::size_t length = 0;  ///< 0: too long to compare
        [[nodiscard]] std::string_view view() const { return {bytes.data(), length}; }
    };
    class TextSink;

    [[nodiscard]] Text text_of(const ExitEvent& event) const;
    [[nodiscard]] const Text& back(std::size_t distance) const;
    void remember(const Text& text);
    [[nodiscard]] std::size_t find_cycle() const;
    void break_cycle(Sink& sink);

    static constexpr std::size_t kept = 2 * longest_cycle;

    Format format_;
    std::array<Text, kept> texts_{};  ///< of the last events; a ring
    std::size_t next_ = 0, known_ = 0;

    std::size_t cycle_ = 0;  ///< events of the cycle that is going on; 0: none
    std::size_t position_ = 0;
    std::uint64_t rounds_ = 0, last_number_ = 0;
    std::array<std::optional<ExitEvent>, longest_cycle> round_{};  ///< what there is of one that isn't over
};

}  // namespace vitrine::guest
