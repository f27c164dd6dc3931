#pragma once
// How a VM entry failed, as its processor reported it: what that proves, and which rules it leaves.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::tools {

/// What the processor reported.
struct Claim {
    enum class Kind : std::uint8_t {
        none,     ///< nothing is known
        entered,  ///< an exit reason that is no failure of the entry
        error,    ///< VMfailValid: `number` is a VM-instruction error (31.4)
        reason,   ///< an entry failure after the checks of 27.2: `number` is a basic exit reason (27.8)
    };
    Kind kind = Kind::none;
    std::uint32_t number = 0;
    std::optional<std::uint64_t> qualification;

    /// The report names a failed entry.
    [[nodiscard]] bool failed() const { return kind == Kind::error || kind == Kind::reason; }
    /// A breach of this rule can be what the processor reported.
    [[nodiscard]] bool accuses(const vmx::RuleOutcome& rule) const;
    /// The report proves that this rule held: the processor checks it before what it found.
    [[nodiscard]] bool clears(const vmx::RuleOutcome& rule) const;
    /// What the report says, in words; empty when there is none.
    [[nodiscard]] std::string words() const;
};

/// What the text around a dump says: "vmentry failure (reason 0x80000021)", "VM-instruction error 7".
[[nodiscard]] Claim claim_of_text(std::string_view text);

/// What the fields say: the exit reason with its qualification, else the VM-instruction error. The text goes
/// before a field that may be of an earlier exit.
[[nodiscard]] Claim claim_of(const vmx::Snapshot& vmcs, const Claim& text);

}  // namespace vitrine::tools
