#include "vmx/explain.hpp"

#include <array>
#include <bit>
#include <optional>
#include <span>

namespace vitrine::vmx {

namespace {

/// Which of the control fields that is, where it is one whose bits have names.
std::optional<ControlField> control_field(std::uint32_t encoding) {
    if (encoding == field::pin_based_controls.encoding) return ControlField::pin;
    if (encoding == field::primary_processor_controls.encoding) return ControlField::primary;
    if (encoding == field::secondary_processor_controls.encoding) return ControlField::secondary;
    if (encoding == field::exit_controls.encoding) return ControlField::exit;
    if (encoding == field::entry_controls.encoding) return ControlField::entry;
    return std::nullopt;
}

void name_control_bits(Line& line, ControlField field, std::uint64_t bits) {
    std::array<std::string_view, 32> names;
    std::size_t count = 0;
    for (auto left = static_cast<std::uint32_t>(bits); left != 0; left &= left - 1) {
        const std::string_view name = control_name(field, static_cast<unsigned>(std::countr_zero(left)));
        if (name != "reserved") names[count++] = name;
    }
    if (count != 0) line.text_list(key::name, std::span(names).first(count));
}

class Counter : public RuleListener {
public:
    void outcome(const RuleOutcome& outcome) override {
        ++verdict.rules;
        if (outcome.state == RuleOutcome::State::unknown) ++verdict.unknown;
        if (outcome.state == RuleOutcome::State::may_break) {
            verdict.may_refuse = true;
            broken(outcome);
        }
        if (outcome.state != RuleOutcome::State::broken) return;
        ++verdict.broken;
        switch (outcome.error) {
            case EntryError::controls:
                verdict.controls = true;
                break;
            case EntryError::host_state:
                verdict.host_state = true;
                break;
            case EntryError::guest_state:
                verdict.guest_state = true;
                break;
            case EntryError::msr_loading:
                verdict.msr_loading = true;
                break;
        }
        broken(outcome);
    }

    EntryVerdict verdict;

protected:
    virtual void broken(const RuleOutcome& /*outcome*/) {}
    ~Counter() = default;
};

class Judge final : public Counter {};

class Explainer final : public Counter {
public:
    explicit Explainer(Sink& sink) : sink_(sink) {}

protected:
    void broken(const RuleOutcome& outcome) override { log_broken_rule(sink_, outcome); }

private:
    Sink& sink_;
};

}  // namespace

bool EntryVerdict::allows(EntryError error) const {
    switch (error) {
        case EntryError::controls:
            return controls;
        case EntryError::host_state:
            return host_state;
        case EntryError::guest_state:
            return (guest_state || may_refuse) && !controls && !host_state;
        case EntryError::msr_loading:
            return msr_loading && !controls && !host_state && !guest_state;
    }
    return false;
}

guest::EntryForecast forecast(const EntryVerdict& verdict) {
    guest::EntryForecast forecast{
        .rules = verdict.rules, .broken = verdict.broken, .unknown = verdict.unknown};
    std::string_view* next = forecast.refusals.data();
    if (verdict.allows(EntryError::controls)) *next++ = "7";
    if (verdict.allows(EntryError::host_state)) *next++ = "8";
    if (verdict.allows(EntryError::guest_state)) *next++ = "33";
    if (verdict.allows(EntryError::msr_loading)) *next++ = "34";
    return forecast;
}

void log_broken_rule(Sink& sink, const RuleOutcome& outcome, std::string_view when) {
    Line line(sink, event::error);
    line.text(key::field, field_name(AnyField(outcome.field))).hex(key::value, outcome.value);
    if (outcome.wrong_bits != 0) line.hex(key::bits, outcome.wrong_bits);
    if (const auto control = control_field(outcome.field); control && outcome.wrong_bits != 0)
        name_control_bits(line, *control, outcome.wrong_bits);
    // Bits that must be 1 and aren't: what the field has to hold.
    if (const std::uint64_t missing = outcome.wrong_bits & ~outcome.value; missing != 0)
        line.hex(key::write, outcome.value ^ outcome.wrong_bits);
    if (outcome.entry) line.number(key::entry, *outcome.entry);
    line.text(key::cause, outcome.rule);
    if (outcome.other)
        line.text(key::other, field_name(AnyField(*outcome.other)))
            .hex(key::other_value, outcome.other_value);
    line.text(key::section, outcome.section);
    if (!when.empty()) line.text(key::when, when);
}

EntryVerdict explain_entry(const Snapshot& vmcs, const EntryProcessor& processor,
                           const PhysicalMemory* memory, Sink& sink) {
    Explainer explainer(sink);
    EntryRules(vmcs, processor, memory, explainer).check_all();
    return explainer.verdict;
}

EntryVerdict judge_entry(const Snapshot& vmcs, const EntryProcessor& processor,
                         const PhysicalMemory* memory) {
    Judge judge;
    EntryRules(vmcs, processor, memory, judge).check_all();
    return judge.verdict;
}

void log_verdict(Sink& sink, const EntryVerdict& verdict) {
    Line(sink, event::check)
        .text(key::name, "entry")
        .number(key::rules, verdict.rules)
        .number(key::broken, verdict.broken)
        .number(key::unknown, verdict.unknown)
        .text(key::status, verdict.accepts() ? "ok" : "failed");
}

}  // namespace vitrine::vmx
