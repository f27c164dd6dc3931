#pragma once
// What a vendor's backend needs of its processor.

#include <optional>
#include <span>

#include "kernel/log/step_log.hpp"
#include "kernel/refusal.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// What one feature is needed for, and how it is found in `Features`, all that the vendor's processors may
/// have.
template <class Features>
struct Requirement {
    bool essential = true;  ///< without it no guest runs; else it only costs something
    Missing missing;
    bool (*present)(const Features&);
};

/// Names every requirement that is not met, with what it costs: an `error` line for an essential one, the
/// first of which is the refusal, else a `step=check` line.
template <class Step, class Features>
[[nodiscard]] Result<void, Refusal> log_unmet(StepLog<Step>& steps,
                                              std::span<const Requirement<Features>> requirements,
                                              const Features& features) {
    std::optional<Refusal> refusal;
    for (const Requirement<Features>& requirement : requirements) {
        if (requirement.present(features)) continue;
        const Missing& missing = requirement.missing;
        if (requirement.essential) {
            const Refusal logged = log_missing(steps.sink(), missing);
            if (!refusal) refusal = logged;
        } else {
            steps.log(Step::check, [&](Line& line) {
                line.text(key::missing, missing.feature).text(key::cause, missing.cost);
            });
        }
    }
    if (refusal) return fail(*refusal);
    return {};
}

}  // namespace vitrine
