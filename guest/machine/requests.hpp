#pragma once
// What a device, the firmware, a policy or somebody at the terminal asks of the machine as a whole. The run
// loop looks after each exit; nothing returns it through the layers.

#include <optional>
#include <string_view>
#include <utility>

#include "guest/cpu/action.hpp"
#include "guest/machine/attention.hpp"

namespace vitrine::guest {

class Requests {
public:
    /// The machine is to end so, at the instruction that the guest is at. The first such request counts.
    void end(const action::Stop& how) {
        if (!wants_end()) ask(ends, how);
    }

    /// The guest is to end so before its next entry, when its exit is dealt with. The first such request
    /// counts, but that a limit is reached counts before it: a guest that was cut off has not ended well.
    void end_next(const action::Stop& how) {
        if (!over() || (!wants_end() && how.status == Status::budget)) ask(ends_next, how);
    }

    /// The processor's reset line: the guest, which reset its machine, has ended well. `cause` is a literal.
    void reset(std::string_view cause) { end({.status = Status::ok, .code = 0, .cause = cause}); }

    /// The guest, of a board that keeps its time, is to leave before its next entry or in a halt, and to be
    /// run on later. An ending counts before it.
    void pause() { asked_ |= pauses; }

    /// Who is asked for once the machine is to end; null: nobody.
    void call(Attention* attention) { attention_ = attention; }

    /// Somebody wants to see the screen in the log.
    void show_screen() { asked_ |= screen; }

    /// Whether the machine is to end where the guest is.
    [[nodiscard]] bool wants_end() const { return (asked_ & ends) != 0; }
    /// Whether it is to end in any way.
    [[nodiscard]] bool over() const { return (asked_ & (ends | ends_next)) != 0; }
    /// Whether it isn't to be entered: it is over, or paused.
    [[nodiscard]] bool leaves() const { return (asked_ & (ends | ends_next | pauses)) != 0; }
    [[nodiscard]] bool wants_pause() const { return (asked_ & pauses) != 0; }
    void take_pause() { asked_ &= ~pauses; }
    [[nodiscard]] std::optional<action::Stop> take_end() {
        if (!over()) return std::nullopt;
        asked_ &= ~(ends | ends_next);
        return std::exchange(end_, std::nullopt);
    }
    [[nodiscard]] bool wants_screen() const { return (asked_ & screen) != 0; }
    [[nodiscard]] bool take_screen() {
        const bool wanted = wants_screen();
        asked_ &= ~screen;
        return wanted;
    }

private:
    static constexpr unsigned ends = 1, ends_next = 2, screen = 4, pauses = 8;

    [[gnu::noinline]] void ask(unsigned what, const action::Stop& how) {
        asked_ |= what;
        end_ = how;
        if (attention_ != nullptr) attention_->ask();
    }

    unsigned asked_ = 0;
    std::optional<action::Stop> end_;
    Attention* attention_ = nullptr;
};

}  // namespace vitrine::guest
