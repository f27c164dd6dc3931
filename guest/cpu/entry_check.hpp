#pragma once
// `check=entries`: before each entry the manual's rules are asked of it, and one that breaks a rule isn't
// tried.

#include <cstdint>

#include "guest/cpu/entry.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

class EntryCheck {
public:
    /// Counts an entry of which the rules say `forecast`. False when it breaks one.
    [[nodiscard]] bool once(const EntryForecast& forecast) {
        ++count_;
        rules_ = forecast.rules;
        broken_ = forecast.broken;
        return forecast.accepts();
    }

    /// Says how often that was done, if it was, and how many rules the last entry broke.
    void log(Sink& sink) const {
        if (count_ == 0) return;
        Line(sink, event::check)
            .text(key::name, "entries")
            .number(key::count, count_)
            .number(key::rules, rules_)
            .number(key::broken, broken_)
            .text(key::status, broken_ == 0 ? "ok" : "failed");
    }

private:
    std::uint64_t count_ = 0;
    unsigned rules_ = 0, broken_ = 0;
};

}  // namespace vitrine::guest
