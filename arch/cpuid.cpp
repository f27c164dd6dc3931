#include "arch/cpuid.hpp"

#include <cstring>

namespace vitrine::arch {

std::string_view Identity::brand() const {
    std::string_view text(brand_bytes.data(), brand_bytes.size());
    text = text.substr(0, text.find('\0'));
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

Identity identify() {
    Identity identity;
    const CpuidResult vendor = cpuid(0);
    const std::array vendor_registers{vendor.ebx, vendor.edx, vendor.ecx};
    std::memcpy(identity.vendor_bytes.data(), vendor_registers.data(), identity.vendor_bytes.size());

    const std::uint32_t signature = cpuid(1).eax;
    identity.stepping = signature & 0xF;
    identity.model = signature >> 4 & 0xF;
    identity.family = signature >> 8 & 0xF;
    if (identity.family == 0x6 || identity.family == 0xF) identity.model |= signature >> 12 & 0xF0;
    if (identity.family == 0xF) identity.family += signature >> 20 & 0xFF;

    constexpr std::uint32_t first_brand_leaf = 0x8000'0002;
    constexpr std::uint32_t last_brand_leaf = 0x8000'0004;
    if (highest_extended_leaf() < last_brand_leaf) return identity;
    for (std::uint32_t leaf = first_brand_leaf; leaf <= last_brand_leaf; ++leaf) {
        const CpuidResult part = cpuid(leaf);
        std::memcpy(&identity.brand_bytes[(leaf - first_brand_leaf) * sizeof(part)], &part, sizeof(part));
    }
    return identity;
}

}  // namespace vitrine::arch
