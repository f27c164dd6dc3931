#include "svm/features.hpp"

namespace vitrine::svm {

Features parse_features(const guest::CpuidAnswer& leaf, std::uint64_t vm_cr) {
    const auto bit = [&](unsigned number) { return (leaf.edx >> number & 1) != 0; };
    return {.revision = leaf.eax & 0xFF,
            .asids = leaf.ebx,
            .nested_paging = bit(0),
            .next_rip = bit(3),
            .decode_assists = bit(7),
            .flush_by_asid = bit(6),
            .clean_bits = bit(5),
            .disabled = (vm_cr >> 4 & 1) != 0,
            .locked = (vm_cr >> 3 & 1) != 0};
}

std::span<const Requirement> requirements() {
    static constexpr std::array all{
        Requirement{true, "svm-enabled", "the firmware disabled SVM (VM_CR.SVMDIS), so no guest can run",
                    "enable SVM (AMD-V) in the firmware setup, then power off and on",
                    [](const Features& f) { return !f.disabled || !f.locked; }},
        Requirement{true, "nested-paging",
                    "no nested paging: guest memory can't be isolated, so no guest can run on this processor",
                    "", [](const Features& f) { return f.nested_paging; }},
        Requirement{true, "asids", "no address-space identifier is left for a guest", "",
                    [](const Features& f) { return f.asids >= 2; }},
    };
    return all;
}

}  // namespace vitrine::svm
