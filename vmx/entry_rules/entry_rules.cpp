#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::vmx {

namespace {

constexpr const char* beyond_width = "no bit beyond the processor's physical-address width may be 1";

}  // namespace

void EntryRules::check_all() {
    check_execution_controls(*this);
    check_exit_controls(*this);
    check_entry_controls(*this);
    check_host_state(*this);
    check_guest_registers(*this);
    check_guest_segments(*this);
    check_guest_other(*this);
    check_msr_loading(*this);
}

void EntryRules::tell(AnyField field, bool holds, std::uint64_t wrong, const char* words) {
    RuleOutcome outcome{.error = error_,
                        .section = section_,
                        .rule = words,
                        .field = field.encoding,
                        .value = vmcs_.find(field.encoding).value_or(0),
                        .wrong_bits = wrong,
                        .other = other_,
                        .entry = list_entry_,
                        .missing = unknown_ ? missing_ : std::nullopt};
    if (other_) outcome.other_value = vmcs_.find(*other_).value_or(0);
    using State = RuleOutcome::State;
    outcome.state = unknown_    ? State::unknown
                    : holds     ? State::holds
                    : optional_ ? State::may_break
                                : State::broken;
    unknown_ = false;
    optional_ = false;
    missing_.reset();
    other_.reset();
    listener_.outcome(outcome);
}

void EntryRules::rule(AnyField field, bool holds, const char* words) {
    tell(field, holds, 0, words);
}

void EntryRules::rule(AnyField field, bool holds, const char* words, AnyField other) {
    other_ = other.encoding;
    rule(field, holds, words);
}

void EntryRules::bits(AnyField field, std::uint64_t wrong, const char* words) {
    tell(field, wrong == 0, wrong, words);
}

void EntryRules::zeros(AnyField field, std::uint64_t mask, const char* words, bool applies) {
    bits(field, applies ? (*this)(field)&mask : 0, words);
}

void EntryRules::physical(AnyField field, bool applies) {
    zeros(field, applies ? beyond_physical() : 0, beyond_width, applies);
}

void EntryRules::optional_rule(AnyField field, bool holds, const char* words, AnyField other) {
    optional_ = true;
    rule(field, holds, words, other);
}

void EntryRules::address(AnyField field, bool applies, unsigned zero_bits, const char* alignment) {
    zeros(field, (1ULL << zero_bits) - 1, alignment, applies);
    zeros(field, applies ? beyond_structures() : 0, beyond_width, applies);
}

void EntryRules::page(AnyField field, bool applies) {
    address(field, applies, 12, "bits 11:0 must be 0");
}

std::uint64_t EntryRules::operator()(AnyField field) {
    const auto found = vmcs_.find(field.encoding);
    if (!found) {
        unknown_ = true;
        if (!missing_) missing_ = field.encoding;
    }
    return found.value_or(0);
}

bool EntryRules::any(AnyField field, std::uint64_t bits) {
    return ((*this)(field)&bits) != 0;
}

bool EntryRules::pin(std::uint32_t bits) {
    return any(field::pin_based_controls, bits);
}

bool EntryRules::primary(std::uint32_t bits) {
    return any(field::primary_processor_controls, bits);
}

bool EntryRules::secondary(std::uint32_t bits) {
    return primary(primary::activate_secondary_controls) && any(field::secondary_processor_controls, bits);
}

bool EntryRules::tertiary(std::uint64_t bits) {
    return primary(primary::activate_tertiary_controls) && any(field::tertiary_processor_controls, bits);
}

bool EntryRules::exit(std::uint32_t bits) {
    return any(field::exit_controls, bits);
}

bool EntryRules::entry(std::uint32_t bits) {
    return any(field::entry_controls, bits);
}

[[gnu::noinline]] const Capabilities& EntryRules::capabilities() {
    static constexpr Capabilities none{};
    if (!processor_.capabilities) unknown_ = true;
    return processor_.capabilities ? *processor_.capabilities : none;
}

std::uint64_t EntryRules::beyond_structures() {
    return capabilities().basic.addresses_32bit ? ~0ULL << 32 : beyond_physical();
}

std::uint64_t EntryRules::beyond_physical() {
    if (!processor_.physical_bits) unknown_ = true;
    return ~0ULL << processor_.physical_bits.value_or(52);
}

bool EntryRules::canonical(std::uint64_t address) const {
    const unsigned unused = 64 - processor_.linear_bits;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(address << unused) >> unused) == address;
}

std::optional<std::uint64_t> EntryRules::read_memory(std::uint64_t address) {
    const auto found = memory_ != nullptr ? memory_->read(address) : std::nullopt;
    if (!found) unknown_ = true;
    return found;
}

bool valid_pat(std::uint64_t pat) {
    for (unsigned byte = 0; byte < 8; ++byte) {
        const auto type = static_cast<std::uint8_t>(pat >> (8 * byte));
        if (type > 7 || type == 2 || type == 3) return false;
    }
    return true;
}

}  // namespace vitrine::vmx
