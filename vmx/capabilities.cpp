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
    };
}

EptVpid parse_ept_vpid(std::uint64_t msr) {
    return {
        .walk_length_4 = bit(msr, 6),
        .write_back = bit(msr, 14),
        .uncacheable = bit(msr, 8),
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

}  // namespace

Capabilities parse_capabilities(const CapabilityMsrs& msrs) {
    return {
        .feature_control = {.locked = (msrs.feature_control & FeatureControl::lock_bit) != 0,
                            .vmx_outside_smx =
                                (msrs.feature_control & FeatureControl::vmx_outside_smx_bit) != 0},
        .basic = parse_basic(msrs.basic),
        .pin = ControlRange::from(msrs.pin),
        .primary = ControlRange::from(msrs.primary),
        .secondary = ControlRange::from(msrs.secondary),
        .exit = ControlRange::from(msrs.exit),
        .entry = ControlRange::from(msrs.entry),
        .preemption_timer_shift = static_cast<std::uint8_t>(msrs.misc & 0x1F),
        .cr0_fixed0 = msrs.cr0_fixed0,
        .cr0_fixed1 = msrs.cr0_fixed1,
        .cr4_fixed0 = msrs.cr4_fixed0,
        .cr4_fixed1 = msrs.cr4_fixed1,
        .ept_vpid = parse_ept_vpid(msrs.ept_vpid),
    };
}

}  // namespace vitrine::vmx
