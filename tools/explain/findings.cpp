#include "tools/explain/findings.hpp"

#include <algorithm>
#include <iterator>

#include "tools/explain/consequences.hpp"

namespace vitrine::tools {

namespace {

/// How likely a broken rule is the cause: less is likelier. The class that the processor named goes first,
/// then what is broken for certain; what the processor's report clears goes last.
unsigned rank(const Claim& claim, const JudgedRule& rule) {
    const unsigned of_class = claim.accuses(rule.outcome) ? 0 : claim.clears(rule.outcome) ? 4 : 2;
    return of_class + (rule.finding == Finding::broken ? 0 : 1);
}

std::vector<JudgedRule> likeliest_first(const Claim& claim, const std::vector<JudgedRule>& rules) {
    constexpr unsigned last = 5;
    std::vector<JudgedRule> sorted;
    for (unsigned wanted = 0; wanted <= last; ++wanted)
        std::ranges::copy_if(rules, std::back_inserter(sorted),
                             [&](const JudgedRule& rule) { return rank(claim, rule) == wanted; });
    return sorted;
}

void add_gap(std::vector<Gap>& gaps, const JudgedRule& rule) {
    auto gap = std::ranges::find(gaps, rule.condition, &Gap::missing);
    if (gap == gaps.end()) gap = gaps.insert(gaps.end(), Gap{rule.condition, 0, {}});
    ++gap->rules;
    const std::string_view field = vmx::field_name(vmx::AnyField(rule.outcome.field));
    if (std::ranges::find(gap->fields, field) == gap->fields.end()) gap->fields.push_back(field);
}

/// The entry of the list of MSRs that the processor named, with what the dump has of it.
std::optional<std::string> named_entry(const Dump& dump) {
    constexpr auto loading = static_cast<std::uint32_t>(vmx::EntryError::msr_loading);
    const Claim& claim = dump.claim;
    if (claim.kind != Claim::Kind::reason || claim.number != loading || !claim.qualification)
        return std::nullopt;
    if (*claim.qualification > dump.entry_msrs.size()) return std::nullopt;
    const auto number = static_cast<std::size_t>(*claim.qualification);
    if (number == 0 || !dump.entry_msrs[number - 1]) return std::nullopt;
    constexpr int hex = 16;
    const auto shown = [](std::uint64_t value) {
        std::string digits;
        do {
            digits.insert(digits.begin(), "0123456789abcdef"[value % hex]);
            value /= hex;
        } while (value != 0);
        return "0x" + digits;
    };
    const DumpedMsr& msr = *dump.entry_msrs[number - 1];
    return "entry " + std::to_string(number) + " of the VM-entry MSR-load list: MSR " + shown(msr.index) +
           ", value " + shown(msr.value) +
           "; where no rule about it is named, the processor lacks this MSR or refuses the value";
}

}  // namespace

Findings findings(const Dump& dump) {
    Findings all{.notes = dump.notes, .rules = judge(dump)};
    if (const std::string words = dump.claim.words(); !words.empty()) all.notes.push_back(words);
    if (auto entry = named_entry(dump)) all.notes.push_back(*std::move(entry));
    for (const JudgedRule& rule : all.rules) {
        const bool left = !dump.claim.failed() || dump.claim.accuses(rule.outcome);
        switch (rule.finding) {
            case Finding::holds:
                break;
            case Finding::broken:
                ++all.broken;
                all.causes.push_back(rule);
                break;
            case Finding::conditional:
                // What the processor's report proves isn't worth a doubt.
                if (dump.claim.failed() && dump.claim.clears(rule.outcome)) break;
                ++all.conditional;
                all.causes.push_back(rule);
                break;
            case Finding::unknown:
                ++all.unknown;
                if (left) add_gap(all.gaps, rule);
                break;
        }
    }
    all.causes = likeliest_first(dump.claim, all.causes);
    fold_consequences(dump, all.causes);
    std::ranges::sort(all.gaps, [](const Gap& a, const Gap& b) {
        return a.rules != b.rules ? a.rules > b.rules : a.missing < b.missing;
    });
    if (all.broken != 0) {
        all.status = DumpStatus::failed;
    } else if (all.conditional != 0 || all.unknown != 0 || !dump.whole || dump.claim.failed()) {
        all.status = DumpStatus::undecided;
    }
    if (dump.claim.failed() && all.causes.empty())
        all.notes.emplace_back(
            "no rule that can be judged is broken; those that can't be are counted below, by what "
            "is missing");
    return all;
}

std::optional<MissingBits> missing_bits(const vmx::RuleOutcome& rule) {
    const std::uint64_t bits = rule.wrong_bits & ~rule.value;
    if (bits == 0) return std::nullopt;
    return MissingBits{bits, rule.value ^ rule.wrong_bits};
}

}  // namespace vitrine::tools
