#pragma once
// VM-execution, VM-exit and VM-entry controls: their bits by the SDM's names, and how a field's value is
// found from what is wanted and what the processor allows. Intel SDM vol. 3C, 25.6 to 25.8.

#include <cstdint>
#include <string_view>

#include "kernel/result.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

namespace pin {  // table 25-5
inline constexpr std::uint32_t external_interrupt_exiting = 1U << 0;
inline constexpr std::uint32_t nmi_exiting = 1U << 3;
inline constexpr std::uint32_t virtual_nmis = 1U << 5;
inline constexpr std::uint32_t preemption_timer = 1U << 6;
inline constexpr std::uint32_t process_posted_interrupts = 1U << 7;
}  // namespace pin

namespace primary {  // table 25-6
inline constexpr std::uint32_t interrupt_window_exiting = 1U << 2;
inline constexpr std::uint32_t use_tsc_offsetting = 1U << 3;
inline constexpr std::uint32_t hlt_exiting = 1U << 7;
inline constexpr std::uint32_t invlpg_exiting = 1U << 9;
inline constexpr std::uint32_t mwait_exiting = 1U << 10;
inline constexpr std::uint32_t rdpmc_exiting = 1U << 11;
inline constexpr std::uint32_t rdtsc_exiting = 1U << 12;
inline constexpr std::uint32_t cr3_load_exiting = 1U << 15;
inline constexpr std::uint32_t cr3_store_exiting = 1U << 16;
inline constexpr std::uint32_t activate_tertiary_controls = 1U << 17;
inline constexpr std::uint32_t cr8_load_exiting = 1U << 19;
inline constexpr std::uint32_t cr8_store_exiting = 1U << 20;
inline constexpr std::uint32_t use_tpr_shadow = 1U << 21;
inline constexpr std::uint32_t nmi_window_exiting = 1U << 22;
inline constexpr std::uint32_t use_io_bitmaps = 1U << 25;
inline constexpr std::uint32_t use_msr_bitmaps = 1U << 28;
inline constexpr std::uint32_t monitor_exiting = 1U << 29;
inline constexpr std::uint32_t activate_secondary_controls = 1U << 31;
}  // namespace primary

namespace secondary {  // table 25-7
inline constexpr std::uint32_t virtualize_apic_accesses = 1U << 0;
inline constexpr std::uint32_t enable_ept = 1U << 1;
inline constexpr std::uint32_t enable_rdtscp = 1U << 3;
inline constexpr std::uint32_t virtualize_x2apic_mode = 1U << 4;
inline constexpr std::uint32_t enable_vpid = 1U << 5;
inline constexpr std::uint32_t wbinvd_exiting = 1U << 6;
inline constexpr std::uint32_t unrestricted_guest = 1U << 7;
inline constexpr std::uint32_t apic_register_virtualization = 1U << 8;
inline constexpr std::uint32_t virtual_interrupt_delivery = 1U << 9;
inline constexpr std::uint32_t rdrand_exiting = 1U << 11;
inline constexpr std::uint32_t enable_invpcid = 1U << 12;
inline constexpr std::uint32_t enable_vm_functions = 1U << 13;
inline constexpr std::uint32_t vmcs_shadowing = 1U << 14;
inline constexpr std::uint32_t rdseed_exiting = 1U << 16;
inline constexpr std::uint32_t enable_pml = 1U << 17;
inline constexpr std::uint32_t ept_violation_ve = 1U << 18;
inline constexpr std::uint32_t pasid_translation = 1U << 21;
inline constexpr std::uint32_t mode_based_execute_control = 1U << 22;
inline constexpr std::uint32_t sub_page_write_permissions = 1U << 23;
inline constexpr std::uint32_t pt_uses_guest_physical = 1U << 24;
inline constexpr std::uint32_t use_tsc_scaling = 1U << 25;
}  // namespace secondary

namespace tertiary {  // table 25-8
inline constexpr std::uint64_t enable_hlat = 1U << 1, paging_write = 1U << 2, paging_verification = 1U << 3,
                               ipi_virtualization = 1U << 4;
}  // namespace tertiary

namespace exit_control {  // table 25-13
inline constexpr std::uint32_t save_debug_controls = 1U << 2;
inline constexpr std::uint32_t host_address_space_size = 1U << 9;
inline constexpr std::uint32_t load_perf_global_ctrl = 1U << 12;
inline constexpr std::uint32_t acknowledge_interrupt_on_exit = 1U << 15;
inline constexpr std::uint32_t save_pat = 1U << 18;
inline constexpr std::uint32_t load_pat = 1U << 19;
inline constexpr std::uint32_t save_efer = 1U << 20;
inline constexpr std::uint32_t load_efer = 1U << 21;
inline constexpr std::uint32_t save_preemption_timer = 1U << 22;
inline constexpr std::uint32_t clear_rtit_ctl = 1U << 25;
inline constexpr std::uint32_t load_cet = 1U << 28;
inline constexpr std::uint32_t load_pkrs = 1U << 29;
inline constexpr std::uint32_t activate_secondary_controls = 1U << 31;
}  // namespace exit_control

namespace entry_control {  // table 25-15
inline constexpr std::uint32_t load_debug_controls = 1U << 2;
inline constexpr std::uint32_t ia32e_mode_guest = 1U << 9;
inline constexpr std::uint32_t entry_to_smm = 1U << 10;
inline constexpr std::uint32_t deactivate_dual_monitor = 1U << 11;
inline constexpr std::uint32_t load_perf_global_ctrl = 1U << 13;
inline constexpr std::uint32_t load_pat = 1U << 14;
inline constexpr std::uint32_t load_efer = 1U << 15;
inline constexpr std::uint32_t load_bndcfgs = 1U << 16;
inline constexpr std::uint32_t load_rtit_ctl = 1U << 18;
inline constexpr std::uint32_t load_uinv = 1U << 19;
inline constexpr std::uint32_t load_cet = 1U << 20;
inline constexpr std::uint32_t load_lbr_ctl = 1U << 21;
inline constexpr std::uint32_t load_pkrs = 1U << 22;
}  // namespace entry_control

/// A control that was wanted and that the processor hasn't got, or that it forces on where it may not be.
struct ControlRefusal {
    std::string_view field;    ///< the control field's name
    std::string_view control;  ///< the control's name in the SDM's table
    bool forced = false;       ///< the processor insists on it, and Vitrine can't live with it
};

enum class ControlField : std::uint8_t { pin, primary, secondary, exit, entry };

/// The control field's name in the log.
[[nodiscard]] std::string_view name(ControlField field);

/// The SDM's name of a bit of a control field, or "reserved".
[[nodiscard]] std::string_view control_name(ControlField field, unsigned bit);

/// A control field's value: every bit of `wanted`, none of `unwanted`, the others as the processor's default
/// has them. Nothing is masked away: a wanted bit that may not be 1, or an unwanted one that must be, is
/// refused by name.
[[nodiscard]] Result<std::uint32_t, ControlRefusal> compute_controls(ControlField field, ControlRange range,
                                                                     std::uint32_t wanted,
                                                                     std::uint32_t unwanted);

/// The five control fields of one guest.
struct Controls {
    std::uint32_t pin = 0, primary = 0, secondary = 0, exit = 0, entry = 0;
};

/// What may differ from guest to guest.
struct ControlChoices {
    bool preemption_timer = true;  ///< else the local APIC's timer bounds the guest
    bool rdtsc_exiting = false;
    bool cr3_exiting = false;
    bool interrupts = false;  ///< devices interrupt the guest
};

/// The controls Vitrine runs a guest with: everything that a guest does at the hardware boundary exits.
[[nodiscard]] Result<Controls, ControlRefusal> guest_controls(const Capabilities& capabilities,
                                                              const ControlChoices& choices);

}  // namespace vitrine::vmx
