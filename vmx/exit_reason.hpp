#pragma once
// Basic exit reasons. Intel SDM vol. 3D, appendix C.

#include <cstdint>
#include <string_view>

namespace vitrine::vmx {

enum class ExitReason : std::uint16_t {
    exception_or_nmi = 0,
    external_interrupt = 1,
    triple_fault = 2,
    interrupt_window = 7,
    task_switch = 9,
    cpuid = 10,
    hlt = 12,
    invd = 13,
    rdpmc = 15,
    rdtsc = 16,
    vmcall = 18,
    vmclear = 19,
    vmlaunch = 20,
    vmptrld = 21,
    vmptrst = 22,
    vmread = 23,
    vmresume = 24,
    vmwrite = 25,
    vmxoff = 26,
    vmxon = 27,
    control_register = 28,
    io = 30,
    rdmsr = 31,
    wrmsr = 32,
    invalid_guest_state = 33,
    msr_loading = 34,
    mwait = 36,
    monitor = 39,
    machine_check_during_entry = 41,
    apic_access = 44,
    ept_violation = 48,
    ept_misconfiguration = 49,
    invept = 50,
    rdtscp = 51,
    preemption_timer = 52,
    invvpid = 53,
    wbinvd = 54,
    xsetbv = 55,
    rdrand = 57,
    rdseed = 61,
    page_modification_log_full = 62,
    spp_event = 66,
};

/// The exit-reason field. 25.9.1.
struct ExitReasonField {
    std::uint32_t raw = 0;

    [[nodiscard]] constexpr ExitReason basic() const { return static_cast<ExitReason>(raw & 0xFFFF); }
    /// The processor refused the entry after the checks of controls and host state had passed.
    [[nodiscard]] constexpr bool entry_failure() const { return (raw >> 31) != 0; }
};

/// The SDM's name of a basic exit reason, in lower case; "unknown" for a number past appendix C.
[[nodiscard]] std::string_view exit_reason_name(std::uint16_t basic);

}  // namespace vitrine::vmx
