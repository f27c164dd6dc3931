#include <gtest/gtest.h>
#include <random>

#include "vmx/controls.hpp"

namespace vitrine::vmx {
namespace {

TEST(ComputeControls, KeepsDefaultsAndAddsWanted) {
    const ControlRange range{.must_be_one = 0b0101, .may_be_one = 0b1111};
    const auto value = compute_controls(ControlField::pin, range, 0b1000, 0);
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, 0b1101U);
}

TEST(ComputeControls, RefusesWhatTheProcessorLacksByName) {
    const ControlRange range{.must_be_one = 0, .may_be_one = ~primary::hlt_exiting};
    const auto value = compute_controls(ControlField::primary, range, primary::hlt_exiting, 0);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().field, "primary");
    EXPECT_EQ(value.error().control, "HLT exiting");
    EXPECT_FALSE(value.error().forced);
}

TEST(ComputeControls, RefusesWhatTheProcessorForces) {
    const ControlRange range{.must_be_one = primary::cr3_load_exiting, .may_be_one = ~0U};
    const auto value = compute_controls(ControlField::primary, range, 0, primary::cr3_load_exiting);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().control, "CR3-load exiting");
    EXPECT_TRUE(value.error().forced);
}

TEST(ComputeControls, EveryAcceptedValueIsOneTheProcessorAccepts) {
    std::mt19937 random(1);
    for (int i = 0; i < 10'000; ++i) {
        const auto must = static_cast<std::uint32_t>(random() & random());
        const ControlRange range{.must_be_one = must,
                                 .may_be_one = must | static_cast<std::uint32_t>(random())};
        const auto wanted = static_cast<std::uint32_t>(random() & random() & random());
        const auto unwanted = static_cast<std::uint32_t>(random() & random() & random() & ~wanted);
        const auto value = compute_controls(ControlField::secondary, range, wanted, unwanted);
        if (!value) continue;
        EXPECT_EQ(*value & range.must_be_one, range.must_be_one);
        EXPECT_EQ(*value & ~range.may_be_one, 0U);
        EXPECT_EQ(*value & wanted, wanted);
        EXPECT_EQ(*value & unwanted, 0U);
    }
}

TEST(ControlName, SaysReservedForABitWithoutName) {
    EXPECT_EQ(control_name(ControlField::entry, 9), "IA-32e mode guest");
    EXPECT_EQ(control_name(ControlField::entry, 31), "reserved");
}

Capabilities everything() {
    const ControlRange all{.must_be_one = 0, .may_be_one = ~0U};
    Capabilities capabilities;
    capabilities.pin = capabilities.primary = capabilities.secondary = capabilities.exit =
        capabilities.entry = all;
    return capabilities;
}

TEST(GuestControls, ExitsOnEverythingAtTheBoundary) {
    const auto controls = guest_controls(everything(), {});
    ASSERT_TRUE(controls);
    EXPECT_EQ(controls->primary & primary::use_io_bitmaps, primary::use_io_bitmaps);
    EXPECT_EQ(controls->primary & primary::use_msr_bitmaps, primary::use_msr_bitmaps);
    EXPECT_EQ(controls->primary & primary::hlt_exiting, primary::hlt_exiting);
    EXPECT_EQ(controls->primary & primary::rdtsc_exiting, 0U);
    EXPECT_EQ(controls->secondary & secondary::unrestricted_guest, secondary::unrestricted_guest);
    EXPECT_EQ(controls->pin & pin::preemption_timer, pin::preemption_timer);
    EXPECT_EQ(controls->exit & exit_control::save_preemption_timer, exit_control::save_preemption_timer);
}

TEST(GuestControls, FollowsTheChoices) {
    const auto controls =
        guest_controls(everything(), {.preemption_timer = false, .rdtsc_exiting = true, .cr3_exiting = true});
    ASSERT_TRUE(controls);
    EXPECT_EQ(controls->pin & pin::preemption_timer, 0U);
    EXPECT_EQ(controls->primary & primary::rdtsc_exiting, primary::rdtsc_exiting);
    EXPECT_EQ(controls->primary & primary::cr3_load_exiting, primary::cr3_load_exiting);
}

TEST(GuestControls, LeavesOutOptionalOnesThatTheProcessorLacks) {
    Capabilities capabilities = everything();
    capabilities.secondary.may_be_one &= ~(secondary::enable_vpid | secondary::enable_rdtscp);
    const auto controls = guest_controls(capabilities, {});
    ASSERT_TRUE(controls);
    EXPECT_EQ(controls->secondary & (secondary::enable_vpid | secondary::enable_rdtscp), 0U);
}

TEST(GuestControls, RefusesAProcessorWithoutUnrestrictedGuest) {
    Capabilities capabilities = everything();
    capabilities.secondary.may_be_one &= ~secondary::unrestricted_guest;
    const auto controls = guest_controls(capabilities, {});
    ASSERT_FALSE(controls);
    EXPECT_EQ(controls.error().control, "unrestricted guest");
}

TEST(GuestControls, InterruptsNeedAWindowThatCanBeOpenedAndClosed) {
    Capabilities capabilities = everything();
    const auto controls = guest_controls(capabilities, {.interrupts = true});
    ASSERT_TRUE(controls);
    EXPECT_EQ(controls->primary & primary::interrupt_window_exiting, 0U);

    capabilities.primary.may_be_one &= ~primary::interrupt_window_exiting;
    EXPECT_TRUE(guest_controls(capabilities, {}));
    EXPECT_EQ(guest_controls(capabilities, {.interrupts = true}).error().control, "interrupt-window exiting");

    capabilities = everything();
    capabilities.primary.must_be_one |= primary::interrupt_window_exiting;
    const auto forced = guest_controls(capabilities, {.interrupts = true});
    ASSERT_FALSE(forced);
    EXPECT_TRUE(forced.error().forced);
}

}  // namespace
}  // namespace vitrine::vmx
