#include "guest/machine/event.hpp"

namespace vitrine::guest {

void Observer::want(KindMask wanted) {
    wanted_ = wanted;
    if (list_ != nullptr) list_->changed();
}

void Observers::add(Observer& observer) {
    Observer** end = &first_;
    while (*end != nullptr) end = &(*end)->next_;
    *end = &observer;
    observer.list_ = this;
    changed();
}

void Observers::changed() {
    wanted_ = 0;
    for (const Observer* each = first_; each != nullptr; each = each->next_) wanted_ |= each->wanted_;
    if (want(event_kind::bios)) wanted_ |= kinds(kind_index<exit::Vmcall>);
    attention.ask();
}

void Observers::tell(const GuestEvent& event) const {
    for (Observer* each = first_; each != nullptr; each = each->next_) {
        if ((each->wanted_ >> event.kind & 1) != 0) each->see(event);
    }
}

}  // namespace vitrine::guest
