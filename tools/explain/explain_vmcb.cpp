#include "tools/explain/explain_vmcb.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "svm/field_table.hpp"
#include "svm/illegal_state.hpp"
#include "tools/explain/json_writer.hpp"

namespace vitrine::tools {

namespace {

/// The processor that allows most: every feature that gives a bit of CR4 or EFER its meaning, and the widest
/// address.
svm::Limits most_able() {
    constexpr std::uint32_t all = ~0U, widest = 52, no_long_mode_limits = 1U << 20;
    return svm::limits_of({.standard_ecx = all,
                           .standard_edx = all,
                           .structured_ebx = all,
                           .structured_ecx = all,
                           .extended_ecx = all,
                           .extended_edx = all,
                           .sizes_eax = widest,
                           .sizes_ebx = ~no_long_mode_limits,
                           .further_eax = all});
}

/// One with SVM and little else.
svm::Limits least_able() {
    constexpr std::uint32_t narrowest = 40, every_one = 0x0300'A17B, svm_bit = 1U << 2, long_mode = 1U << 29;
    return svm::limits_of({.standard_edx = every_one,
                           .extended_ecx = svm_bit,
                           .extended_edx = long_mode | 1U << 20,
                           .sizes_eax = narrowest,
                           .sizes_ebx = 1U << 20});
}

/// The other fields that a rule looks at: those of long mode, or whether there is nested paging.
std::vector<std::string_view> others(const svm::IllegalState& rule) {
    const std::string_view field = rule.field;
    if (field == "guest_cr3" || field == "guest_cs_attributes" ||
        std::string_view(rule.rule).contains("EFER.LME"))
        return {"guest_efer", "guest_cr0", "guest_cr4"};
    if (field == "guest_pat") return {"nested_paging"};
    return {};
}

std::string missing_field(const svm::IllegalState& rule, const VmcbDump& dump) {
    if (!dump.has(rule.field)) return rule.field;
    for (const std::string_view other : others(rule))
        if (!dump.has(other)) return std::string(other);
    return {};
}

std::uint64_t value_of(const svm::Vmcb& vmcb, std::string_view name) {
    const auto field = svm::find_field(name);
    return field ? svm::read_field(vmcb, field->offset).value_or(0) : 0;
}

/// One illegal state and what came of it.
struct Judged {
    const svm::IllegalState* rule = nullptr;
    Finding finding = Finding::holds;
    std::string missing;
};

std::vector<Judged> judge_vmcb(const VmcbDump& dump) {
    const svm::Limits most = most_able();
    const svm::Limits least = least_able();
    std::vector<Judged> all;
    for (const svm::IllegalState& rule : svm::illegal_states()) {
        Judged& judged = all.emplace_back(&rule, Finding::holds, missing_field(rule, dump));
        if (!judged.missing.empty()) {
            judged.finding = Finding::unknown;
        } else if (rule.broken(dump.vmcb, most)) {
            judged.finding = Finding::broken;
        } else if (rule.broken(dump.vmcb, least)) {
            judged.finding = Finding::unknown;
            judged.missing = "the processor's CPUID";
        }
    }
    return all;
}

void tell(Sink& sink, const VmcbDump& dump, const Judged& judged, bool all) {
    const svm::IllegalState& rule = *judged.rule;
    if (judged.finding == Finding::broken) {
        Line(sink, event::error)
            .text(key::field, rule.field)
            .hex(key::value, value_of(dump.vmcb, rule.field))
            .text(key::cause, rule.rule)
            .text(key::section, rule.section);
    } else if (all || judged.finding == Finding::unknown) {
        Line line(sink, event::explain);
        line.text(key::section, rule.section).text(key::field, rule.field).text(key::cause, rule.rule);
        if (!judged.missing.empty()) line.text(key::missing, judged.missing);
        line.text(key::status, judged.missing.empty() ? "holds" : "unknown");
    }
}

void put_rule(Json& out, const VmcbDump& dump, const Judged& judged) {
    out.open('{');
    out.pair("finding", judged.finding == Finding::broken ? "broken"
                        : judged.missing.empty()          ? "holds"
                                                          : "unknown");
    out.pair("section", judged.rule->section);
    out.pair("field", judged.rule->field);
    out.pair("value", hex(value_of(dump.vmcb, judged.rule->field)));
    out.pair("rule", judged.rule->rule);
    if (!judged.missing.empty()) out.pair("missing", judged.missing);
    out.close('}');
}

}  // namespace

int explain_vmcb(const VmcbDump& dump, Sink& sink, const Telling& telling) {
    const std::vector<Judged> all = judge_vmcb(dump);
    const auto count = [&](Finding finding) {
        return static_cast<std::size_t>(std::ranges::count(all, finding, &Judged::finding));
    };
    const std::size_t broken = count(Finding::broken), unknown = count(Finding::unknown);
    std::vector<std::string> notes = dump.notes;
    if (dump.failed) notes.emplace_back("exit code -1: VMRUN found an illegal state");
    const DumpStatus status = broken != 0                      ? DumpStatus::failed
                              : unknown != 0 || !notes.empty() ? DumpStatus::undecided
                                                               : DumpStatus::ok;
    const std::string_view format = dump.xen ? "xen-vmcb" : "kvm-vmcb";
    if (telling.json) {
        Json out;
        const auto number = [&](std::string_view key, std::size_t value) {
            out.key(key);
            out.number(value);
        };
        out.open('{');
        out.pair("format", format);
        out.pair("status", name(status));
        number("fields", dump.present.count());
        number("rules", all.size());
        number("broken", broken);
        number("unknown", unknown);
        out.key("notes");
        out.open('[');
        for (const std::string& note : notes) out.string(note);
        out.close(']');
        out.key(telling.all ? "all" : "causes");
        out.open('[');
        for (const Judged& judged : all)
            if (telling.all || judged.finding == Finding::broken) put_rule(out, dump, judged);
        out.close(']');
        out.close('}');
        sink.write(out.text());
    } else {
        Line(sink, event::explain).text(key::format, format).number(key::fields, dump.present.count());
        for (const std::string& note : notes) Line(sink, event::explain).text(key::detail, note);
        for (const Judged& judged : all) tell(sink, dump, judged, telling.all);
        Line(sink, event::check)
            .text(key::name, "entry")
            .number(key::rules, all.size())
            .number(key::broken, broken)
            .number(key::unknown, unknown)
            .text(key::status, name(status));
    }
    return status == DumpStatus::ok ? 0 : status == DumpStatus::failed ? 1 : 2;
}

}  // namespace vitrine::tools
