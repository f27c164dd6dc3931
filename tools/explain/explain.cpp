#include "tools/explain/explain.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "tools/explain/json.hpp"
#include "vmx/explain.hpp"

namespace vitrine::tools {

namespace {

void tell_cause(Sink& sink, const JudgedRule& rule) {
    vmx::log_broken_rule(sink, rule.outcome, rule.condition);
}

void tell_consequence(Sink& sink, const JudgedRule& rule) {
    Line(sink, event::explain)
        .text(key::section, rule.outcome.section)
        .text(key::field, vmx::field_name(vmx::AnyField(rule.outcome.field)))
        .text(key::cause, rule.outcome.rule)
        .text(key::detail, rule.follows);
}

void tell_rule(Sink& sink, const JudgedRule& rule) {
    Line line(sink, event::explain);
    line.text(key::section, rule.outcome.section)
        .text(key::field, vmx::field_name(vmx::AnyField(rule.outcome.field)));
    if (rule.outcome.entry) line.number(key::entry, *rule.outcome.entry);
    line.text(key::cause, rule.outcome.rule);
    const bool unknown = rule.finding == Finding::unknown;
    if (!rule.condition.empty()) line.text(unknown ? key::missing : key::when, rule.condition);
    line.text(key::status, unknown                           ? "unknown"
                           : rule.finding == Finding::holds  ? "holds"
                           : rule.finding == Finding::broken ? "broken"
                                                             : "conditional");
}

void tell_gap(Sink& sink, const Gap& gap) {
    // A line holds some twenty names.
    constexpr std::size_t most = 12;
    Line line(sink, event::explain);
    line.text(key::missing, gap.missing).number(key::rules, gap.rules);
    line.text_list(key::field, std::span(gap.fields).first(std::min(gap.fields.size(), most)));
}

int exit_status(DumpStatus status) {
    return status == DumpStatus::ok ? 0 : status == DumpStatus::failed ? 1 : 2;
}

}  // namespace

int explain(const Dump& dump, Sink& sink, const Telling& telling) {
    const Findings found = findings(dump);
    if (telling.json) {
        sink.write(json(dump, found, telling.all));
        return exit_status(found.status);
    }
    Line(sink, event::explain)
        .text(key::format, name(dump.format))
        .number(key::fields, count_fields(dump.vmcs));
    for (const std::string& note : found.notes) Line(sink, event::explain).text(key::detail, note);
    for (const JudgedRule& cause : found.causes) {
        if (cause.follows.empty())
            tell_cause(sink, cause);
        else
            tell_consequence(sink, cause);
    }
    if (found.status == DumpStatus::undecided)
        for (const Gap& gap : found.gaps) tell_gap(sink, gap);
    if (telling.all)
        for (const JudgedRule& rule : found.rules) tell_rule(sink, rule);
    Line(sink, event::check)
        .text(key::name, "entry")
        .number(key::rules, found.rules.size())
        .number(key::broken, found.broken)
        .number(key::unknown, found.unknown)
        .text(key::status, name(found.status));
    return exit_status(found.status);
}

}  // namespace vitrine::tools
