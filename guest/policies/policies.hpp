#pragma once
// All that may end a guest which would go on by itself.

#include <cstdint>
#include <optional>
#include <string_view>

#include "guest/machine/inputs.hpp"
#include "guest/machine/machine.hpp"
#include "guest/policies/budget.hpp"
#include "guest/policies/exits.hpp"
#include "guest/policies/idle.hpp"
#include "guest/policies/terminal.hpp"

namespace vitrine::guest {

/// What a guest may take. The budget, the patience and the keys are of a board that keeps its guest's time.
struct Limits {
    Ticks budget = never;
    std::uint64_t exits = never;
    Ticks patience = never;
    KeySource* keys = nullptr;  ///< somebody types, and may end it
};

/// Watches over the machine's guest as long as it lasts.
class Policies {
public:
    Policies(Machine& machine, const Limits& limits) {
        Observers& observers = machine.observers;
        if (limits.exits != never) observers.add(exits_.emplace(machine, limits.exits));
        if (!machine.board.timed) return;
        if (limits.budget != never) budget_.emplace(machine.board, machine.requests, limits.budget);
        observers.add(idle_.emplace(machine.board, machine.requests, limits.patience));
        if (limits.keys == nullptr) return;
        observers.add(terminal_.emplace(machine.requests));
        inputs_.emplace(machine, *limits.keys);
    }

    [[nodiscard]] static constexpr std::string_view name() { return "policies"; }
    /// Of those that there are, which is the machine's configuration.
    void state(State& state) {
        const auto one = [&state](auto& policy) {
            if (policy) state(*policy);
        };
        one(budget_);
        one(idle_);
        one(inputs_);
    }

private:
    std::optional<Exits> exits_;
    std::optional<Budget> budget_;
    std::optional<Idle> idle_;
    std::optional<Terminal> terminal_;
    std::optional<Inputs> inputs_;
};

}  // namespace vitrine::guest
