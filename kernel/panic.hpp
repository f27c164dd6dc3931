#pragma once
// The end of Vitrine by a fault of its own.

#include <string_view>

#include "kernel/symbols.hpp"

namespace vitrine {

/// Symbols for backtraces; without them frames have addresses alone.
void set_panic_symbols(const Symbols& symbols);

/// Logs why, the stack's frames and `result status=panic`, and turns the machine off. `subject` and `detail`
/// may be empty.
[[noreturn]] void panic(std::string_view why, std::string_view subject = {}, std::string_view detail = {});

}  // namespace vitrine
