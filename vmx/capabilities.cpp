#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

namespace {

constexpr bool bit(std::uint64_t value, unsigned number) {
    return (value >> number & 1) != 0;
}

Basic parse_basic(std::uint64_t msr) {
    return {
        .revision = static_cast<std::uint32_t>(msr & 0x7FFF'FFFF),
        .region_size = static_cast<std::uint32_t>(msr >> 32 & 0x1FFF),
        .addresses_32bit = bit(msr, 48),
        .memory_type = static_cast<std::uint8_t>(msr >> 50 & 0xF),
        .string_io_information = bit(msr, 54),
        .true_controls = bit(msr, 55),
        .any_error_code = bit(msr, 56),
    };
}

EptVpid parse_ept_vpid(std::uint64_t msr) {
    return {
        .walk_length_4 = bit(msr, 6),
        .write_back = bit(msr, 14),
        .uncacheable = bit(msr, 8),
        .walk_length_5 = bit(msr, 7),
        .accessed_dirty = bit(msr, 21),
        .supervisor_shadow = bit(msr, 23),
        .pages_2m = bit(msr, 16),
        .pages_1g = bit(msr, 17),
        .invept = bit(msr, 20),
        .invept_single = bit(msr, 25),
        .invept_all = bit(msr, 26),
        .invvpid = bit(msr, 32),
        .invvpid_single = bit(msr, 41),
        .invvpid_all = bit(msr, 42),
    };
}

Misc parse_misc(std::uint64_t msr) {
    return {
        .preemption_timer_shift = static_cast<std::uint8_t>(msr & 0x1F),
        .activity_hlt = bit(msr, 6),
        .activity_shutdown = bit(msr, 7),
        .activity_wait_for_sipi = bit(msr, 8),
        .cr3_targets = static_cast<std::uint16_t>(msr >> 16 & 0x1FF),
        .vmwrite_any = bit(msr, 29),
        .zero_length_injection = bit(msr, 30),
    };
}

}  // namespace

Capabilities parse_capabilities(const CapabilityMsrs& msrs) {
    using enum CapabilityMsr;
    const Basic basic_values = parse_basic(msrs[basic]);
    const auto range = [&](CapabilityMsr plain, CapabilityMsr exact) {
        return ControlRange::from(msrs[basic_values.true_controls ? exact : plain]);
    };
    return {
        .feature_control = {.locked = (msrs[feature_control] & FeatureControl::lock_bit) != 0,
                            .vmx_outside_smx =
                                (msrs[feature_control] & FeatureControl::vmx_outside_smx_bit) != 0},
        .basic = basic_values,
        .pin = range(pin, true_pin),
        .primary = range(primary, true_primary),
        .secondary = ControlRange::from(msrs[secondary]),
        .exit = range(exit, true_exit),
        .entry = range(entry, true_entry),
        .tertiary = msrs[tertiary],
        .secondary_exit = msrs[secondary_exit],
        .vm_functions = msrs[vmfunc],
        .misc = parse_misc(msrs[misc]),
        .cr0_fixed0 = msrs[cr0_fixed0],
        .cr0_fixed1 = msrs[cr0_fixed1],
        .cr4_fixed0 = msrs[cr4_fixed0],
        .cr4_fixed1 = msrs[cr4_fixed1],
        .ept_vpid = parse_ept_vpid(msrs[ept_vpid]),
    };
}

}  // namespace vitrine::vmx
