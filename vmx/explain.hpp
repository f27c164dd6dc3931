#pragma once
// Which rules of the manual a VM entry breaks, as lines of the log.

#include <cstdint>
#include <string_view>

#include "guest/cpu/entry.hpp"
#include "kernel/log/log.hpp"
#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::vmx {

/// What came of all the rules.
struct EntryVerdict {
    unsigned rules = 0;
    unsigned broken = 0;
    bool may_refuse = false;  ///< the guest's state breaks a rule that not every processor makes
    unsigned unknown = 0;     ///< could not be judged: fields or capabilities are missing
    bool controls = false, host_state = false, guest_state = false,
         msr_loading = false;  ///< some rule whose breach fails the entry so is broken

    /// The processor may answer so. It checks controls and host state in any order, and those before the
    /// guest's state, and that before it loads MSRs (27.2 to 27.4).
    [[nodiscard]] bool allows(EntryError error) const;
    /// No rule is broken, but perhaps one that not every processor makes.
    [[nodiscard]] bool accepts() const { return broken == 0; }
};

/// The verdict in words that no vendor owns.
[[nodiscard]] guest::EntryForecast forecast(const EntryVerdict& verdict);

/// An `error` line for every rule that is broken, or that this processor may find broken.
EntryVerdict explain_entry(const Snapshot& vmcs, const EntryProcessor& processor,
                           const PhysicalMemory* memory, Sink& sink);

/// The verdict without lines.
EntryVerdict judge_entry(const Snapshot& vmcs, const EntryProcessor& processor, const PhysicalMemory* memory);

/// The line for one outcome: `error field=… value=… [bits=…] cause=… section=… [when=…]`. `when`: on which
/// processors it is broken; empty: on this one.
void log_broken_rule(Sink& sink, const RuleOutcome& outcome, std::string_view when = {});

/// A `check name=entry …` line: how many rules there are, how many broken, how many not judged.
void log_verdict(Sink& sink, const EntryVerdict& verdict);

}  // namespace vitrine::vmx
