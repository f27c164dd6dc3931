// What of the extended state is cleared between guests, with the figures of real processors' CPUID.

#include "arch/extended_state.hpp"

#include <gtest/gtest.h>

#include "guest/machine/emulate/cpuid.hpp"

namespace vitrine::arch {
namespace {

constexpr std::uint32_t xsave = 1U << 26, fxsr = 1U << 24, sse = 1U << 25;

ExtendedStateLeaves skylake_x() {
    ExtendedStateLeaves leaves{
        .highest_leaf = 0x16, .features_ecx = 0x7FFEFBFF, .features_edx = 0xBFEBFBFF, .supported = 0x2FF};
    leaves.components[2] = {.size = 256, .offset = 576};
    leaves.components[3] = {.size = 64, .offset = 960};
    leaves.components[4] = {.size = 64, .offset = 1024};
    leaves.components[5] = {.size = 64, .offset = 1088};
    leaves.components[6] = {.size = 512, .offset = 1152};
    leaves.components[7] = {.size = 1024, .offset = 1664};
    leaves.components[9] = {.size = 8, .offset = 2688};
    return leaves;
}

TEST(ExtendedState, SkylakeXWithAvx512AndProtectionKeysButWithoutMpx) {
    const ExtendedState state = extended_state(skylake_x());
    EXPECT_EQ(state.lack, StateLack::none);
    EXPECT_TRUE(state.fxsr && state.sse && state.xsave);
    EXPECT_EQ(state.components, 0x2E7U);
}

// As Bochs 2.7's tigerlake: PKRU may be in XCR0, and has no place.
TEST(ExtendedState, AComponentWithoutAPlaceIsLeftAlone) {
    ExtendedStateLeaves leaves = skylake_x();
    leaves.components[9] = {};
    const ExtendedState state = extended_state(leaves);
    EXPECT_EQ(state.lack, StateLack::none);
    EXPECT_EQ(state.components, 0xE7U);
}

// Tile configuration and tile data (bits 17 and 18, at 2752 and 2816) reach to 11,008.
TEST(ExtendedState, SapphireRapidsWithoutAmx) {
    ExtendedStateLeaves leaves = skylake_x();
    leaves.highest_leaf = 0x20;
    leaves.supported = 0x602E7;
    leaves.components[3] = leaves.components[4] = {};
    const ExtendedState state = extended_state(leaves);
    EXPECT_EQ(state.lack, StateLack::none);
    EXPECT_EQ(state.components, 0x2E7U);
}

TEST(ExtendedState, ZenAndZen4WhoseComponentsLieCloser) {
    ExtendedStateLeaves leaves{
        .highest_leaf = 0xD, .features_ecx = 0x7ED8320B, .features_edx = 0x178BFBFF, .supported = 7};
    leaves.components[2] = {.size = 256, .offset = 576};
    EXPECT_EQ(extended_state(leaves).lack, StateLack::none);
    EXPECT_EQ(extended_state(leaves).components, 7U);

    leaves.highest_leaf = 0x10;
    leaves.supported = 0x2E7;
    leaves.components[5] = {.size = 64, .offset = 832};
    leaves.components[6] = {.size = 512, .offset = 896};
    leaves.components[7] = {.size = 1024, .offset = 1408};
    leaves.components[9] = {.size = 8, .offset = 2432};
    EXPECT_EQ(extended_state(leaves).lack, StateLack::none);
    EXPECT_EQ(extended_state(leaves).components, 0x2E7U);
}

// Bulldozer's lightweight profiling, bit 62, is no guest's.
TEST(ExtendedState, BulldozerWithoutLightweightProfiling) {
    ExtendedStateLeaves leaves{.highest_leaf = 0xD,
                               .features_ecx = 0x1E98220B,
                               .features_edx = 0x178BFBFF,
                               .supported = 0x4000'0000'0000'0007};
    leaves.components[2] = {.size = 256, .offset = 576};
    EXPECT_EQ(extended_state(leaves).components, 7U);
}

TEST(ExtendedState, PenrynWithXsaveOfX87AndSseOnly) {
    const ExtendedState state = extended_state(
        {.highest_leaf = 0xD, .features_ecx = 0x0408E3FD, .features_edx = 0xBFEBFBFF, .supported = 3});
    EXPECT_EQ(state.lack, StateLack::none);
    EXPECT_TRUE(state.xsave);
    EXPECT_EQ(state.components, 3U);
}

TEST(ExtendedState, AnEarlyPenrynWithFxsrOnly) {
    const ExtendedState state =
        extended_state({.highest_leaf = 0xA, .features_ecx = 0x0008E3FD, .features_edx = 0xBFEBFBFF});
    EXPECT_EQ(state.lack, StateLack::none);
    EXPECT_TRUE(state.fxsr && state.sse);
    EXPECT_FALSE(state.xsave);
    EXPECT_EQ(state.components, 0U);
}

TEST(ExtendedState, WithoutFxsrNothingCanBeCleared) {
    ExtendedStateLeaves leaves = skylake_x();
    leaves.features_edx &= ~(fxsr | sse);
    const ExtendedState state = extended_state(leaves);
    EXPECT_EQ(state.lack, StateLack::fxsr);
    EXPECT_FALSE(state.fxsr || state.sse || state.xsave);
}

// IA32_MISC_ENABLE's limit of CPUID ends the leaves at 3; leaf 0DH then shows leaf 3's figures.
TEST(ExtendedState, XsaveWithoutItsLeaf) {
    ExtendedStateLeaves leaves = skylake_x();
    leaves.highest_leaf = 3;
    const ExtendedState state = extended_state(leaves);
    EXPECT_EQ(state.lack, StateLack::leaf);
    EXPECT_FALSE(state.xsave);
    leaves.features_ecx &= ~xsave;
    EXPECT_EQ(extended_state(leaves).lack, StateLack::none);
}

TEST(ExtendedState, AComponentOutsideOfTheAreaOnlyWhereAGuestMayUseIt) {
    ExtendedStateLeaves leaves = skylake_x();
    leaves.components[9].offset = ExtendedState::area_size - 8;
    EXPECT_EQ(extended_state(leaves).lack, StateLack::none);
    leaves.components[9].offset = ExtendedState::area_size - 7;
    EXPECT_EQ(extended_state(leaves).lack, StateLack::room);
    leaves.components[9] = {.size = ~0U, .offset = 2688};
    EXPECT_EQ(extended_state(leaves).lack, StateLack::room);
    leaves.components[9] = {.size = 8, .offset = ~0U};
    EXPECT_EQ(extended_state(leaves).lack, StateLack::room);
    leaves.components[9] = {.size = 8, .offset = 512};
    EXPECT_EQ(extended_state(leaves).lack, StateLack::room);
    leaves.supported &= ~0x200U;
    EXPECT_EQ(extended_state(leaves).lack, StateLack::none);
}

// XSETBV takes no other combination. Intel SDM vol. 1, 13.3.
TEST(ExtendedState, NoCombinationThatXsetbvRefuses) {
    ExtendedStateLeaves leaves = skylake_x();
    for (std::uint32_t supported = 0; supported < 0x400; ++supported) {
        leaves.supported = supported;
        const std::uint64_t components = extended_state(leaves).components;
        EXPECT_EQ(components & ~(supported | 1) & ~0x2E7ULL, 0U);
        EXPECT_EQ(components & 1, 1U);
        if ((components & 4) != 0) EXPECT_EQ(components & 2, 2U) << supported;
        if ((components & 0xE0) != 0) EXPECT_EQ(components & 0xE6, 0xE6U) << supported;
    }
}

TEST(ExtendedState, WhatAGuestMayEnableIsCleared) {
    EXPECT_EQ(guest::guest_xcr0 & ~guest_components, 0U);
}

}  // namespace
}  // namespace vitrine::arch
