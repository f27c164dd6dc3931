#pragma once
// What this processor's VMX can do, parsed once from the capability MSRs into named values. Intel SDM vol.
// 3D, appendix A.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

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

/// The MSRs that tell of VMX: IA32_FEATURE_CONTROL and those of appendix A, in its order of numbers.
enum class CapabilityMsr : std::uint8_t {
    feature_control,
    basic,
    pin,
    primary,
    exit,
    entry,
    misc,
    cr0_fixed0,
    cr0_fixed1,
    cr4_fixed0,
    cr4_fixed1,
    vmcs_enum,
    secondary,
    ept_vpid,
    true_pin,
    true_primary,
    true_exit,
    true_entry,
    vmfunc,
    tertiary,
    secondary_exit,
};
inline constexpr std::size_t capability_msr_count = 21;

/// The MSR's index for RDMSR.
[[nodiscard]] constexpr std::uint32_t msr_index(CapabilityMsr msr) {
    return msr == CapabilityMsr::feature_control ? 0x3A : 0x480 + static_cast<std::uint32_t>(msr) - 1;
}
static_assert(msr_index(CapabilityMsr::secondary_exit) == 0x493);

/// The capability MSRs as they were read; nothing for one that this processor doesn't have.
class CapabilityMsrs {
public:
    [[nodiscard]] constexpr std::optional<std::uint64_t> find(CapabilityMsr msr) const {
        return values_[static_cast<std::size_t>(msr)];
    }
    /// The value; 0 for one that isn't there.
    [[nodiscard]] constexpr std::uint64_t operator[](CapabilityMsr msr) const {
        return find(msr).value_or(0);
    }
    constexpr void set(CapabilityMsr msr, std::uint64_t value) {
        values_[static_cast<std::size_t>(msr)] = value;
    }

private:
    std::array<std::optional<std::uint64_t>, capability_msr_count> values_{};
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
    bool any_error_code = false;  ///< an injected hardware exception of any vector may have an error code
};

/// IA32_VMX_EPT_VPID_CAP. A.10.
struct EptVpid {
    bool walk_length_4 = false;
    bool write_back = false;  ///< EPT structures may be write-back
    bool uncacheable = false;
    bool walk_length_5 = false;
    bool accessed_dirty = false;     ///< accessed and dirty flags
    bool supervisor_shadow = false;  ///< supervisor shadow-stack control
    bool pages_2m = false, pages_1g = false;
    bool invept = false, invept_single = false, invept_all = false;
    bool invvpid = false, invvpid_single = false, invvpid_all = false;
};

/// IA32_VMX_MISC. A.6.
struct Misc {
    std::uint8_t preemption_timer_shift = 0;  ///< the timer counts once per 2^shift TSC ticks
    bool activity_hlt = false, activity_shutdown = false, activity_wait_for_sipi = false;
    std::uint16_t cr3_targets = 0;
    bool vmwrite_any = false;            ///< VMWRITE to exit-information fields, too
    bool zero_length_injection = false;  ///< an injected software event may have instruction length 0
};

/// Everything Vitrine asks of the capability MSRs.
struct Capabilities {
    FeatureControl feature_control;
    Basic basic;
    ControlRange pin, primary, secondary, exit, entry;  ///< by the TRUE MSRs where there are any
    std::uint64_t tertiary = 0, secondary_exit = 0;     ///< a bit clear here is always 0. A.3.4, A.4.2
    std::uint64_t vm_functions = 0;                     ///< a bit clear here is always 0. A.11
    Misc misc;
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
