#pragma once
// The `vmx step=…` and `svm step=…` lines: each step in the life of a virtual machine as it happens.

#include <cstdint>
#include <string_view>

#include "kernel/log/log.hpp"

namespace vitrine {

/// Writes step lines under the vendor's event. `Step` is the vendor's list of steps, for which name(Step)
/// gives the spelling and repeats(Step) tells whether it comes with every exit: of such a guest's first is
/// logged, or all of them when `every`.
template <class Step>
class StepLog {
public:
    StepLog(Sink& sink, Event event, bool every) : sink_(sink), event_(event), every_(every) {}

    /// A new guest: the first of each repeated step will be logged.
    void begin_guest() { due_ = all; }

    /// Whether the next line of this step is due; asked before its particulars are gathered.
    [[nodiscard]] bool due(Step step) const { return (due_ & bit(step)) != 0; }

    /// Whether no line of a repeated step is due any more.
    [[nodiscard]] bool quiet() const { return (due_ & repeated) == 0; }

    /// Writes the line; `particulars(line)` adds its keys.
    template <class Particulars>
    void log(Step step, Particulars particulars) {
        Line line = begin(step);
        particulars(line);
    }

    /// Writes the line without particulars.
    void log(Step step) { begin(step); }

    [[nodiscard]] Sink& sink() const { return sink_; }

private:
    // Not inlined: there is a log() for each kind of particulars.
    [[gnu::noinline]] Line begin(Step step) {
        if (repeats(step) && !every_) due_ &= ~bit(step);
        return {sink_, event_, key::step, name(step)};
    }

    static constexpr std::uint32_t all = ~0U;

    static constexpr std::uint32_t repeated = [] {
        std::uint32_t bits = 0;
        for (unsigned step = 0; step < 32; ++step) bits |= repeats(static_cast<Step>(step)) ? 1U << step : 0;
        return bits;
    }();

    [[nodiscard]] static constexpr std::uint32_t bit(Step step) { return 1U << static_cast<unsigned>(step); }

    Sink& sink_;
    Event event_;
    bool every_;
    std::uint32_t due_ = all;  ///< by step
};

}  // namespace vitrine
