#include "vmx/requirements.hpp"

#include <array>

#include "vmx/controls.hpp"

namespace vitrine::vmx {

namespace {

constexpr std::array all_requirements{
    // Unlocked is fine: Vitrine sets and locks it (vol. 3C, 24.7).
    Requirement{
        true, "vmx-enabled", "the firmware locked VMX off (IA32_FEATURE_CONTROL), so no guest can run",
        "enable Intel Virtualization Technology (VT-x) in the firmware setup, then power off and on",
        [](const Capabilities& c) { return !c.feature_control.locked || c.feature_control.vmx_outside_smx; }},
    Requirement{true, "region-size", "a VMCS of this size doesn't fit a page, so no guest can run", "",
                [](const Capabilities& c) { return c.basic.region_size > 0 && c.basic.region_size <= 4096; }},
    Requirement{true, "write-back-vmcs",
                "a VMCS can't lie in ordinary write-back memory, so no guest can run", "",
                [](const Capabilities& c) { return c.basic.memory_type == 6; }},
    Requirement{true, "secondary-controls", "no EPT and no unrestricted guest, so no guest can run", "",
                [](const Capabilities& c) { return c.primary.allows(primary::activate_secondary_controls); }},
    Requirement{true, "ept", "no EPT: guest memory can't be isolated, so no guest can run on this processor",
                "",
                [](const Capabilities& c) {
                    return c.secondary.allows(secondary::enable_ept) && c.ept_vpid.walk_length_4 &&
                           c.ept_vpid.write_back && c.ept_vpid.invept &&
                           (c.ept_vpid.invept_single || c.ept_vpid.invept_all);
                }},
    Requirement{true, "unrestricted-guest",
                "no unrestricted guest: a real-mode guest can't run on this processor", "",
                [](const Capabilities& c) { return c.secondary.allows(secondary::unrestricted_guest); }},
    Requirement{true, "string-io-information",
                "INS and OUTS can't be decoded, so a guest's I/O would be guessed", "",
                [](const Capabilities& c) { return c.basic.string_io_information; }},
    Requirement{
        false, "vpid",
        "no VPID: the processor drops its translations at every entry and exit, which only costs time", "",
        [](const Capabilities& c) { return c.secondary.allows(secondary::enable_vpid); }},
    Requirement{false, "preemption-timer",
                "no VMX-preemption timer: the local APIC's timer keeps the budget, less exactly", "",
                [](const Capabilities& c) { return c.pin.allows(pin::preemption_timer); }},
};

}  // namespace

std::span<const Requirement> requirements() {
    return all_requirements;
}

}  // namespace vitrine::vmx
