#include "vmx/refusal.hpp"

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

Complaint log_control_refusal(Steps& steps, const ControlRefusal& refusal) {
    const Literal cause = refusal.forced ? "the processor insists on a control that Vitrine can't live with"
                                         : "the processor lacks a control that Vitrine needs";
    Line line(steps.sink(), event::error);
    line.text(key::missing, refusal.control).text(key::field, refusal.field).text(key::cause, cause);
    return {.status = Status::unsupported, .cause = cause};
}

}  // namespace vitrine::vmx
