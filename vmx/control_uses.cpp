#include "vmx/control_uses.hpp"

#include <array>

#include "vmx/controls.hpp"

namespace vitrine::vmx {

namespace {

constexpr std::string_view no_apic = "the guest has no local APIC";
constexpr std::string_view no_interrupts = "the guest gets no interrupts";
constexpr std::string_view own_business = "the guest's own business: nothing of it leaves the machine";
constexpr std::string_view on_demand_cr3 = "on demand: intercept=cr3";
constexpr std::string_view on_demand_rdtsc = "on demand: intercept=rdtsc";
constexpr std::string_view hidden = "the feature is hidden from the guest";
constexpr std::string_view host_only = "Vitrine itself doesn't use what it would keep apart";
constexpr std::string_view no_smm = "Vitrine never enters SMM";

struct Unused {
    ControlField field;
    std::uint8_t bit;
    std::string_view why;
};

/// Why Vitrine leaves a control at 0.
constexpr std::array unused{
    Unused{ControlField::pin, 5, no_interrupts},
    Unused{ControlField::pin, 6, "asked for otherwise: clock=apic"},
    Unused{ControlField::pin, 7, no_apic},
    Unused{ControlField::primary, 2, no_interrupts},
    Unused{ControlField::primary, 9, own_business},
    Unused{ControlField::primary, 12, on_demand_rdtsc},
    Unused{ControlField::primary, 15, on_demand_cr3},
    Unused{ControlField::primary, 16, on_demand_cr3},
    Unused{ControlField::primary, 17, "nothing there is needed"},
    Unused{ControlField::primary, 21, no_apic},
    Unused{ControlField::primary, 22, no_interrupts},
    Unused{ControlField::primary, 23, own_business},
    Unused{ControlField::primary, 24, "the I/O bitmaps make every port exit"},
    Unused{ControlField::primary, 27, "nothing steps the guest"},
    Unused{ControlField::primary, 30, own_business},
    Unused{ControlField::secondary, 0, no_apic},
    Unused{ControlField::secondary, 2, own_business},
    Unused{ControlField::secondary, 4, no_apic},
    Unused{ControlField::secondary, 8, no_apic},
    Unused{ControlField::secondary, 9, no_apic},
    Unused{ControlField::secondary, 10, "no other guest waits for the processor"},
    Unused{ControlField::secondary, 11, own_business},
    Unused{ControlField::secondary, 13, "the guest may not choose its memory"},
    Unused{ControlField::secondary, 14, "the guest's processor has no VMX"},
    Unused{ControlField::secondary, 15, hidden},
    Unused{ControlField::secondary, 16, own_business},
    Unused{ControlField::secondary, 17, "nobody asks which pages were written"},
    Unused{ControlField::secondary, 18, "memory that the guest doesn't have ends it"},
    Unused{ControlField::secondary, 19, hidden},
    Unused{ControlField::secondary, 20, hidden},
    Unused{ControlField::secondary, 21, hidden},
    Unused{ControlField::secondary, 22, "all of the guest's memory is executable"},
    Unused{ControlField::secondary, 23, "all of the guest's memory is writable"},
    Unused{ControlField::secondary, 24, hidden},
    Unused{ControlField::secondary, 25, "the guest's time runs as the host's"},
    Unused{ControlField::secondary, 26, hidden},
    Unused{ControlField::secondary, 27, hidden},
    Unused{ControlField::secondary, 28, hidden},
    Unused{ControlField::secondary, 30, own_business},
    Unused{ControlField::secondary, 31, "the budget bounds the guest"},
    Unused{ControlField::exit, 12, host_only},
    Unused{ControlField::exit, 22, "asked for otherwise: clock=apic"},
    Unused{ControlField::exit, 23, hidden},
    Unused{ControlField::exit, 24, hidden},
    Unused{ControlField::exit, 25, hidden},
    Unused{ControlField::exit, 26, hidden},
    Unused{ControlField::exit, 27, hidden},
    Unused{ControlField::exit, 28, hidden},
    Unused{ControlField::exit, 29, hidden},
    Unused{ControlField::exit, 30, hidden},
    Unused{ControlField::exit, 31, "nothing there is needed"},
    Unused{ControlField::entry, 9, "a guest starts in real mode; set when it enters IA-32e mode"},
    Unused{ControlField::entry, 10, no_smm},
    Unused{ControlField::entry, 11, no_smm},
    Unused{ControlField::entry, 13, host_only},
    Unused{ControlField::entry, 16, hidden},
    Unused{ControlField::entry, 17, hidden},
    Unused{ControlField::entry, 18, hidden},
    Unused{ControlField::entry, 19, hidden},
    Unused{ControlField::entry, 20, hidden},
    Unused{ControlField::entry, 21, hidden},
    Unused{ControlField::entry, 22, hidden},
};

std::string_view why_unused(ControlField field, unsigned bit) {
    for (const Unused& entry : unused) {
        if (entry.field == field && entry.bit == bit) return entry.why;
    }
    return "Vitrine doesn't know it";
}

void report_field(Sink& sink, ControlField field, ControlRange range, std::uint32_t used) {
    for (unsigned bit = 0; bit < 32; ++bit) {
        const std::string_view control = control_name(field, bit);
        if ((range.may_be_one >> bit & 1) == 0 || control == "reserved") continue;
        const bool on = (used >> bit & 1) != 0;
        Line line(sink, event::caps);
        line.text(key::use, control).text(key::field, name(field)).text(key::status, on ? "yes" : "no");
        if (!on) line.text(key::cause, why_unused(field, bit));
    }
}

}  // namespace

void report_control_uses(Sink& sink, const Capabilities& capabilities) {
    const auto controls =
        guest_controls(capabilities, {.preemption_timer = capabilities.pin.allows(pin::preemption_timer)});
    if (!controls) {
        Line(sink, event::caps)
            .text(key::use, controls.error().control)
            .text(key::field, controls.error().field)
            .text(key::status, "no")
            .text(key::cause, "the processor lacks it, so no guest can run");
        return;
    }
    report_field(sink, ControlField::pin, capabilities.pin, controls->pin);
    report_field(sink, ControlField::primary, capabilities.primary, controls->primary);
    report_field(sink, ControlField::secondary, capabilities.secondary, controls->secondary);
    report_field(sink, ControlField::exit, capabilities.exit, controls->exit);
    report_field(sink, ControlField::entry, capabilities.entry, controls->entry);
}

}  // namespace vitrine::vmx
