#pragma once
// CPUID: who this processor is and what it has.

#include <array>
#include <cstdint>
#include <string_view>

namespace vitrine::arch {

struct CpuidResult {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// Executes CPUID.
[[nodiscard]] inline CpuidResult cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) {
    CpuidResult result;
    asm volatile("cpuid"
                 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                 : "a"(leaf), "c"(subleaf));
    return result;
}

[[nodiscard]] inline bool has_vmx() {
    return (cpuid(1).ecx >> 5 & 1) != 0;
}
[[nodiscard]] inline bool has_apic() {
    return (cpuid(1).edx >> 9 & 1) != 0;
}

[[nodiscard]] inline std::uint32_t highest_leaf() {
    return cpuid(0).eax;
}
[[nodiscard]] inline std::uint32_t highest_extended_leaf() {
    return cpuid(0x8000'0000).eax;
}

[[nodiscard]] inline bool has_rdtscp() {
    return highest_extended_leaf() >= 0x8000'0001 && (cpuid(0x8000'0001).edx >> 27 & 1) != 0;
}
[[nodiscard]] inline bool has_1g_pages() {
    return highest_extended_leaf() >= 0x8000'0001 && (cpuid(0x8000'0001).edx >> 26 & 1) != 0;
}

[[nodiscard]] inline bool has_svm() {
    return highest_extended_leaf() >= 0x8000'000A && (cpuid(0x8000'0001).ecx >> 2 & 1) != 0;
}

/// RDRAND or RDSEED.
[[nodiscard]] inline bool has_random_numbers() {
    return (cpuid(1).ecx >> 30 & 1) != 0 || (highest_leaf() >= 7 && (cpuid(7).ebx >> 18 & 1) != 0);
}

/// Bits of a physical and of a linear address. Intel SDM vol. 2A, CPUID leaf 8000_0008H.
struct AddressWidths {
    unsigned physical = 36, linear = 48;
};

[[nodiscard]] inline AddressWidths address_widths() {
    if (highest_extended_leaf() < 0x8000'0008) return {};
    const std::uint32_t widths = cpuid(0x8000'0008).eax;
    return {.physical = widths & 0xFF, .linear = widths >> 8 & 0xFF};
}

/// Who this processor is. Intel SDM vol. 2A, CPUID.
struct Identity {
    std::array<char, 12> vendor_bytes{};
    std::array<char, 48> brand_bytes{};
    std::uint32_t family = 0, model = 0, stepping = 0;

    [[nodiscard]] std::string_view vendor() const { return {vendor_bytes.data(), vendor_bytes.size()}; }
    /// Without the blanks around it; empty when there is none.
    [[nodiscard]] std::string_view brand() const;
};

[[nodiscard]] Identity identify();

}  // namespace vitrine::arch
