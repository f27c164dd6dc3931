#include <algorithm>
#include <gtest/gtest.h>
#include <iterator>
#include <vector>

#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/requirements.hpp"

namespace vitrine::vmx {
namespace {

// As Bochs's corei7_skylake_x has them, where a test needs the real thing.
CapabilityMsrs good() {
    CapabilityMsrs msrs;
    msrs.set(CapabilityMsr::feature_control, 5);
    msrs.set(CapabilityMsr::basic, 0x00D8'0400'0000'002B | 1ULL << 54);
    msrs.set(CapabilityMsr::true_pin, 0x0000'007F'0000'0016);
    msrs.set(CapabilityMsr::true_primary, 0xFFFF'FFFE'0400'6172);
    msrs.set(CapabilityMsr::secondary, 0xFFFF'FFFF'0000'0000);
    msrs.set(CapabilityMsr::true_exit, 0x007F'FFFF'0003'6DFB);
    msrs.set(CapabilityMsr::true_entry, 0x0000'FFFF'0000'11FB);
    msrs.set(CapabilityMsr::misc, 0x1E5);
    msrs.set(CapabilityMsr::ept_vpid, 0x0000'0F01'0633'4141);
    return msrs;
}

CapabilityMsrs only(CapabilityMsr msr, std::uint64_t value) {
    CapabilityMsrs msrs;
    msrs.set(msr, value);
    return msrs;
}

/// Clears bits of one MSR.
void clear(CapabilityMsrs& msrs, CapabilityMsr msr, std::uint64_t bits) {
    msrs.set(msr, msrs[msr] & ~bits);
}

TEST(Capabilities, NamesTheBitsOfBasic) {
    const Capabilities capabilities = parse_capabilities(good());
    EXPECT_EQ(capabilities.basic.revision, 0x2BU);
    EXPECT_EQ(capabilities.basic.region_size, 0x400U);
    EXPECT_EQ(capabilities.basic.memory_type, 6);
    EXPECT_TRUE(capabilities.basic.string_io_information);
    EXPECT_TRUE(capabilities.basic.true_controls);
    EXPECT_FALSE(capabilities.basic.addresses_32bit);
    EXPECT_EQ(capabilities.misc.preemption_timer_shift, 5);
}

TEST(Capabilities, RevisionLeavesOutBit31) {
    EXPECT_EQ(parse_capabilities(only(CapabilityMsr::basic, 0xFFFF'FFFF)).basic.revision, 0x7FFF'FFFFU);
}

TEST(Capabilities, NamesTheBitsOfEptVpid) {
    const EptVpid ept = parse_capabilities(good()).ept_vpid;
    EXPECT_TRUE(ept.walk_length_4 && ept.write_back && ept.pages_2m && ept.pages_1g && ept.invept);
    EXPECT_TRUE(ept.invept_single && ept.invept_all && ept.invvpid && ept.invvpid_single && ept.invvpid_all);
    EXPECT_FALSE(parse_capabilities({}).ept_vpid.walk_length_4);
}

/// What is missing, most basic first.
std::vector<Requirement> unmet(const CapabilityMsrs& msrs) {
    const Capabilities capabilities = parse_capabilities(msrs);
    std::vector<Requirement> found;
    std::ranges::copy_if(requirements(), std::back_inserter(found),
                         [&](const Requirement& requirement) { return !requirement.present(capabilities); });
    return found;
}

TEST(Requirements, AGoodProcessorMeetsThemAll) {
    EXPECT_TRUE(unmet(good()).empty());
}

TEST(Requirements, AnUnlockedFeatureControlIsFine) {
    CapabilityMsrs msrs = good();
    msrs.set(CapabilityMsr::feature_control, 0);
    EXPECT_TRUE(unmet(msrs).empty());
}

struct Lacking {
    const char* feature;
    void (*take_away)(CapabilityMsrs&);
};

class RequirementsLack : public testing::TestWithParam<Lacking> {};

TEST_P(RequirementsLack, IsNamedWithItsCost) {
    CapabilityMsrs msrs = good();
    GetParam().take_away(msrs);
    const std::vector<Requirement> missing = unmet(msrs);
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_TRUE(missing[0].essential);
    EXPECT_STREQ(missing[0].feature, GetParam().feature);
    EXPECT_STRNE(missing[0].cause, "");
}

constexpr std::uint64_t allowed_one(std::uint32_t bits) {
    return static_cast<std::uint64_t>(bits) << 32;
}

INSTANTIATE_TEST_SUITE_P(
    Each, RequirementsLack,
    testing::Values(
        Lacking{"vmx-enabled",
                [](CapabilityMsrs& m) { m.set(CapabilityMsr::feature_control, FeatureControl::lock_bit); }},
        Lacking{"region-size",
                [](CapabilityMsrs& m) {
                    m.set(CapabilityMsr::basic, m[CapabilityMsr::basic] | 0x1FFFULL << 32);
                }},
        Lacking{"write-back-vmcs", [](CapabilityMsrs& m) { clear(m, CapabilityMsr::basic, (0xFULL << 50)); }},
        Lacking{"secondary-controls",
                [](CapabilityMsrs& m) {
                    clear(m, CapabilityMsr::true_primary, allowed_one(primary::activate_secondary_controls));
                }},
        Lacking{"ept",
                [](CapabilityMsrs& m) {
                    clear(m, CapabilityMsr::secondary, allowed_one(secondary::enable_ept));
                }},
        Lacking{"ept", [](CapabilityMsrs& m) { clear(m, CapabilityMsr::ept_vpid, (1ULL << 6)); }},
        Lacking{"unrestricted-guest",
                [](CapabilityMsrs& m) {
                    clear(m, CapabilityMsr::secondary, allowed_one(secondary::unrestricted_guest));
                }},
        Lacking{"string-io-information",
                [](CapabilityMsrs& m) { clear(m, CapabilityMsr::basic, (1ULL << 54)); }}));

}  // namespace
}  // namespace vitrine::vmx
