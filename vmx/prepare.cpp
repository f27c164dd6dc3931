#include "vmx/prepare.hpp"

#include "arch/control_registers.hpp"
#include "arch/msr.hpp"
#include "vmx/controls.hpp"

namespace vitrine::vmx {

namespace {

namespace msr {
constexpr std::uint32_t feature_control = 0x3A;
constexpr std::uint32_t vmx_basic = 0x480;
constexpr std::uint32_t vmx_pin = 0x481, vmx_primary = 0x482, vmx_exit = 0x483, vmx_entry = 0x484;
constexpr std::uint32_t vmx_misc = 0x485;
constexpr std::uint32_t vmx_cr0_fixed0 = 0x486, vmx_cr0_fixed1 = 0x487;
constexpr std::uint32_t vmx_cr4_fixed0 = 0x488, vmx_cr4_fixed1 = 0x489;
constexpr std::uint32_t vmx_secondary = 0x48B;
constexpr std::uint32_t vmx_ept_vpid = 0x48C;
constexpr std::uint32_t vmx_true_pin = 0x48D, vmx_true_primary = 0x48E, vmx_true_exit = 0x48F,
                        vmx_true_entry = 0x490;
}  // namespace msr

}  // namespace

CapabilityMsrs read_capability_msrs() {
    CapabilityMsrs msrs;
    msrs.feature_control = arch::read_msr(msr::feature_control);
    msrs.basic = arch::read_msr(msr::vmx_basic);
    const bool true_controls = parse_capabilities(msrs).basic.true_controls;
    msrs.pin = arch::read_msr(true_controls ? msr::vmx_true_pin : msr::vmx_pin);
    msrs.primary = arch::read_msr(true_controls ? msr::vmx_true_primary : msr::vmx_primary);
    msrs.exit = arch::read_msr(true_controls ? msr::vmx_true_exit : msr::vmx_exit);
    msrs.entry = arch::read_msr(true_controls ? msr::vmx_true_entry : msr::vmx_entry);
    msrs.misc = arch::read_msr(msr::vmx_misc);
    msrs.cr0_fixed0 = arch::read_msr(msr::vmx_cr0_fixed0);
    msrs.cr0_fixed1 = arch::read_msr(msr::vmx_cr0_fixed1);
    msrs.cr4_fixed0 = arch::read_msr(msr::vmx_cr4_fixed0);
    msrs.cr4_fixed1 = arch::read_msr(msr::vmx_cr4_fixed1);

    // The MSRs of controls that don't exist don't exist either: reading them faults.
    if (!ControlRange::from(msrs.primary).allows(primary::activate_secondary_controls)) return msrs;
    msrs.secondary = arch::read_msr(msr::vmx_secondary);
    const ControlRange secondary_range = ControlRange::from(msrs.secondary);
    if (secondary_range.allows(secondary::enable_ept) || secondary_range.allows(secondary::enable_vpid)) {
        msrs.ept_vpid = arch::read_msr(msr::vmx_ept_vpid);
    }
    return msrs;
}

void enable_in_feature_control() {
    arch::write_msr(msr::feature_control, arch::read_msr(msr::feature_control) | FeatureControl::lock_bit |
                                              FeatureControl::vmx_outside_smx_bit);
}

Result<void, Missing> satisfy_fixed_bits(const Capabilities& capabilities) {
    const std::uint64_t cr0 = arch::read_cr0() | capabilities.cr0_fixed0;
    // CR4.VMXE is fixed to 1 too; it is set when VMXON is due.
    const std::uint64_t cr4 = arch::read_cr4() | (capabilities.cr4_fixed0 & ~arch::cr4::vmxe);
    if ((cr0 & ~capabilities.cr0_fixed1) != 0 || (cr4 & ~capabilities.cr4_fixed1) != 0) {
        return fail(
            Missing{"fixed-bits", "VMX operation forbids a CR0 or CR4 bit that Vitrine runs with", ""});
    }
    arch::write_cr0(cr0);
    arch::write_cr4(cr4);
    return {};
}

}  // namespace vitrine::vmx
