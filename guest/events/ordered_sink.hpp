#pragma once
// Keeps the log in order where two write to it: what the trace holds back comes before what others say.

#include <string_view>

#include "guest/events/trace.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

/// The log for those who write between a guest's events, such as a vendor's steps.
class OrderedSink final : public Sink {
public:
    explicit OrderedSink(Sink& log) : log_(log) {}

    /// From now on whatever `trace` keeps is written first; null: there is none. It writes to the log itself.
    void after(Trace* trace) { trace_ = trace; }

    void write(std::string_view bytes) override {
        if (trace_ != nullptr) trace_->interrupt();
        log_.write(bytes);
    }

private:
    Sink& log_;
    Trace* trace_ = nullptr;
};

}  // namespace vitrine::guest
