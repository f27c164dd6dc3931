#pragma once
// How a run ends: the word and the number of the closing `result` line. instructions.md, "Exit statuses".

#include <cstdint>
#include <string_view>

namespace vitrine {

/// How a run ended. The number is the `code` of the `result` line, which `./vitrine run` exits with;
/// a guest's own code takes its place for `ok` and `failed`.
enum class Status : std::uint8_t {
    ok = 0,              ///< the guest ended well
    failed = 1,          ///< the guest ended with a code of its own other than 0
    crash = 100,         ///< triple fault, or an exit that nobody handles
    budget = 101,        ///< the guest used up its budget
    entry_failed = 102,  ///< the processor refused to enter the guest
    unsupported = 103,   ///< this processor can't run the guest
    bad_input = 104,     ///< an option, module or boot information that makes no sense
    panic = 105,         ///< a fault in Vitrine itself
    stuck = 110,         ///< the guest waits for what can't come; 106 to 109 are the front end's
};

/// The status as the log spells it.
[[nodiscard]] constexpr std::string_view name(Status status) {
    switch (status) {
        case Status::ok:
            return "ok";
        case Status::failed:
            return "failed";
        case Status::crash:
            return "crash";
        case Status::budget:
            return "budget";
        case Status::entry_failed:
            return "entry-failed";
        case Status::unsupported:
            return "unsupported";
        case Status::bad_input:
            return "bad-input";
        case Status::panic:
            return "panic";
        case Status::stuck:
            return "stuck";
    }
    return "panic";
}

}  // namespace vitrine
