#include "vmx/capability_report.hpp"

#include <array>
#include <span>

#include "kernel/log/packed_names.hpp"
#include "vmx/control_uses.hpp"
#include "vmx/controls.hpp"
#include "vmx/requirements.hpp"

namespace vitrine::vmx {

namespace {

using enum CapabilityMsr;

constexpr auto msr_names = pack_names<[] {
    return std::array<std::string_view, capability_msr_count>{
        "IA32_FEATURE_CONTROL",
        "IA32_VMX_BASIC",
        "IA32_VMX_PINBASED_CTLS",
        "IA32_VMX_PROCBASED_CTLS",
        "IA32_VMX_EXIT_CTLS",
        "IA32_VMX_ENTRY_CTLS",
        "IA32_VMX_MISC",
        "IA32_VMX_CR0_FIXED0",
        "IA32_VMX_CR0_FIXED1",
        "IA32_VMX_CR4_FIXED0",
        "IA32_VMX_CR4_FIXED1",
        "IA32_VMX_VMCS_ENUM",
        "IA32_VMX_PROCBASED_CTLS2",
        "IA32_VMX_EPT_VPID_CAP",
        "IA32_VMX_TRUE_PINBASED_CTLS",
        "IA32_VMX_TRUE_PROCBASED_CTLS",
        "IA32_VMX_TRUE_EXIT_CTLS",
        "IA32_VMX_TRUE_ENTRY_CTLS",
        "IA32_VMX_VMFUNC",
        "IA32_VMX_PROCBASED_CTLS3",
        "IA32_VMX_EXIT_CTLS2",
    };
}>();

/// Part of an MSR that is a number.
struct NumberName {
    std::uint8_t low, high;  ///< bits, both included
    std::string_view name;
};

constexpr auto feature_control_bits = pack_bits<[] {
    return std::array{BitName{0, "lock"}, BitName{1, "VMX inside SMX operation"},
                      BitName{2, "VMX outside SMX operation"}};
}>();
constexpr std::array basic_numbers{NumberName{0, 30, "VMCS revision identifier"},
                                   NumberName{32, 44, "bytes of a VMXON or VMCS region"},
                                   NumberName{50, 53, "memory type of VMX structures"}};
constexpr auto basic_bits = pack_bits<[] {
    return std::array{
        BitName{48, "32-bit addresses of VMX structures"}, BitName{49, "dual-monitor treatment of SMM"},
        BitName{54, "instruction information for INS and OUTS"}, BitName{55, "TRUE capability MSRs"},
        BitName{56, "error code for any injected hardware exception"}};
}>();
constexpr std::array misc_numbers{
    NumberName{0, 4, "preemption timer counts every 2^n ticks"}, NumberName{16, 24, "CR3-target values"},
    NumberName{25, 27, "MSR lists of 512*(n+1) entries"}, NumberName{32, 63, "MSEG revision identifier"}};
constexpr auto misc_bits = pack_bits<[] {
    return std::array{BitName{5, "VM exits store EFER.LMA in the VM-entry controls"},
                      BitName{6, "activity state HLT"},
                      BitName{7, "activity state shutdown"},
                      BitName{8, "activity state wait-for-SIPI"},
                      BitName{14, "Intel PT in VMX operation"},
                      BitName{15, "RDMSR of IA32_SMBASE in SMM"},
                      BitName{28, "IA32_SMM_MONITOR_CTL[2]"},
                      BitName{29, "VMWRITE to any field"},
                      BitName{30, "injection with instruction length 0"}};
}>();
constexpr auto ept_vpid_bits = pack_bits<[] {
    return std::array{BitName{0, "execute-only translations"},
                      BitName{6, "EPT page-walk length 4"},
                      BitName{7, "EPT page-walk length 5"},
                      BitName{8, "uncacheable EPT structures"},
                      BitName{14, "write-back EPT structures"},
                      BitName{16, "2 MiB EPT pages"},
                      BitName{17, "1 GiB EPT pages"},
                      BitName{20, "INVEPT"},
                      BitName{21, "accessed and dirty flags for EPT"},
                      BitName{22, "advanced exit information for EPT violations"},
                      BitName{23, "supervisor shadow-stack control"},
                      BitName{25, "INVEPT single-context"},
                      BitName{26, "INVEPT all-context"},
                      BitName{32, "INVVPID"},
                      BitName{40, "INVVPID individual-address"},
                      BitName{41, "INVVPID single-context"},
                      BitName{42, "INVVPID all-context"},
                      BitName{43, "INVVPID single-context retaining globals"}};
}>();
constexpr auto vmfunc_bits = pack_bits<[] { return std::array{BitName{0, "EPTP switching"}}; }>();
constexpr auto tertiary_bits = pack_bits<[] {
    return std::array{BitName{0, "LOADIWKEY exiting"},        BitName{1, "enable HLAT"},
                      BitName{2, "EPT paging-write control"}, BitName{3, "guest-paging verification"},
                      BitName{4, "IPI virtualization"},       BitName{7, "virtualize IA32_SPEC_CTRL"}};
}>();
constexpr auto secondary_exit_bits =
    pack_bits<[] { return std::array{BitName{3, "prematurely busy shadow stack"}}; }>();
constexpr std::array vmcs_enum_numbers{NumberName{1, 9, "highest index of a field's encoding"}};

constexpr auto cr0_bits = pack_bits<[] {
    return std::array{BitName{0, "PE"},  BitName{1, "MP"},  BitName{2, "EM"},  BitName{3, "TS"},
                      BitName{4, "ET"},  BitName{5, "NE"},  BitName{16, "WP"}, BitName{18, "AM"},
                      BitName{29, "NW"}, BitName{30, "CD"}, BitName{31, "PG"}};
}>();
constexpr auto cr4_bits = pack_bits<[] {
    return std::array{
        BitName{0, "VME"},    BitName{1, "PVI"},      BitName{2, "TSD"},         BitName{3, "DE"},
        BitName{4, "PSE"},    BitName{5, "PAE"},      BitName{6, "MCE"},         BitName{7, "PGE"},
        BitName{8, "PCE"},    BitName{9, "OSFXSR"},   BitName{10, "OSXMMEXCPT"}, BitName{11, "UMIP"},
        BitName{12, "LA57"},  BitName{13, "VMXE"},    BitName{14, "SMXE"},       BitName{16, "FSGSBASE"},
        BitName{17, "PCIDE"}, BitName{18, "OSXSAVE"}, BitName{19, "KL"},         BitName{20, "SMEP"},
        BitName{21, "SMAP"},  BitName{22, "PKE"},     BitName{23, "CET"},        BitName{24, "PKS"},
        BitName{25, "UINTR"}};
}>();

class Reporter {
public:
    Reporter(Sink& sink, const CapabilityMsrs& msrs) : sink_(sink), msrs_(msrs) {}

    void all() {
        for (std::size_t i = 0; i < capability_msr_count; ++i) {
            const auto msr = static_cast<CapabilityMsr>(i);
            if (!msrs_.find(msr)) continue;
            log_msr(sink_, msr, msrs_[msr]);
            decode(msr, msrs_[msr]);
        }
    }

    static void log_msr(Sink& sink, CapabilityMsr msr, std::uint64_t value) {
        Line(sink, event::caps)
            .text(key::msr, msr_name(msr))
            .hex(key::index, msr_index(msr))
            .hex(key::value, value);
    }

private:
    void decode(CapabilityMsr msr, std::uint64_t value) {
        switch (msr) {
            case feature_control:
                named_bits(msr, value, feature_control_bits);
                break;
            case basic:
                numbers(msr, value, basic_numbers);
                named_bits(msr, value, basic_bits);
                break;
            case pin:
            case true_pin:
                controls(msr, value, ControlField::pin);
                break;
            case primary:
            case true_primary:
                controls(msr, value, ControlField::primary);
                break;
            case exit:
            case true_exit:
                controls(msr, value, ControlField::exit);
                break;
            case entry:
            case true_entry:
                controls(msr, value, ControlField::entry);
                break;
            case secondary:
                controls(msr, value, ControlField::secondary);
                break;
            case misc:
                numbers(msr, value, misc_numbers);
                named_bits(msr, value, misc_bits);
                break;
            case cr0_fixed0:
                register_bits(msr, value, "must be 1", cr0_bits);
                break;
            case cr0_fixed1:
                register_bits(msr, value, "may be 1", cr0_bits);
                break;
            case cr4_fixed0:
                register_bits(msr, value, "must be 1", cr4_bits);
                break;
            case cr4_fixed1:
                register_bits(msr, value, "may be 1", cr4_bits);
                break;
            case vmcs_enum:
                numbers(msr, value, vmcs_enum_numbers);
                break;
            case ept_vpid:
                named_bits(msr, value, ept_vpid_bits);
                break;
            case vmfunc:
                named_bits(msr, value, vmfunc_bits);
                break;
            case tertiary:
                named_bits(msr, value, tertiary_bits);
                break;
            case secondary_exit:
                named_bits(msr, value, secondary_exit_bits);
                break;
        }
    }

    void numbers(CapabilityMsr msr, std::uint64_t value, std::span<const NumberName> names) {
        for (const NumberName& part : names) {
            const std::uint64_t mask = ~0ULL >> (63 - (part.high - part.low));
            Line(sink_, event::caps)
                .text(key::msr, msr_name(msr))
                .text(key::name, part.name)
                .number(key::value, value >> part.low & mask);
        }
    }

    void named_bits(CapabilityMsr msr, std::uint64_t value, PackedBitNames names) {
        for (const BitName name : names) {
            Line(sink_, event::caps)
                .text(key::msr, msr_name(msr))
                .number(key::bit, name.bit)
                .text(key::name, name.name)
                .number(key::value, value >> name.bit & 1);
        }
    }

    /// Each control that has a name, and each other one that may be either.
    void controls(CapabilityMsr msr, std::uint64_t value, ControlField field) {
        const ControlRange range = ControlRange::from(value);
        for (unsigned bit = 0; bit < 32; ++bit) {
            const bool forced = (range.must_be_one >> bit & 1) != 0;
            const bool allowed = (range.may_be_one >> bit & 1) != 0;
            const std::string_view name = control_name(field, bit);
            if (name == "reserved" && (forced || !allowed)) continue;
            Line(sink_, event::caps)
                .text(key::msr, msr_name(msr))
                .number(key::bit, bit)
                .text(key::name, name)
                .text(key::setting, forced    ? "1"
                                    : allowed ? "0,1"
                                              : "0");
        }
    }

    void register_bits(CapabilityMsr msr, std::uint64_t value, std::string_view what, PackedBitNames names) {
        std::array<std::string_view, 32> set;
        std::size_t count = 0;
        for (const BitName name : names) {
            if ((value >> name.bit & 1) != 0) set[count++] = name.name;
        }
        Line(sink_, event::caps)
            .text(key::msr, msr_name(msr))
            .text(key::name, what)
            .text_list(key::bits, std::span(set).first(count));
    }

    Sink& sink_;
    const CapabilityMsrs& msrs_;
};

}  // namespace

std::string_view msr_name(CapabilityMsr msr) {
    return msr_names[static_cast<std::size_t>(msr)];
}

void log_capability_msrs(Sink& sink, const CapabilityMsrs& msrs) {
    for (std::size_t i = 0; i < capability_msr_count; ++i) {
        const auto msr = static_cast<CapabilityMsr>(i);
        if (msrs.find(msr)) Reporter::log_msr(sink, msr, msrs[msr]);
    }
}

void report_capabilities(Sink& sink, const CapabilityMsrs& msrs) {
    Reporter(sink, msrs).all();
    const Capabilities capabilities = parse_capabilities(msrs);
    for (const Requirement& requirement : requirements()) {
        const bool present = requirement.present(capabilities);
        Line line(sink, event::caps);
        line.text(key::use, requirement.feature).text(key::status, present ? "yes" : "no");
        if (!present) line.text(key::cause, requirement.cause);
    }
    report_control_uses(sink, capabilities);
}

}  // namespace vitrine::vmx
