#include "svm/capability_report.hpp"

#include <algorithm>
#include <array>

#include "kernel/log/packed_names.hpp"
#include "svm/features.hpp"

namespace vitrine::svm {

namespace {

/// Why Vitrine doesn't use a feature.
enum Why : std::uint8_t {
    is_used,
    not_needed,
    own_bytes,
    host_time,
    none_kept,
    flushes_all,
    alone,
    no_apic,
    not_nested,
    all_executable,
    no_interrupts
};

/// By Why.
constexpr auto reasons = pack_names<[] {
    return std::array<std::string_view, 11>{
        "",
        "nothing there is needed",
        "the guest's bytes tell, so that every processor gives the same log",
        "the guest's time runs as the host's",
        "no state is kept from one VMRUN to the next",
        "the first VMRUN of a guest flushes everything",
        "no other guest waits for the processor",
        "the guest has no local APIC",
        "the guest's processor has no SVM",
        "all of the guest's memory is executable",
        "the guest gets no interrupts",
    };
}>();

/// A feature of Fn8000_000A.EDX.
struct Feature {
    BitName name;
    Why why_not;
};

constexpr auto all_features = [] {
    return std::array{
        Feature{{0, "nested paging"}, is_used},
        Feature{{1, "LBR virtualization"}, not_needed},
        Feature{{2, "SVM lock"}, is_used},
        Feature{{3, "NRIP save"}, own_bytes},
        Feature{{4, "TSC rate MSR"}, host_time},
        Feature{{5, "VMCB clean bits"}, none_kept},
        Feature{{6, "flush by ASID"}, flushes_all},
        Feature{{7, "decode assists"}, own_bytes},
        Feature{{8, "PMC virtualization"}, not_needed},
        Feature{{10, "PAUSE filter"}, alone},
        Feature{{12, "PAUSE filter threshold"}, alone},
        Feature{{13, "AVIC"}, no_apic},
        Feature{{15, "VMSAVE and VMLOAD virtualization"}, not_nested},
        Feature{{16, "virtual GIF"}, not_nested},
        Feature{{17, "guest mode execute trap"}, all_executable},
        Feature{{18, "x2AVIC"}, no_apic},
        Feature{{19, "supervisor shadow stack check"}, not_needed},
        Feature{{20, "SPEC_CTRL virtualization"}, not_needed},
        Feature{{21, "read-only guest page tables"}, not_needed},
        Feature{{23, "host MCE override"}, not_needed},
        Feature{{24, "INVLPGB and TLBSYNC control"}, not_needed},
        Feature{{25, "virtual NMI"}, no_interrupts},
        Feature{{26, "IBS virtualization"}, not_needed},
        Feature{{27, "extended LVT AVIC access change"}, no_apic},
        Feature{{28, "nested VMCB address check"}, not_nested},
        Feature{{29, "bus lock threshold"}, not_needed},
        Feature{{30, "idle HLT intercept"}, no_apic},
    };
};
constexpr auto features = pack_bits<[] {
    std::array<BitName, all_features().size()> names;
    std::ranges::transform(all_features(), names.begin(), &Feature::name);
    return names;
}>();
constexpr auto why_not = [] {
    std::array<Why, all_features().size()> all{};
    std::ranges::transform(all_features(), all.begin(), &Feature::why_not);
    return all;
}();

constexpr auto vm_cr_bits = pack_bits<[] {
    return std::array{BitName{0, "DPD"}, BitName{1, "R_INIT"}, BitName{2, "DIS_A20M"}, BitName{3, "LOCK"},
                      BitName{4, "SVMDIS"}};
}>();

constexpr std::uint32_t features_leaf = 0x8000'000A;

void log_number(Sink& sink, std::string_view reg, std::string_view name, std::uint64_t value) {
    Line(sink, event::caps)
        .hex(key::cpuid, features_leaf)
        .text(key::reg, reg)
        .text(key::name, name)
        .number(key::value, value);
}

}  // namespace

void report_capabilities(Sink& sink, const guest::CpuidAnswer& leaf, std::uint64_t vm_cr) {
    log_number(sink, "eax", "SVM revision", leaf.eax & 0xFF);
    log_number(sink, "ebx", "address-space identifiers", leaf.ebx);
    Line(sink, event::caps).hex(key::cpuid, features_leaf).text(key::reg, "edx").hex(key::value, leaf.edx);
    for (const BitName feature : features) {
        Line(sink, event::caps)
            .hex(key::cpuid, features_leaf)
            .text(key::reg, "edx")
            .number(key::bit, feature.bit)
            .text(key::name, feature.name)
            .number(key::value, leaf.edx >> feature.bit & 1);
    }
    Line(sink, event::caps).text(key::msr, "VM_CR").hex(key::index, 0xC001'0114).hex(key::value, vm_cr);
    for (const BitName bit : vm_cr_bits) {
        Line(sink, event::caps)
            .text(key::msr, "VM_CR")
            .number(key::bit, bit.bit)
            .text(key::name, bit.name)
            .number(key::value, vm_cr >> bit.bit & 1);
    }
    const Features parsed = parse_features(leaf, vm_cr);
    for (const Requirement& requirement : requirements()) {
        const bool present = requirement.present(parsed);
        Line line(sink, event::caps);
        line.text(key::use, requirement.feature).text(key::status, present ? "yes" : "no");
        if (!present) line.text(key::cause, requirement.cause);
    }
    for (const Why* why = why_not.begin(); const BitName feature : features) {
        const std::string_view cause = reasons[*why++];
        if ((leaf.edx >> feature.bit & 1) == 0 || cause.empty()) continue;
        Line(sink, event::caps).text(key::use, feature.name).text(key::status, "no").text(key::cause, cause);
    }
}

}  // namespace vitrine::svm
