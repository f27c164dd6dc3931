#include "tools/explain/json.hpp"

#include <cstddef>

#include "tools/explain/json_writer.hpp"

namespace vitrine::tools {

namespace {

constexpr std::string_view name(Finding finding) {
    switch (finding) {
        case Finding::holds:
            return "holds";
        case Finding::broken:
            return "broken";
        case Finding::conditional:
            return "conditional";
        case Finding::unknown:
            return "unknown";
    }
    return "";
}

void put_rule(Json& out, const JudgedRule& rule) {
    const vmx::RuleOutcome& outcome = rule.outcome;
    const auto pair = [&](std::string_view key, std::string_view value) {
        out.key(key);
        out.string(value);
    };
    out.open('{');
    pair("finding", name(rule.finding));
    pair("section", outcome.section);
    pair("field", vmx::field_name(vmx::AnyField(outcome.field)));
    pair("value", hex(outcome.value));
    if (outcome.wrong_bits != 0) pair("bits", hex(outcome.wrong_bits));
    if (const auto missing = missing_bits(outcome)) pair("write", hex(missing->write));
    if (outcome.entry) {
        out.key("entry");
        out.number(*outcome.entry);
    }
    pair("rule", outcome.rule);
    if (outcome.other) {
        pair("other", vmx::field_name(vmx::AnyField(*outcome.other)));
        pair("other_value", hex(outcome.other_value));
    }
    if (!rule.condition.empty()) pair(rule.finding == Finding::unknown ? "missing" : "when", rule.condition);
    if (!rule.follows.empty()) pair("follows", rule.follows);
    out.close('}');
}

}  // namespace

std::string json(const Dump& dump, const Findings& findings, bool all) {
    Json out;
    const auto count = [&](std::string_view key, std::size_t value) {
        out.key(key);
        out.number(value);
    };
    const auto list = [&](std::string_view key, const std::vector<JudgedRule>& rules) {
        out.key(key);
        out.open('[');
        for (const JudgedRule& rule : rules) put_rule(out, rule);
        out.close(']');
    };
    out.open('{');
    out.key("format");
    out.string(name(dump.format));
    out.key("status");
    out.string(name(findings.status));
    count("fields", count_fields(dump.vmcs));
    count("rules", findings.rules.size());
    count("broken", findings.broken);
    count("conditional", findings.conditional);
    count("unknown", findings.unknown);
    out.key("whole");
    out.boolean(dump.whole);
    out.key("notes");
    out.open('[');
    for (const std::string& note : findings.notes) out.string(note);
    out.close(']');
    list("causes", findings.causes);
    out.key("missing");
    out.open('[');
    for (const Gap& gap : findings.gaps) {
        out.open('{');
        out.key("what");
        out.string(gap.missing);
        count("rules", gap.rules);
        out.key("fields");
        out.open('[');
        for (const std::string_view field : gap.fields) out.string(field);
        out.close(']');
        out.close('}');
    }
    out.close(']');
    if (all) list("all", findings.rules);
    out.close('}');
    return out.text();
}

}  // namespace vitrine::tools
