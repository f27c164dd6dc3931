#include "tools/explain/consequences.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace vitrine::tools {

namespace {

constexpr std::size_t most = 8;

using Outcomes = std::vector<vmx::RuleOutcome>;

bool is_broken(const vmx::RuleOutcome& outcome) {
    return outcome.state == vmx::RuleOutcome::State::broken;
}

bool same_rule(const vmx::RuleOutcome& a, const vmx::RuleOutcome& b) {
    return a.field == b.field && a.entry == b.entry && std::string_view(a.rule) == b.rule;
}

bool holds(const Outcomes& outcomes, const vmx::RuleOutcome& rule) {
    return std::ranges::any_of(outcomes, [&](const vmx::RuleOutcome& outcome) {
        return same_rule(outcome, rule) && outcome.state == vmx::RuleOutcome::State::holds;
    });
}

/// A change of one bit and the causes that it clears, by their places.
struct Repair {
    unsigned bit = 0;
    std::vector<std::size_t> cleared;
};

class Folder {
public:
    Folder(const Dump& dump, std::vector<JudgedRule>& causes)
        : dump_(dump), causes_(causes), before_(outcomes_where_most_is_allowed(dump)) {}

    void fold() {
        for (std::size_t i = 0; i < causes_.size(); ++i) {
            if (causes_[i].finding != Finding::broken || !causes_[i].follows.empty()) continue;
            const Repair best = best_repair(i);
            std::size_t place = i;
            for (const std::size_t cleared : best.cleared) {
                causes_[cleared].follows =
                    "follows from the one before: it holds too when bit " + std::to_string(best.bit) +
                    " of " + std::string(vmx::field_name(vmx::AnyField(causes_[i].outcome.field))) +
                    " is put right";
                // Those between move one down: each keeps its order.
                std::rotate(causes_.begin() + static_cast<std::ptrdiff_t>(place) + 1,
                            causes_.begin() + static_cast<std::ptrdiff_t>(cleared),
                            causes_.begin() + static_cast<std::ptrdiff_t>(cleared) + 1);
                ++place;
            }
        }
    }

private:
    [[nodiscard]] Repair best_repair(std::size_t cause) const {
        constexpr unsigned bits = 64;
        Repair best;
        for (unsigned bit = 0; bit < bits; ++bit) {
            const Repair repair{bit, cleared(cause, bit)};
            if (repair.cleared.size() > best.cleared.size()) best = repair;
        }
        return best;
    }

    [[nodiscard]] std::vector<std::size_t> cleared(std::size_t cause, unsigned bit) const {
        const std::uint32_t field = causes_[cause].outcome.field;
        const auto value = dump_.vmcs.find(field);
        if (!value) return {};
        Dump changed = dump_;
        changed.vmcs.set(field, *value ^ 1ULL << bit);
        const Outcomes after = outcomes_where_most_is_allowed(changed);
        if (!holds(after, causes_[cause].outcome)) return {};
        for (std::size_t i = 0; i < after.size() && i < before_.size(); ++i)
            if (is_broken(after[i]) && !is_broken(before_[i])) return {};
        std::vector<std::size_t> found;
        for (std::size_t i = cause + 1; i < causes_.size(); ++i) {
            const JudgedRule& other = causes_[i];
            if (other.finding == Finding::broken && other.follows.empty() && holds(after, other.outcome))
                found.push_back(i);
        }
        return found;
    }

    const Dump& dump_;
    std::vector<JudgedRule>& causes_;
    Outcomes before_;
};

}  // namespace

void fold_consequences(const Dump& dump, std::vector<JudgedRule>& causes) {
    if (causes.size() > 1 && causes.size() <= most) Folder(dump, causes).fold();
}

}  // namespace vitrine::tools
