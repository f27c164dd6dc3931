#include "boot/runs.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace vitrine {
namespace {

std::vector<Run> runs_of(std::string_view list) {
    std::vector<Run> runs;
    while (const auto run = take_run(list)) runs.push_back(*run);
    return runs;
}

BootInformation boot_with(const std::vector<std::string_view>& modules) {
    BootInformation boot;
    std::uint32_t at = 0x10'0000;
    for (const std::string_view name : modules) {
        EXPECT_TRUE(boot.add_module({at, at + 16, name}));
        at += 0x1000;
    }
    return boot;
}

std::vector<std::string_view> names(const BootInformation& boot) {
    std::vector<std::string_view> found;
    for (const Module& module : boot.modules()) found.push_back(module.name);
    return found;
}

TEST(Runs, ALineIsARun) {
    const auto runs = runs_of("1 trace=bios memory=1M\n2,3\n-  guest=real \r\n");
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0].modules, "1");
    EXPECT_EQ(runs[0].command_line, "trace=bios memory=1M");
    EXPECT_EQ(runs[1].modules, "2,3");
    EXPECT_EQ(runs[1].command_line, "");
    EXPECT_EQ(runs[2].modules, "-");
    EXPECT_EQ(runs[2].command_line, "guest=real");
}

TEST(Runs, EmptyLinesAndRemarksAreNone) {
    EXPECT_TRUE(runs_of("").empty());
    EXPECT_TRUE(runs_of("\n  \n# 1 trace=none\n \r\n").empty());
    EXPECT_EQ(runs_of("\n#\n1").size(), 1U);
}

TEST(Runs, ARunHasItsOwnModulesInItsOwnOrder) {
    const auto boot = boot_with({"a", "list role=runs", "b", "c role=disk"});
    const auto own = boot_of_run(boot, {"3,1", "trace=none"});
    ASSERT_TRUE(own);
    EXPECT_EQ(names(*own), (std::vector<std::string_view>{"c role=disk", "a"}));
    EXPECT_EQ(own->command_line, "trace=none");
    EXPECT_TRUE(names(*boot_of_run(boot, {"-", ""})).empty());
}

TEST(Runs, WhatIsNoNumberOfAModuleIsRefused) {
    const auto boot = boot_with({"a", "list role=runs"});
    for (const std::string_view bad : {"0", "a", "trace=none", "1,,1", ",1", "-1", "18446744073709551616"}) {
        const auto own = boot_of_run(boot, {bad, ""});
        ASSERT_FALSE(own) << bad;
        EXPECT_EQ(own.error().cause, "a run's modules are no list of numbers") << bad;
    }
    const auto own = boot_of_run(boot, {"1,2", ""});
    ASSERT_FALSE(own);
    EXPECT_EQ(own.error().cause, "a run's module is not there");
    EXPECT_EQ(own.error().subject, "2");
}

TEST(Runs, ARunHasNoMoreModulesThanABoot) {
    const auto boot = boot_with({"a"});
    std::string list = "1";
    for (std::size_t i = 1; i < BootInformation::most_modules; ++i) list += ",1";
    EXPECT_TRUE(boot_of_run(boot, {list, ""}));
    EXPECT_EQ(boot_of_run(boot, {list + ",1", ""}).error().cause, "a run has too many modules");
}

TEST(Runs, TheListIsFound) {
    EXPECT_EQ(*find_list_of_runs(boot_with({})), nullptr);
    EXPECT_EQ(*find_list_of_runs(boot_with({"a", "b role=disk"})), nullptr);
    auto boot = boot_with({"a", "list role=runs"});
    EXPECT_EQ((*find_list_of_runs(boot))->name, "list role=runs");
    boot.command_line = "/boot/vitrine.elf ";
    EXPECT_TRUE(find_list_of_runs(boot));
}

TEST(Runs, NothingOfTheBootIsDroppedInSilence) {
    const auto two = find_list_of_runs(boot_with({"a role=runs", "b role=runs"}));
    ASSERT_FALSE(two);
    EXPECT_EQ(two.error().cause, "there are two lists of runs");
    auto boot = boot_with({"list role=runs"});
    for (const std::string_view options : {"trace=none", "/boot/vitrine.elf trace=none"}) {
        boot.command_line = options;
        const auto refused = find_list_of_runs(boot);
        ASSERT_FALSE(refused) << options;
        EXPECT_EQ(refused.error().subject, "trace=none");
    }
    // Without a list they are the run's.
    auto alone = boot_with({"a"});
    alone.command_line = "trace=none";
    EXPECT_TRUE(find_list_of_runs(alone));
}

}  // namespace
}  // namespace vitrine
