#pragma once
// What is to be said of a dump, in the order in which it should be read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/explain/judge.hpp"

namespace vitrine::tools {

/// What became of a dump as a whole.
enum class DumpStatus : std::uint8_t {
    ok,         ///< whole, every rule judged, none broken, and nothing says that the entry failed
    failed,     ///< some rule is broken
    undecided,  ///< no rule is known to be broken, but not all is known, or the dump says that the entry
                ///< failed
};

[[nodiscard]] constexpr std::string_view name(DumpStatus status) {
    return status == DumpStatus::ok ? "ok" : status == DumpStatus::failed ? "failed" : "undecided";
}

/// Rules that can't be judged for want of the same thing.
struct Gap {
    std::string missing;
    unsigned rules = 0;
    std::vector<std::string_view> fields;
};

/// Everything that is said of a dump.
struct Findings {
    std::vector<std::string> notes;
    std::vector<JudgedRule> rules;   ///< all, in the manual's order
    std::vector<JudgedRule> causes;  ///< broken, or so on some processors: the likeliest first
    std::vector<Gap> gaps;           ///< of the rules that the processor's report leaves: most rules first
    unsigned broken = 0, conditional = 0, unknown = 0;
    DumpStatus status = DumpStatus::ok;
};

[[nodiscard]] Findings findings(const Dump& dump);

/// The bits of a field that a broken rule wants as 1, and the value that has them.
struct MissingBits {
    std::uint64_t bits = 0;
    std::uint64_t write = 0;
};
[[nodiscard]] std::optional<MissingBits> missing_bits(const vmx::RuleOutcome& rule);

}  // namespace vitrine::tools
