#pragma once
// Somebody at the terminal may ask for the guest's screen, and end it.

#include "guest/machine/event.hpp"
#include "guest/machine/inputs.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

class Terminal final : public Observer {
public:
    explicit Terminal(Requests& requests) : Observer(kinds(event_kind::input)), requests_(requests) {}

    void see(const GuestEvent& event) override {
        if (event.input->kind != Arrival::Kind::command) return;
        if (event.input->value == Inputs::show_screen) {
            requests_.show_screen();
        } else {
            requests_.end_next({.status = Status::ok, .code = 0, .cause = "ended at the terminal"});
        }
    }

private:
    Requests& requests_;
};

}  // namespace vitrine::guest
