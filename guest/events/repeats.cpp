#include "guest/events/repeats.hpp"

#include <algorithm>

namespace vitrine::guest {

class Repeats::TextSink final : public Sink {
public:
    explicit TextSink(Text& text) : text_(text) {}
    void write(std::string_view bytes) override {
        const std::size_t room = text_.bytes.size() - text_.length;
        if (bytes.size() > room || overflown_) {
            overflown_ = true;
            text_.length = 0;
            return;
        }
        std::ranges::copy(bytes, text_.bytes.begin() + static_cast<std::ptrdiff_t>(text_.length));
        text_.length += bytes.size();
    }

private:
    Text& text_;
    bool overflown_ = false;
};

Repeats::Text Repeats::text_of(const ExitEvent& event) const {
    Text text;
    TextSink sink(text);
    if (const auto* call = std::get_if<BiosCall>(&event.told); call != nullptr && call->alike) {
        ExitEvent bare = event;
        std::get<BiosCall>(bare.told).parameter_count = 0;
        format_(sink, bare, 0);
    } else {
        format_(sink, event, 0);
    }
    return text;
}

const Repeats::Text& Repeats::back(std::size_t distance) const {
    return texts_[(next_ + kept - distance) % kept];
}

void Repeats::remember(const Text& text) {
    texts_[next_] = text;
    next_ = (next_ + 1) % kept;
    known_ = std::min(known_ + 1, kept);
}

// The shortest cycle that the last events went round twice.
std::size_t Repeats::find_cycle() const {
    for (std::size_t length = 1; length <= longest_cycle && 2 * length <= known_; ++length) {
        std::size_t same = 0;
        while (same < length && back(same + 1).length != 0 &&
               back(same + 1).view() == back(same + 1 + length).view())
            ++same;
        if (same == length) return length;
    }
    return 0;
}

bool Repeats::write(Sink& sink, const ExitEvent& event) {
    const Text text = text_of(event);
    if (cycle_ != 0) {
        if (text.length != 0 && text.view() == back(cycle_ - position_).view()) {
            round_[position_++] = event;
            if (position_ == cycle_) {
                position_ = 0;
                ++rounds_;
                last_number_ = event.number;
            }
            return false;
        }
        break_cycle(sink);
    }
    format_(sink, event, event.number);
    remember(text);
    cycle_ = find_cycle();
    return true;
}

void Repeats::break_cycle(Sink& sink) {
    if (cycle_ == 0) return;
    if (rounds_ != 0) {
        Line(sink, event::repeat)
            .number(key::events, cycle_)
            .number(key::times, rounds_)
            .number(key::last, last_number_);
    }
    for (std::size_t index = 0; index < position_; ++index) {
        if (const auto& event = round_[index]; event) format_(sink, *event, event->number);
    }
    cycle_ = position_ = 0;
    rounds_ = 0;
    known_ = 0;
}

void Repeats::settle(Sink& sink) {
    break_cycle(sink);
    known_ = 0;
}

}  // namespace vitrine::guest
