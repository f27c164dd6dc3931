#include "guest/machine/timers.hpp"

#include <algorithm>

namespace vitrine::guest {

void Timers::add(Timer& timer) {
    Timer** end = &first_;
    while (*end != nullptr) end = &(*end)->next_;
    *end = &timer;
}

void Timers::changed(Ticks before, Ticks due) {
    if (due <= next_) {
        next_ = due;
    } else if (before == next_) {
        find_next();
    }
}

void Timers::find_next() {
    next_ = never;
    for (const Timer* timer = first_; timer != nullptr; timer = timer->next_)
        next_ = std::min(next_, timer->due_);
}

void Timers::call_back() {
    ++round_;
    for (;;) {
        Timer* due = nullptr;
        for (Timer* timer = first_; timer != nullptr; timer = timer->next_) {
            const bool counts = timer->due_ <= clock_.now && timer->round_ != round_;
            if (counts && (due == nullptr || timer->due_ < due->due_)) due = timer;
        }
        if (due == nullptr) return;
        due->round_ = round_;
        due->arm(never);
        due->callback_();
    }
}

}  // namespace vitrine::guest
