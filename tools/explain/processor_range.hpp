#pragma once
// The processors that may have made a dump.

#include <span>
#include <string_view>

#include "tools/explain/dump.hpp"
#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::tools {

/// A processor in the terms of the checks: its capability MSRs, which a range fills in where they aren't
/// known.
struct Candidate {
    vmx::CapabilityMsrs msrs;
    vmx::EntryProcessor processor;

    [[nodiscard]] vmx::EntryProcessor parsed() const;
};

/// Something that processors differ in.
struct Difference {
    std::string_view name;  ///< of what a processor lacks
    bool likely;  ///< processors without it are common, so that a rule broken on those is worth telling
    bool (*known)(const DumpedProcessor& processor);
    void (*lack)(Candidate& candidate);
};

/// The processor that refuses least, of all that are as the dump tells.
[[nodiscard]] Candidate most_able(const DumpedProcessor& known);

/// What a processor can lack. Those that are likely stand first.
[[nodiscard]] std::span<const Difference> differences();

}  // namespace vitrine::tools
