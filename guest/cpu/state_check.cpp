#include "guest/cpu/state_check.hpp"

#include <algorithm>

namespace vitrine::guest {

static_assert(most_extended % StateCheck::room_alignment == 0);

bool StateCheck::once(Vcpu& cpu, Sink& sink, bool time_stands) {
    ++count_;
    const std::size_t size = std::min<std::size_t>(cpu.extended_size(), room_.size() / 2);
    CpuState before{.extended = room_.first(size)};
    CpuState after{.extended = room_.subspan(room_.size() / 2, size)};
    cpu.save(before);
    if (const std::string_view name = cpu.load(before); !name.empty()) {
        Line(sink, event::error).text(key::field, name).text(key::cause, "the saved state can't be loaded");
        log_state(sink, before);
        return false;
    }
    cpu.save(after);
    if (!time_stands) after[Register::tsc] = before[Register::tsc];
    return log_differences(sink, before, after) == 0;
}

void StateCheck::log(Sink& sink) const {
    if (count_ == 0) return;
    Line(sink, event::check).text(key::name, "state").number(key::count, count_).text(key::status, "ok");
}

}  // namespace vitrine::guest
