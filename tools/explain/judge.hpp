#pragma once
// The rules of VM entry, judged for a processor of which little or nothing is known: what holds on every
// processor, on none, or on some.

#include <cstdint>
#include <string>
#include <vector>

#include "tools/explain/dump.hpp"
#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::tools {

enum class Finding : std::uint8_t {
    holds,
    broken,       ///< on this processor, or on any
    conditional,  ///< broken unless the processor, or memory, is as `condition` says
    unknown,      ///< can't be judged without `condition`
};

struct JudgedRule {
    vmx::RuleOutcome outcome;
    Finding finding = Finding::holds;
    std::string condition;
    std::string follows;  ///< of which rule before it this one is but a consequence, in words
};

/// Every rule, in the manual's order. What the dump tells of the processor is taken as it is; of the rest
/// each rule is tried on the processor that allows most and on those that lack something.
[[nodiscard]] std::vector<JudgedRule> judge(const Dump& dump);

/// Every rule as it is on the processor that allows most of all that this one may be.
[[nodiscard]] std::vector<vmx::RuleOutcome> outcomes_where_most_is_allowed(const Dump& dump);

}  // namespace vitrine::tools
