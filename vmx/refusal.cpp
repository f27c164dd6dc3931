#include "vmx/refusal.hpp"

#include <optional>

namespace vitrine::vmx {

void log_check(Steps& steps, const Capabilities& capabilities) {
    const Basic& basic = capabilities.basic;
    steps.log(Step::check, [&](Line& line) {
        line.hex(key::revision, basic.revision).number(key::region, basic.region_size);
        line.text(key::memory_type, memory_type_name(basic.memory_type));
        line.number(key::locked, capabilities.feature_control.locked ? 1 : 0);
        line.number(key::true_controls, basic.true_controls ? 1 : 0);
        line.number(key::ept, capabilities.secondary.allows(secondary::enable_ept) ? 1 : 0);
        line.number(key::unrestricted_guest,
                    capabilities.secondary.allows(secondary::unrestricted_guest) ? 1 : 0);
        line.number(key::vpid, capabilities.secondary.allows(secondary::enable_vpid) ? 1 : 0);
        line.number(key::preemption_timer, capabilities.pin.allows(pin::preemption_timer) ? 1 : 0);
    });
}

Refusal log_missing(Steps& steps, const Missing& missing) {
    Line line(steps.sink(), event::error);
    line.text(key::missing, missing.feature).text(key::cause, missing.cost);
    if (!missing.hint.empty()) line.text(key::hint, missing.hint);
    return {Status::unsupported, missing.cost};
}

Result<void, Refusal> log_unmet(Steps& steps, const Capabilities& capabilities) {
    std::optional<Refusal> refusal;
    for (const Requirement& requirement : requirements()) {
        if (requirement.present(capabilities)) continue;
        const Missing& missing = requirement.missing;
        if (requirement.essential) {
            const Refusal logged = log_missing(steps, missing);
            if (!refusal) refusal = logged;
        } else {
            steps.log(Step::check, [&](Line& line) {
                line.text(key::missing, missing.feature).text(key::cause, missing.cost);
            });
        }
    }
    if (refusal) return fail(*refusal);
    return {};
}

Refusal log_control_refusal(Steps& steps, const ControlRefusal& refusal) {
    const std::string_view cause = refusal.forced
                                       ? "the processor insists on a control that Vitrine can't live with"
                                       : "the processor lacks a control that Vitrine needs";
    Line line(steps.sink(), event::error);
    line.text(key::missing, refusal.control).text(key::field, refusal.field).text(key::cause, cause);
    return {Status::unsupported, cause};
}

Refusal log_out_of_memory(Steps& steps) {
    constexpr std::string_view cause = "no memory left for the VMX structures of the guest";
    Line(steps.sink(), event::error)
        .text(key::cause, cause)
        .text(key::hint, "give the guest less by memory=, or the machine more");
    return {Status::bad_input, cause};
}

}  // namespace vitrine::vmx
