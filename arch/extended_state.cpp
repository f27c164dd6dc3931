#include "arch/extended_state.hpp"

#include <algorithm>

namespace vitrine::arch {

namespace {

constexpr std::uint64_t x87 = 1, sse = 2, avx = 4, avx512 = 0xE0;

/// Without the bits that XSETBV takes only with others which are missing. Intel SDM vol. 1, 13.3.
std::uint64_t without_torn(std::uint64_t components) {
    components |= x87;
    if ((components & sse) == 0) components &= ~avx;
    const bool has_avx512 = (components & (avx512 | avx)) == (avx512 | avx);
    return has_avx512 ? components : components & ~avx512;
}

}  // namespace

ExtendedState extended_state(const ExtendedStateLeaves& leaves) {
    constexpr std::uint32_t xsave_leaf = 0xD;
    ExtendedState state{.fxsr = (leaves.features_edx >> 24 & 1) != 0,
                        .sse = (leaves.features_edx >> 25 & 1) != 0};
    if (!state.fxsr) {
        state.lack = StateLack::fxsr;
        return state;
    }
    if ((leaves.features_ecx >> 26 & 1) == 0) return state;
    if (leaves.highest_leaf < xsave_leaf) {
        state.lack = StateLack::leaf;
        return state;
    }
    state.xsave = true;
    std::uint64_t described = leaves.supported & guest_components;
    for (std::size_t i = 2; i < leaves.components.size(); ++i) {
        // Bochs's tigerlake names PKRU among what XCR0 may be and gives it no place: it isn't touched then.
        if (leaves.components[i].size == 0) described &= ~(std::uint64_t{1} << i);
    }
    state.components = without_torn(described);
    state.size = ExtendedState::least_size;
    for (std::size_t i = 2; i < leaves.components.size(); ++i) {
        const auto [size, offset] = leaves.components[i];
        const bool fits = offset >= ExtendedState::least_size && offset <= ExtendedState::area_size &&
                          size <= ExtendedState::area_size - offset;
        if ((state.components >> i & 1) == 0) continue;
        if (!fits) state.lack = StateLack::room;
        if (fits) state.size = std::max(state.size, offset + size);
    }
    return state;
}

}  // namespace vitrine::arch
