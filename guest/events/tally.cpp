#include "guest/events/tally.hpp"

#include <algorithm>
#include <span>

namespace vitrine::guest {

namespace {

/// Puts `value` before the first element of the sorted array for which `after` holds; false when it is full.
template <class T, std::size_t size, class After>
T* insert(std::array<T, size>& array, std::size_t& count, const T& value, After after) {
    if (count == size) return nullptr;
    const auto end = array.begin() + static_cast<std::ptrdiff_t>(count);
    const auto place = std::find_if(array.begin(), end, after);
    std::copy_backward(place, end, end + 1);
    *place = value;
    ++count;
    return &*place;
}

}  // namespace

void Tally::see(const GuestEvent& event) {
    ++kinds_[event.kind];
    if (event.call != nullptr) {
        if (!event.call->silent) count_call(*event.call);
    } else if (event.exit != nullptr) {
        if (const auto* io = std::get_if<exit::Io>(&event.exit->cause)) count_port(*io);
    }
}

void Tally::count_port(const exit::Io& io) {
    const auto end = ports_.begin() + static_cast<std::ptrdiff_t>(port_count_);
    const auto found =
        std::find_if(ports_.begin(), end, [&](const Port& port) { return port.number == io.port; });
    Port* port = found != end ? &*found
                              : insert(ports_, port_count_, {.number = io.port, .device = io.device},
                                       [&](const Port& other) { return other.number > io.port; });
    if (port == nullptr) port = &other_ports_;
    ++(io.in ? port->in : port->out);
}

void Tally::count_call(const BiosCall& call) {
    const auto end = calls_.begin() + static_cast<std::ptrdiff_t>(call_count_);
    const auto found = std::find_if(calls_.begin(), end, [&](const Call& other) {
        return other.vector == call.vector && other.function == call.function;
    });
    Call* counted = found != end
                        ? &*found
                        : insert(calls_, call_count_, {.vector = call.vector, .function = call.function},
                                 [&](const Call& other) { return other.vector > call.vector; });
    ++(counted != nullptr ? counted->count : other_calls_);
}

void Tally::write(Sink& sink) const {
    for (std::size_t index = 0; index < kinds_.size(); ++index) {
        if (kinds_[index] == 0) continue;
        Line(sink, event::summary, key::kind, kind_table[index].word).number(key::count, kinds_[index]);
    }
    for (const Port& port : std::span(ports_).first(port_count_)) {
        Line(sink, event::summary)
            .hex(key::port, port.number)
            .number(key::in, port.in)
            .number(key::out, port.out)
            .text(key::device, port.device);
    }
    if (other_ports_.in != 0 || other_ports_.out != 0) {
        Line(sink, event::summary, key::port, "other")
            .number(key::in, other_ports_.in)
            .number(key::out, other_ports_.out);
    }
    for (const Call& call : std::span(calls_).first(call_count_)) {
        Line(sink, event::summary)
            .hex(key::interrupt, call.vector)
            .text(key::function, call.function)
            .number(key::count, call.count);
    }
    if (other_calls_ != 0)
        Line(sink, event::summary, key::interrupt, "other").number(key::count, other_calls_);
}

}  // namespace vitrine::guest
