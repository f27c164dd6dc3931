#include "vmx/prepare.hpp"

#include "arch/control_registers.hpp"
#include "arch/msr.hpp"
#include "vmx/controls.hpp"

namespace vitrine::vmx {

CapabilityMsrs read_capability_msrs() {
    using enum CapabilityMsr;
    CapabilityMsrs msrs;
    const auto read = [&](CapabilityMsr msr) { msrs.set(msr, arch::read_msr(msr_index(msr))); };
    for (const auto msr : {feature_control, basic, pin, primary, exit, entry, misc, cr0_fixed0, cr0_fixed1,
                           cr4_fixed0, cr4_fixed1, vmcs_enum}) {
        read(msr);
    }
    if (parse_capabilities(msrs).basic.true_controls) {
        for (const auto msr : {true_pin, true_primary, true_exit, true_entry}) read(msr);
    }

    // The MSRs of controls that don't exist don't exist either: reading them faults.
    const ControlRange primary_range = parse_capabilities(msrs).primary;
    if (primary_range.allows(primary::activate_tertiary_controls)) read(tertiary);
    if (parse_capabilities(msrs).exit.allows(exit_control::activate_secondary_controls)) read(secondary_exit);
    if (!primary_range.allows(primary::activate_secondary_controls)) return msrs;
    read(secondary);
    const ControlRange secondary_range = ControlRange::from(msrs[secondary]);
    if (secondary_range.allows(secondary::enable_ept) || secondary_range.allows(secondary::enable_vpid))
        read(ept_vpid);
    if (secondary_range.allows(secondary::enable_vm_functions)) read(vmfunc);
    return msrs;
}

void enable_in_feature_control() {
    constexpr std::uint32_t feature_control = msr_index(CapabilityMsr::feature_control);
    arch::write_msr(feature_control, arch::read_msr(feature_control) | FeatureControl::lock_bit |
                                         FeatureControl::vmx_outside_smx_bit);
}

Result<void> satisfy_fixed_bits(const Capabilities& capabilities) {
    const std::uint64_t cr0 = arch::read_cr0() | capabilities.cr0_fixed0;
    // CR4.VMXE is fixed to 1 too; it is set when VMXON is due.
    const std::uint64_t cr4 = arch::read_cr4() | (capabilities.cr4_fixed0 & ~arch::cr4::vmxe);
    if ((cr0 & ~capabilities.cr0_fixed1) != 0 || (cr4 & ~capabilities.cr4_fixed1) != 0) {
        return fail(Complaint::of_feature(
            "fixed-bits", "VMX operation forbids a CR0 or CR4 bit that Vitrine runs with", ""));
    }
    arch::write_cr0(cr0);
    arch::write_cr4(cr4);
    return {};
}

}  // namespace vitrine::vmx
