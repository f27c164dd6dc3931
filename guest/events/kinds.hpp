#pragma once
// One row for each exit, call of the BIOS and interrupt of a device, as the log tells it.

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>

#include "guest/machine/event.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

/// How many there are: exits, bios and irq.
inline constexpr std::size_t told_kinds = event_kind::irq + 1;

/// What one is about.
using Told = std::variant<Cause, BiosCall, DeviceInterrupt>;

/// Which kind it is.
[[nodiscard]] inline std::size_t kind_of(const Told& told) {
    const auto* cause = std::get_if<Cause>(&told);
    return cause != nullptr ? cause->index() : event_kind::bios + told.index() - 1;
}

struct Kind {
    std::string_view word;   ///< in `trace=` and as the value of `kind=`
    vitrine::Event event{};  ///< what its line begins with
    /// Adds its own keys. `faulted`: the guest gets an exception instead of what it did.
    void (*describe)(Line& line, const Told& told, bool faulted) = nullptr;
};

extern const std::array<Kind, told_kinds> kind_table;

}  // namespace vitrine::guest
