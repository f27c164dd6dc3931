#pragma once
// What a run may ask to be checked before each entry of a guest: `check=state` and `check=entries`.

#include <cstdint>
#include <span>

#include "guest/cpu/entry_check.hpp"
#include "guest/cpu/state_check.hpp"
#include "guest/machine/spec.hpp"
#include "kernel/frames.hpp"

namespace vitrine::guest {

class EntryChecks {
public:
    /// Takes what the machine's specification asks for. False when there is no memory for it.
    [[nodiscard]] bool begin(const MachineSpec& spec, FrameAllocator& frames) {
        state_asked_ = spec.check_state;
        rules_asked_ = spec.check_entries;
        if (!state_asked_) return true;
        const auto room = frames.allocate(StateCheck::room_size, StateCheck::room_alignment);
        if (!room) return false;
        state_.use(std::span(reinterpret_cast<std::uint8_t*>(*room), StateCheck::room_size));
        return true;
    }

    /// Whether an entry is to be looked at.
    [[nodiscard]] bool asked() const { return state_asked_ || rules_asked_; }

    /// StateCheck::once(), where that is asked for.
    [[nodiscard]] bool keeps_state(Vcpu& cpu, Sink& sink, bool time_stands) {
        return !state_asked_ || state_.once(cpu, sink, time_stands);
    }

    /// EntryCheck::once(), where that is asked for; `forecast` gives what the rules say.
    template <class Forecast>
    [[nodiscard]] bool accepts(const Forecast& forecast) {
        return !rules_asked_ || rules_.once(forecast());
    }

    /// Says how often that was done, if it was.
    void log(Sink& sink) const {
        state_.log(sink);
        rules_.log(sink);
    }

private:
    bool state_asked_ = false, rules_asked_ = false;
    StateCheck state_;
    EntryCheck rules_;
};

}  // namespace vitrine::guest
