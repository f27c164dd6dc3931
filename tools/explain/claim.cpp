#include "tools/explain/claim.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "vmx/errors.hpp"
#include "vmx/exit_reason.hpp"

namespace vitrine::tools {

namespace {

using vmx::EntryError;
using Kind = Claim::Kind;

constexpr std::uint32_t entry_failure = 1U << 31;
constexpr std::uint32_t last_error = 28;

/// What stands before the number in what hypervisors and their users write.
constexpr std::array marks{
    std::string_view{"vmentry failure (reason "},
    std::string_view{"VM Entry failure (reason "},
    std::string_view{"hardware error "},
    std::string_view{"hardware_entry_failure_reason = "},
    std::string_view{"hardware_entry_failure_reason="},
    std::string_view{"hardware exit reason "},
    std::string_view{"VM-instruction error "},
    std::string_view{"VM instruction error "},
    std::string_view{"VM-instruction error: "},
    std::string_view{"VM instruction error: "},
    std::string_view{"VM_INSTRUCTION_ERROR: "},
    std::string_view{"VM_INSTRUCTION_ERROR = "},
    std::string_view{"VMLAUNCH error: "},
    std::string_view{"VMLAUNCH error "},
    std::string_view{"VMRESUME error: "},
    std::string_view{"VMRESUME error "},
};

std::optional<std::uint32_t> number_at(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return parsed.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

Claim of_number(std::uint32_t number) {
    if ((number & entry_failure) != 0) return {.kind = Kind::reason, .number = number & 0xFFFF};
    if (number != 0 && number <= last_error) return {.kind = Kind::error, .number = number};
    return {};
}

/// The VM-instruction errors of VMLAUNCH and VMRESUME, table 31-1.
constexpr bool is_of_entry(std::uint64_t number) {
    return number == 4 || number == 5 || number == 7 || number == 8 || number == 25 || number == 26;
}

constexpr std::uint32_t machine_check = 41;

}  // namespace

bool Claim::accuses(const vmx::RuleOutcome& rule) const {
    if (kind == Kind::error)
        return (number == 7 && rule.error == EntryError::controls) ||
               (number == 8 && rule.error == EntryError::host_state);
    if (kind != Kind::reason) return true;
    if (number != static_cast<std::uint32_t>(rule.error)) return false;
    if (rule.error == EntryError::msr_loading)
        return !rule.entry || !qualification || *rule.entry == *qualification;
    // The exit qualification, 27.8: 2 the PDPTEs, 3 an NMI with blocking by STI, 4 the link pointer.
    const std::string_view section = rule.section;
    const bool link = rule.field == vmx::field::vmcs_link_pointer.encoding;
    switch (qualification.value_or(~0ULL)) {
        case 2:
            return section == "27.3.1.6";
        case 3:
            return rule.field == vmx::field::guest_interruptibility.encoding &&
                   std::string_view(rule.rule).contains("NMI is injected");
        case 4:
            return link;
        case 0:
            return section != "27.3.1.6" && !link;
        default:
            return true;
    }
}

bool Claim::clears(const vmx::RuleOutcome& rule) const {
    if (kind != Kind::reason && kind != Kind::entered) return false;
    if (kind == Kind::reason && number == machine_check) return false;
    if (rule.error == EntryError::controls || rule.error == EntryError::host_state) return true;
    return rule.error == EntryError::guest_state &&
           number != static_cast<std::uint32_t>(EntryError::guest_state);
}

std::string Claim::words() const {
    const std::string shown = std::to_string(number);
    switch (kind) {
        case Kind::none:
            return {};
        case Kind::entered:
            return "exit reason " + shown + " (" +
                   std::string(vmx::exit_reason_name(static_cast<std::uint16_t>(number))) +
                   ") is no failed entry: the guest was entered and left, or the entry failed with a "
                   "VM-instruction "
                   "error, which leaves this field as it was";
        case Kind::error:
            return "the processor reported VM-instruction error " + shown + ": " +
                   std::string(vmx::instruction_error_name(number)) +
                   (number == 7   ? "; a rule of 27.2.1 is broken"
                    : number == 8 ? "; a rule of 27.2.2 to 27.2.4 is broken"
                                  : "; no field's value is the cause");
        case Kind::reason:
            break;
    }
    if (number == machine_check)
        return "exit reason 41: a machine check during the entry; no rule is the cause, look at the host's "
               "machine-check log";
    if (number == static_cast<std::uint32_t>(EntryError::guest_state))
        return "the processor reported exit reason 33, invalid guest state: controls and host state passed, "
               "a rule of "
               "27.3 is broken";
    if (number == static_cast<std::uint32_t>(EntryError::msr_loading))
        return "the processor reported exit reason 34: controls, host and guest state passed; it can't load "
               "entry " +
               (qualification ? std::to_string(*qualification) : std::string("?")) +
               " of the VM-entry MSR-load list";
    return "the processor reported a failed entry with exit reason " + shown + ", which 27.8 doesn't have";
}

Claim claim_of_text(std::string_view text) {
    Claim last;
    std::size_t last_at = 0;
    for (const std::string_view mark : marks) {
        const std::size_t at = text.rfind(mark);
        if (at == std::string_view::npos || at < last_at) continue;
        const auto number = number_at(text.substr(at + mark.size()));
        if (!number || of_number(*number).kind == Kind::none) continue;
        last = of_number(*number);
        last_at = at;
    }
    return last;
}

Claim claim_of(const vmx::Snapshot& vmcs, const Claim& text) {
    const auto reason = vmcs.find(vmx::field::exit_reason.encoding);
    Claim claim = text;
    if (reason && (*reason & entry_failure) != 0) claim = of_number(static_cast<std::uint32_t>(*reason));
    if (claim.kind == Kind::none && reason.value_or(0) == 0) {
        const auto error = vmcs.find(vmx::field::instruction_error.encoding);
        // The field keeps the number of the last VMX instruction that failed, which may be a VMREAD.
        if (error && is_of_entry(*error)) claim = of_number(static_cast<std::uint32_t>(*error));
    }
    if (claim.kind == Kind::none && reason && *reason != 0)
        claim = {.kind = Kind::entered, .number = static_cast<std::uint32_t>(*reason & 0xFFFF)};
    if (claim.kind == Kind::reason) claim.qualification = vmcs.find(vmx::field::exit_qualification.encoding);
    return claim;
}

}  // namespace vitrine::tools
