// What every processor with VMX has: Intel SDM vol. 3D, appendix A, and vol. 3C, 24.8 and 25.6 to 25.8.

#include "tools/explain/processor_range.hpp"

#include <array>
#include <cstdint>

namespace vitrine::tools {

namespace {

using Msr = vmx::CapabilityMsr;

/// A control MSR: the bits that must be 1, and those that may be.
constexpr std::uint64_t range(std::uint32_t must, std::uint32_t may) {
    return std::uint64_t{may} << 32 | must;
}

// The default1 class of A.3.1, A.3.2, A.4.1 and A.5. Where IA32_VMX_BASIC[55] is 1 some may be 0: two of the
// primary controls and one each of exit and entry, on every processor to this day.
constexpr std::uint32_t pin_default1 = 0x16, primary_default1 = 0x0401'E172, exit_default1 = 0x3'6DFF,
                        entry_default1 = 0x11FF;
constexpr std::uint32_t primary_always1 = 0x0400'6172, exit_always1 = 0x3'6DFB, entry_always1 = 0x11FB;
constexpr std::uint32_t every = ~0U;

constexpr std::uint64_t true_controls = 1ULL << 55, any_error_code = 1ULL << 56;
constexpr std::uint64_t zero_length_injection = 1ULL << 30;
constexpr std::uint64_t cr0_always1 = 0x8000'0021, cr4_always1 = 0x2000;
// CR4 has bits above 31 since FRED, bit 32.
constexpr std::uint64_t cr4_least = 0x27FF, cr4_most = 0x1'FFFF'FFFF;
constexpr std::uint64_t lam = 1ULL << 28;
constexpr unsigned widest_physical = 52, narrowest_physical = 32;
constexpr unsigned widest_linear = 57, narrowest_linear = 48;

struct Known {
    Msr msr;
    std::uint64_t most;
};

constexpr std::array most{
    Known{Msr::basic, true_controls | any_error_code | 6ULL << 50 | 0x1000ULL << 32},
    Known{Msr::pin, range(pin_default1, every)},
    Known{Msr::primary, range(primary_default1, every)},
    Known{Msr::exit, range(exit_default1, every)},
    Known{Msr::entry, range(entry_default1, every)},
    Known{Msr::true_pin, range(pin_default1, every)},
    Known{Msr::true_primary, range(primary_always1, every)},
    Known{Msr::true_exit, range(exit_always1, every)},
    Known{Msr::true_entry, range(entry_always1, every)},
    Known{Msr::secondary, range(0, every)},
    Known{Msr::tertiary, ~0ULL},
    Known{Msr::secondary_exit, ~0ULL},
    Known{Msr::vmfunc, ~0ULL},
    Known{Msr::misc, 0x1C0 | 256U << 16 | zero_length_injection},
    Known{Msr::cr0_fixed0, cr0_always1},
    Known{Msr::cr0_fixed1, 0xFFFF'FFFF},
    Known{Msr::cr4_fixed0, cr4_always1},
    Known{Msr::cr4_fixed1, cr4_most},
    Known{Msr::ept_vpid, ~0ULL},
};

void clear(Candidate& c, Msr msr, std::uint64_t bits) {
    c.msrs.set(msr, c.msrs[msr] & ~bits);
}

template <Msr... msrs>
bool has_all(const DumpedProcessor& p) {
    return (p.capabilities.find(msrs).has_value() && ...);
}

/// Either of a control's two MSRs, as BASIC says; either one does where BASIC isn't known.
template <Msr plain, Msr exact>
bool has_either(const DumpedProcessor& p) {
    return p.capabilities.find(plain) || p.capabilities.find(exact);
}

/// No control may be 1 that needn't be.
template <Msr plain, Msr exact>
void no_settings(Candidate& c) {
    for (const Msr msr : {plain, exact}) c.msrs.set(msr, c.msrs[msr] & 0xFFFF'FFFF);
}

constexpr std::array all_differences{
    // Every processor of the last ten years has it: not worth a suspicion.
    Difference{"IA32_VMX_BASIC", false,
               [](const DumpedProcessor& p) {
                   return has_all<Msr::basic>(p) || p.capabilities.find(Msr::true_primary).has_value();
               },
               [](Candidate& c) { clear(c, Msr::basic, true_controls); }},
    Difference{"error codes free to choose (IA32_VMX_BASIC[56])", true, has_all<Msr::basic>,
               [](Candidate& c) { clear(c, Msr::basic, any_error_code); }},
    Difference{"instruction length 0 at an injection (IA32_VMX_MISC[30])", true, has_all<Msr::misc>,
               [](Candidate& c) { clear(c, Msr::misc, zero_length_injection); }},
    Difference{"linear addresses of 57 bits", true,
               [](const DumpedProcessor& p) { return p.linear_bits.has_value(); },
               [](Candidate& c) { c.processor.linear_bits = narrowest_linear; }},
    Difference{"linear-address masking (CR4.LAM_SUP)", true, has_all<Msr::cr4_fixed1>,
               [](Candidate& c) { clear(c, Msr::cr4_fixed1, lam); }},
    Difference{"physical=, the width of its physical addresses", false,
               [](const DumpedProcessor& p) { return p.physical_bits.has_value(); },
               [](Candidate& c) { c.processor.physical_bits = narrowest_physical; }},
    Difference{"IA32_VMX_PINBASED_CTLS", false, has_either<Msr::pin, Msr::true_pin>,
               no_settings<Msr::pin, Msr::true_pin>},
    Difference{"IA32_VMX_PROCBASED_CTLS", false, has_either<Msr::primary, Msr::true_primary>,
               no_settings<Msr::primary, Msr::true_primary>},
    Difference{"IA32_VMX_PROCBASED_CTLS2", false, has_all<Msr::secondary>,
               [](Candidate& c) { c.msrs.set(Msr::secondary, 0); }},
    Difference{"IA32_VMX_PROCBASED_CTLS3", false, has_all<Msr::tertiary>,
               [](Candidate& c) { c.msrs.set(Msr::tertiary, 0); }},
    Difference{"IA32_VMX_EXIT_CTLS", false, has_either<Msr::exit, Msr::true_exit>,
               no_settings<Msr::exit, Msr::true_exit>},
    Difference{"IA32_VMX_EXIT_CTLS2", false, has_all<Msr::secondary_exit>,
               [](Candidate& c) { c.msrs.set(Msr::secondary_exit, 0); }},
    Difference{"IA32_VMX_ENTRY_CTLS", false, has_either<Msr::entry, Msr::true_entry>,
               no_settings<Msr::entry, Msr::true_entry>},
    Difference{"IA32_VMX_MISC", false, has_all<Msr::misc>, [](Candidate& c) { c.msrs.set(Msr::misc, 0); }},
    Difference{"IA32_VMX_CR4_FIXED1", false, has_all<Msr::cr4_fixed1>,
               [](Candidate& c) { c.msrs.set(Msr::cr4_fixed1, cr4_least); }},
    Difference{"IA32_VMX_EPT_VPID_CAP", false, has_all<Msr::ept_vpid>,
               [](Candidate& c) { c.msrs.set(Msr::ept_vpid, 0); }},
    Difference{"IA32_VMX_VMFUNC", false, has_all<Msr::vmfunc>,
               [](Candidate& c) { c.msrs.set(Msr::vmfunc, 0); }},
    Difference{"the counters that IA32_PERF_GLOBAL_CTRL has (CPUID leaf 0AH)", false,
               [](const DumpedProcessor&) { return false; },
               [](Candidate& c) { c.processor.perf_global_ctrl = 0; }},
    Difference{"SGX", false, [](const DumpedProcessor&) { return false; },
               [](Candidate& c) { c.processor.sgx = false; }},
    Difference{"RTM", false, [](const DumpedProcessor&) { return false; },
               [](Candidate& c) { c.processor.rtm = false; }},
    Difference{"bus-lock debug exceptions", false, [](const DumpedProcessor&) { return false; },
               [](Candidate& c) { c.processor.bus_lock = false; }},
};

}  // namespace

vmx::EntryProcessor Candidate::parsed() const {
    vmx::EntryProcessor parsed = processor;
    parsed.capabilities = vmx::parse_capabilities(msrs);
    return parsed;
}

Candidate most_able(const DumpedProcessor& known) {
    Candidate candidate{.msrs = {},
                        .processor = {.physical_bits = known.physical_bits.value_or(widest_physical),
                                      .linear_bits = known.linear_bits.value_or(widest_linear),
                                      .sgx = true,
                                      .rtm = true,
                                      .bus_lock = true,
                                      .perf_global_ctrl = ~0ULL}};
    for (const Known& msr : most)
        candidate.msrs.set(msr.msr, known.capabilities.find(msr.msr).value_or(msr.most));
    // A TRUE MSR allows what the plain one does, and the plain one what the TRUE one does.
    constexpr std::array pairs{std::pair{Msr::pin, Msr::true_pin}, std::pair{Msr::primary, Msr::true_primary},
                               std::pair{Msr::exit, Msr::true_exit}, std::pair{Msr::entry, Msr::true_entry}};
    for (const auto& [plain, exact] : pairs) {
        const auto fill = [&](Msr unknown, Msr from) {
            constexpr std::uint64_t must = 0xFFFF'FFFF;
            if (known.capabilities.find(from) && !known.capabilities.find(unknown))
                candidate.msrs.set(
                    unknown, (*known.capabilities.find(from) & ~must) | (candidate.msrs[unknown] & must));
        };
        fill(plain, exact);
        fill(exact, plain);
    }
    return candidate;
}

std::span<const Difference> differences() {
    return all_differences;
}

}  // namespace vitrine::tools
