#pragma once
// What a device, the firmware or somebody at the terminal asks of the machine as a whole. The run loop looks
// after each exit; nothing returns it through the layers.

#include <optional>
#include <string_view>
#include <utility>

#include "guest/cpu/action.hpp"

namespace vitrine::guest {

class Requests {
public:
    /// The machine is to end so. The first request counts.
    void end(const action::Stop& how) {
        if (!end_) end_ = how;
    }

    /// The processor's reset line: the guest, which reset its machine, has ended well. `cause` is a literal.
    void reset(std::string_view cause) { end({.status = Status::ok, .code = 0, .cause = cause}); }

    [[nodiscard]] bool wants_end() const { return end_.has_value(); }
    [[nodiscard]] std::optional<action::Stop> take_end() {
        return end_ ? std::exchange(end_, std::nullopt) : std::nullopt;
    }

    /// Somebody wants to see the screen in the log.
    void show_screen() { screen_ = true; }
    [[nodiscard]] bool wants_screen() const { return screen_; }
    [[nodiscard]] bool take_screen() { return std::exchange(screen_, false); }

private:
    std::optional<action::Stop> end_;
    bool screen_ = false;
};

}  // namespace vitrine::guest
