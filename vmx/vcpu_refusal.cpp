// An entry that the processor refused: what it says, and the explainer's account of why. Intel SDM vol.
// 3C, 27.8 and 31.4.

#include "vmx/live_entry.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine::vmx {

guest::EntryFailure Vcpu::explain(Departure::Reason reason) {
    guest::EntryFailure failure = reason.refused() ? vmfail(reason.refusal()) : invalid_state(reason.exit());
    failure.had_run = launched();
    return failure;
}

guest::EntryFailure Vcpu::vmfail(InstructionError::Kind kind) {
    InstructionError error{kind, 0};
    if (kind == InstructionError::Kind::valid) error.number = vmread(field::instruction_error);
    steps_.log_failure(way_in_, error);
    if (error.number == static_cast<std::uint32_t>(EntryError::controls) ||
        error.number == static_cast<std::uint32_t>(EntryError::host_state)) {
        explain_refused_entry(steps_.sink(), capabilities_, region_, static_cast<EntryError>(error.number),
                              0);
    }
    return {name(error), error.number == 7 ? "7" : error.number == 8 ? "8" : "vmfail"};
}

guest::EntryFailure Vcpu::invalid_state(ExitReasonField reason) {
    const auto number = static_cast<std::uint16_t>(reason.basic());
    const std::uint64_t qualification = vmread(field::exit_qualification);
    steps_.log(way_in_, [&](Line& line) {
        line.text(key::outcome, "entry-failure").number(key::reason, number);
        line.text(key::name, exit_reason_name(number)).hex(key::qualification, qualification);
    });
    switch (reason.basic()) {
        case ExitReason::invalid_guest_state:
            explain_refused_entry(steps_.sink(), capabilities_, region_, EntryError::guest_state, 0);
            return {"VM entry failed: invalid guest state", "33"};
        case ExitReason::msr_loading:
            explain_refused_entry(steps_.sink(), capabilities_, region_, EntryError::msr_loading,
                                  qualification);
            return {"VM entry failed: MSR loading", "34"};
        case ExitReason::machine_check_during_entry:
            Line(steps_.sink(), event::error)
                .text(key::cause, "the processor met a hardware error during VM entry: a machine check")
                .text(key::section, "27.9");
            return {"VM entry failed: machine check", "41"};
        default:
            return {"VM entry failed for an unknown reason", "unknown"};
    }
}

}  // namespace vitrine::vmx
