#include "vmx/entry_rules.hpp"

namespace vitrine::vmx {

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

void EntryRules::tell(std::uint32_t encoding, bool holds, std::uint64_t wrong, const char* words) {
    RuleOutcome outcome{.error = error_,
                        .section = section_,
                        .rule = words,
                        .field = encoding,
                        .value = vmcs_.find(encoding).value_or(0),
                        .wrong_bits = wrong,
                        .other = other_,
                        .entry = list_entry_};
    if (other_) outcome.other_value = vmcs_.find(*other_).value_or(0);
    using State = RuleOutcome::State;
    outcome.state = unknown_    ? State::unknown
                    : holds     ? State::holds
                    : optional_ ? State::may_break
                                : State::broken;
    unknown_ = false;
    optional_ = false;
    other_.reset();
    listener_.outcome(outcome);
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
