#pragma once
// What a vendor's backend needs of its processor.

#include <optional>
#include <span>

#include "kernel/complaint.hpp"
#include "kernel/log/step_log.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// What one feature is needed for, and how it is found in `Features`, all that the vendor's processors may
/// have.
template <class Features>
struct Requirement {
    bool essential = true;  ///< without it no guest runs; else it only costs something
    const char* feature;
    const char* cause;  ///< what it costs the user, in words
    const char* hint;   ///< what to do; empty where nothing helps
    bool (*present)(const Features&);
};

/// Names every requirement that is not met, with what it costs: an `error` line for an essential one, the
/// first of which is given back, else a `step=check` line.
template <class Step, class Features>
[[nodiscard]] Result<void> log_unmet(StepLog<Step>& steps,
                                     std::span<const Requirement<Features>> requirements,
                                     const Features& features) {
    std::optional<Complaint> first;
    for (const Requirement<Features>& requirement : requirements) {
        if (requirement.present(features)) continue;
        if (requirement.essential) {
            const auto lacks =
                Complaint::of_feature(requirement.feature, requirement.cause, requirement.hint);
            complain(steps.sink(), lacks);
            if (!first) first = lacks;
        } else {
            steps.log(Step::check, [&](Line& line) {
                line.text(key::missing, requirement.feature).text(key::cause, requirement.cause);
            });
        }
    }
    if (first) return fail(*first);
    return {};
}

}  // namespace vitrine
