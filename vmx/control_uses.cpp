#include "vmx/control_uses.hpp"

#include <array>

#include "kernel/log/packed_names.hpp"
#include "vmx/controls.hpp"

namespace vitrine::vmx {

namespace {

/// Why Vitrine leaves a control at 0.
enum Why : std::uint8_t {
    no_apic,
    no_nmis,
    on_demand_window,
    own_business,
    on_demand_cr3,
    on_demand_rdtsc,
    hidden,
    host_only,
    no_smm,
    clock_is_apic,
    not_needed,
    bitmaps_do,
    no_steps,
    alone,
    no_choice,
    no_vmx,
    no_page_log,
    ends_guest,
    all_executable,
    all_writable,
    host_time,
    budget_bounds,
    when_ia32e
};

/// By Why.
constexpr auto reasons = pack_names<[] {
    return std::array<std::string_view, 23>{
        "the guest has no local APIC",
        "the guest gets no NMIs",
        "on demand: while a device's interrupt waits for the guest to take it",
        "the guest's own business: nothing of it leaves the machine",
        "on demand: intercept=cr3",
        "on demand: intercept=rdtsc",
        "the feature is hidden from the guest",
        "Vitrine itself doesn't use what it would keep apart",
        "Vitrine never enters SMM",
        "asked for otherwise: clock=apic",
        "nothing there is needed",
        "the I/O bitmaps make every port exit",
        "nothing steps the guest",
        "no other guest waits for the processor",
        "the guest may not choose its memory",
        "the guest's processor has no VMX",
        "nobody asks which pages were written",
        "memory that the guest doesn't have ends it",
        "all of the guest's memory is executable",
        "all of the guest's memory is writable",
        "the guest's time runs as the host's",
        "the budget bounds the guest",
        "a guest starts in real mode; set when it enters IA-32e mode",
    };
}>();

struct Unused {
    ControlField field;
    std::uint8_t bit;
    Why why;
};

constexpr std::array unused{
    Unused{ControlField::pin, 5, no_nmis},
    Unused{ControlField::pin, 6, clock_is_apic},
    Unused{ControlField::pin, 7, no_apic},
    Unused{ControlField::primary, 2, on_demand_window},
    Unused{ControlField::primary, 9, own_business},
    Unused{ControlField::primary, 12, on_demand_rdtsc},
    Unused{ControlField::primary, 15, on_demand_cr3},
    Unused{ControlField::primary, 16, on_demand_cr3},
    Unused{ControlField::primary, 17, not_needed},
    Unused{ControlField::primary, 21, no_apic},
    Unused{ControlField::primary, 22, no_nmis},
    Unused{ControlField::primary, 23, own_business},
    Unused{ControlField::primary, 24, bitmaps_do},
    Unused{ControlField::primary, 27, no_steps},
    Unused{ControlField::primary, 30, own_business},
    Unused{ControlField::secondary, 0, no_apic},
    Unused{ControlField::secondary, 2, own_business},
    Unused{ControlField::secondary, 4, no_apic},
    Unused{ControlField::secondary, 8, no_apic},
    Unused{ControlField::secondary, 9, no_apic},
    Unused{ControlField::secondary, 10, alone},
    Unused{ControlField::secondary, 13, no_choice},
    Unused{ControlField::secondary, 14, no_vmx},
    Unused{ControlField::secondary, 15, hidden},
    Unused{ControlField::secondary, 17, no_page_log},
    Unused{ControlField::secondary, 18, ends_guest},
    Unused{ControlField::secondary, 19, hidden},
    Unused{ControlField::secondary, 20, hidden},
    Unused{ControlField::secondary, 21, hidden},
    Unused{ControlField::secondary, 22, all_executable},
    Unused{ControlField::secondary, 23, all_writable},
    Unused{ControlField::secondary, 24, hidden},
    Unused{ControlField::secondary, 25, host_time},
    Unused{ControlField::secondary, 26, hidden},
    Unused{ControlField::secondary, 27, hidden},
    Unused{ControlField::secondary, 28, hidden},
    Unused{ControlField::secondary, 30, own_business},
    Unused{ControlField::secondary, 31, budget_bounds},
    Unused{ControlField::exit, 12, host_only},
    Unused{ControlField::exit, 22, clock_is_apic},
    Unused{ControlField::exit, 23, hidden},
    Unused{ControlField::exit, 24, hidden},
    Unused{ControlField::exit, 25, hidden},
    Unused{ControlField::exit, 26, hidden},
    Unused{ControlField::exit, 27, hidden},
    Unused{ControlField::exit, 28, hidden},
    Unused{ControlField::exit, 29, hidden},
    Unused{ControlField::exit, 30, hidden},
    Unused{ControlField::exit, 31, not_needed},
    Unused{ControlField::entry, 9, when_ia32e},
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
        if (entry.field == field && entry.bit == bit) return reasons[entry.why];
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
