// Loading MSRs at VM entry. Intel SDM vol. 3C, 27.4.

#include <algorithm>

#include "vmx/entry_rules/entry_rules.hpp"

namespace vitrine::vmx {

namespace {

/// The MSRs whose values must be canonical addresses.
bool holds_address(std::uint32_t index) {
    constexpr std::uint32_t lstar = 0xC000'0082, cstar = 0xC000'0083, kernel_gs_base = 0xC000'0102;
    constexpr std::uint32_t sysenter_esp = 0x175, sysenter_eip = 0x176;
    return index == lstar || index == cstar || index == kernel_gs_base || index == sysenter_esp ||
           index == sysenter_eip;
}

void check_entry(EntryRules& check, std::uint64_t address) {
    constexpr AnyField list = field::entry_msr_load_address;
    constexpr std::uint32_t fs_base = 0xC000'0100, gs_base = 0xC000'0101;
    constexpr std::uint32_t smm_monitor_control = 0x9B, smbase = 0x9E;
    constexpr std::uint32_t update_trigger = 0x79, update_signature = 0x8B;
    constexpr std::uint32_t pat = 0x277;
    std::uint64_t head = 0;
    std::uint64_t data = 0;
    // Each rule reads for itself: a list that can't be read makes each of them unknown.
    const auto index = [&] {
        head = check.read_memory(address).value_or(0);
        return static_cast<std::uint32_t>(head);
    };
    const auto value = [&] { return data = check.read_memory(address + 8).value_or(0); };

    check.rule(list, index() != fs_base && index() != gs_base,
               "the index must not be that of IA32_FS_BASE or IA32_GS_BASE");
    check.rule(list, (index() >> 8) != 8 || !check.processor().x2apic_mode,
               "the index must not be of the local APIC's MSRs (8xxH) in x2APIC mode");
    check.rule(list, index() != smm_monitor_control && index() != smbase,
               "the index must not be of an MSR that can be written in SMM alone");
    check.rule(list, index() != update_trigger && index() != update_signature,
               "the index must not be of an MSR that VM entry doesn't load (microcode update)");
    check.rule(list, (index(), head >> 32) == 0, "bits 63:32 of the entry are reserved and must be 0");
    check.rule(list, !holds_address(index()) || check.canonical(value()),
               "the value must be a canonical address for this MSR");
    check.rule(list, index() != pat || valid_pat(value()),
               "each byte must be a memory type for IA32_PAT: 0, 1, 4, 5, 6 or 7");
}

}  // namespace

void check_msr_loading(EntryRules& check) {
    check.section(EntryError::msr_loading, "27.4");
    constexpr std::uint64_t entry_size = 16;
    constexpr std::uint64_t most_looked_at = 512;  // as many as a processor recommends (IA32_VMX_MISC[27:25])
    const std::uint64_t count = std::min(check(field::entry_msr_load_count), most_looked_at);
    for (unsigned i = 0; i < count; ++i) {
        check.list_entry(i + 1);
        check_entry(check, check(field::entry_msr_load_address) + i * entry_size);
    }
    check.list_entry(std::nullopt);
}

}  // namespace vitrine::vmx
