#include "tools/explain/judge.hpp"

#include <cstddef>
#include <optional>

#include "tools/explain/processor_range.hpp"

namespace vitrine::tools {

namespace {

using State = vmx::RuleOutcome::State;

class Collector final : public vmx::RuleListener {
public:
    void outcome(const vmx::RuleOutcome& outcome) override { outcomes.push_back(outcome); }
    std::vector<vmx::RuleOutcome> outcomes;
};

std::vector<vmx::RuleOutcome> outcomes(const vmx::Snapshot& vmcs, const Candidate& candidate,
                                       const vmx::PhysicalMemory* memory) {
    Collector collector;
    const vmx::EntryProcessor processor = candidate.parsed();
    vmx::EntryRules(vmcs, processor, memory, collector).check_all();
    return collector.outcomes;
}

/// The VM-entry MSR-load list of a dump that has its entries but not its address, at an address of our own.
class DumpedList final : public vmx::PhysicalMemory {
public:
    static constexpr std::uint64_t address = 0x1000, entry_size = 16;

    explicit DumpedList(const Dump& dump) : dump_(dump) {}
    [[nodiscard]] std::optional<std::uint64_t> read(std::uint64_t at) const override {
        if (at < address || (at - address) / entry_size >= dump_.entry_msrs.size()) return std::nullopt;
        const auto number = static_cast<std::size_t>((at - address) / entry_size);
        if (!dump_.entry_msrs[number]) return std::nullopt;
        const DumpedMsr& msr = *dump_.entry_msrs[number];
        return at % entry_size == 0 ? msr.index : msr.value;
    }

private:
    const Dump& dump_;
};

/// A pass over the rules: those about the list of MSRs see what the dump has of it.
std::vector<vmx::RuleOutcome> pass(const Dump& dump, const Candidate& candidate) {
    std::vector<vmx::RuleOutcome> result = outcomes(dump.vmcs, candidate, nullptr);
    if (dump.entry_msrs.empty()) return result;
    vmx::Snapshot with_list = dump.vmcs;
    with_list.set(vmx::field::entry_msr_load_address.encoding, DumpedList::address);
    with_list.set(vmx::field::entry_msr_load_count.encoding, dump.entry_msrs.size());
    const DumpedList list(dump);
    const std::vector<vmx::RuleOutcome> listed = outcomes(with_list, candidate, &list);
    std::erase_if(result, [](const auto& rule) { return rule.error == vmx::EntryError::msr_loading; });
    const bool known = dump.vmcs.find(vmx::field::entry_msr_load_address.encoding).has_value();
    for (vmx::RuleOutcome rule : listed) {
        if (rule.error != vmx::EntryError::msr_loading) continue;
        // The address is ours: the entry's own value is what tells.
        const std::size_t place = rule.entry.value_or(1) - 1;
        if (!known)
            rule.value =
                place < dump.entry_msrs.size() && dump.entry_msrs[place] ? dump.entry_msrs[place]->value : 0;
        result.push_back(rule);
    }
    return result;
}

/// What a rule lacks that is unknown on the most able processor: a field, or memory.
JudgedRule for_want(const vmx::RuleOutcome& outcome) {
    if (outcome.missing)
        return {outcome, Finding::unknown, std::string(vmx::field_name(vmx::AnyField(*outcome.missing))), {}};
    // Software that doesn't shadow has no reason to point anywhere.
    if (outcome.field == vmx::field::vmcs_link_pointer.encoding)
        return {outcome,
                Finding::conditional,
                "unless a VMCS lies at that address; without VMCS shadowing the field should be "
                "0xffffffffffffffff",
                {}};
    return {outcome, Finding::unknown, "the memory that the field points to", {}};
}

}  // namespace

std::vector<vmx::RuleOutcome> outcomes_where_most_is_allowed(const Dump& dump) {
    return pass(dump, most_able(dump.processor));
}

std::vector<JudgedRule> judge(const Dump& dump) {
    std::vector<JudgedRule> judged;
    const Candidate able = most_able(dump.processor);
    for (const vmx::RuleOutcome& outcome : pass(dump, able)) {
        switch (outcome.state) {
            case State::holds:
                judged.push_back({outcome, Finding::holds, {}, {}});
                break;
            case State::broken:
                judged.push_back({outcome, Finding::broken, {}, {}});
                break;
            case State::may_break:
                judged.push_back({outcome, Finding::conditional, "not every processor makes this check", {}});
                break;
            case State::unknown:
                judged.push_back(for_want(outcome));
                break;
        }
    }
    Candidate least = able;
    const auto compare = [&](const Candidate& lacking, Finding finding, const std::string& condition) {
        const std::vector<vmx::RuleOutcome> with_less = pass(dump, lacking);
        for (std::size_t i = 0; i < judged.size() && i < with_less.size(); ++i) {
            if (judged[i].finding != Finding::holds || with_less[i].state != State::broken) continue;
            judged[i] = {with_less[i], finding, condition, {}};
        }
    };
    for (const Difference& difference : differences()) {
        if (difference.known(dump.processor)) continue;
        Candidate lacking = able;
        difference.lack(lacking);
        difference.lack(least);
        compare(lacking, difference.likely ? Finding::conditional : Finding::unknown,
                (difference.likely ? "on processors without " : "") + std::string(difference.name));
    }
    compare(least, Finding::unknown, "the processor's capability MSRs");
    return judged;
}

}  // namespace vitrine::tools
