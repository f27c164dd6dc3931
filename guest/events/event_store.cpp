#include "guest/events/event_store.hpp"

#include <algorithm>

namespace vitrine::guest {

EventStore::EventStore(std::span<std::byte> room) {
    const std::size_t exits = room.size() / 8 * 7 / sizeof(ExitEvent);
    const std::size_t texts = (room.size() - exits * sizeof(ExitEvent)) / sizeof(TextEvent);
    static_assert(sizeof(ExitEvent) % alignof(TextEvent) == 0);
    auto* first_exit = reinterpret_cast<ExitEvent*>(room.data());
    exits_ = {first_exit, exits};
    texts_ = {reinterpret_cast<TextEvent*>(first_exit + exits), texts};
}

bool EventStore::add(const ConsoleLine& line) {
    if (text_count_ == texts_.size()) return false;
    TextEvent* event = std::construct_at(&texts_[text_count_++]);
    event->after = exit_count_;
    event->source = line.source;
    event->length = std::min(line.text.size(), event->text.size());
    std::ranges::copy_n(line.text.begin(), static_cast<std::ptrdiff_t>(event->length), event->text.begin());
    return true;
}

}  // namespace vitrine::guest
