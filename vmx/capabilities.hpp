#pragma once
// What this processor's VMX can do, parsed once from the capability MSRs into named values. Intel SDM vol.
// 3D, appendix A.

#include <cstdint>

namespace vitrine::vmx {

/// Which bits of a control field may be 0 and which may be 1. A.3 to A.5.
struct ControlRange {
    std::uint32_t must_be_one = 0;  ///< allowed 0-settings: a bit set here is always 1
    std::uint32_t may_be_one = 0;   ///< allowed 1-settings: a bit clear here is always 0

    [[nodiscard]] static constexpr ControlRange from(std::uint64_t msr) {
        return {static_cast<std::uint32_t>(msr), static_cast<std::uint32_t>(msr >> 32)};
    }
    [[nodiscard]] constexpr bool allows(std::uint32_t bits) const { return (bits & ~may_be_one) == 0; }
};

/// The capability MSRs as they were read; 0 for one that this processor doesn't have.
struct CapabilityMsrs {
    std::uint64_t feature_control = 0;
    std::uint64_t basic = 0;
    std::uint64_t pin = 0, primary = 0, secondary = 0, exit = 0,
                  entry = 0;  ///< the TRUE ones where there are any
    std::uint64_t misc = 0;
    std::uint64_t cr0_fixed0 = 0, cr0_fixed1 = 0, cr4_fixed0 = 0, cr4_fixed1 = 0;
    std::uint64_t ept_vpid = 0;
};

/// IA32_FEATURE_CONTROL. Vol. 3C, 24.7.
struct FeatureControl {
    static constexpr std::uint64_t lock_bit = 1;
    static constexpr std::uint64_t vmx_outside_smx_bit = 4;

    bool locked = false;
    bool vmx_outside_smx = false;
};

/// IA32_VMX_BASIC. A.1.
struct Basic {
    std::uint32_t revision = 0;          ///< VMCS revision identifier
    std::uint32_t region_size = 0;       ///< bytes of a VMXON or VMCS region, at most 4096
    bool addresses_32bit = false;        ///< regions must lie below 4 GiB
    std::uint8_t memory_type = 0;        ///< 0 uncacheable, 6 write-back
    bool string_io_information = false;  ///< the instruction-information field tells of INS and OUTS
    bool true_controls = false;          ///< default1 controls may be 0
};

/// IA32_VMX_EPT_VPID_CAP. A.10.
struct EptVpid {
    bool walk_length_4 = false;
    bool write_back = false;  ///< EPT structures may be write-back
    bool uncacheable = false;
    bool pages_2m = false, pages_1g = false;
    bool invept = false, invept_single = false, invept_all = false;
    bool invvpid = false, invvpid_single = false, invvpid_all = false;
};

/// Everything Vitrine asks of the capability MSRs.
struct Capabilities {
    FeatureControl feature_control;
    Basic basic;
    ControlRange pin, primary, secondary, exit, entry;
    std::uint8_t preemption_timer_shift = 0;  ///< the timer counts once per 2^shift TSC ticks. A.6
    std::uint64_t cr0_fixed0 = 0, cr0_fixed1 = 0, cr4_fixed0 = 0, cr4_fixed1 = 0;
    EptVpid ept_vpid;
};

/// Names the bits. Any input is accepted.
[[nodiscard]] Capabilities parse_capabilities(const CapabilityMsrs& msrs);

/// Reads the capability MSRs that this processor has. It must have VMX by CPUID.
[[nodiscard]] CapabilityMsrs read_capability_msrs();

/// The log's word for a memory type of IA32_VMX_BASIC.
[[nodiscard]] constexpr const char* memory_type_name(std::uint8_t type) {
    return type == 6 ? "write-back" : type == 0 ? "uncacheable" : "reserved";
}

}  // namespace vitrine::vmx
