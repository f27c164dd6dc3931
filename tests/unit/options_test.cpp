#include "boot/options.hpp"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

TEST(Options, NoneGiven) {
    const auto options = parse_options("");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->machine.memory, 16ULL << 20);
    EXPECT_EQ(options->machine.budget, 1'000'000'000U);
    EXPECT_EQ(options->machine.clock, guest::ClockChoice::automatic);
    EXPECT_TRUE(options->guests.empty());
}

TEST(Options, AllGiven) {
    const auto options = parse_options(
        "/boot/vitrine.elf  guest=real,long memory=64K budget=5M trace=io,-console intercept=rdtsc "
        "inject=guest_rflags:0 clock=apic events=memory fault=stack check=paging ");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->guests, "real,long");
    EXPECT_EQ(options->machine.memory, 65536U);
    EXPECT_EQ(options->machine.budget, 5'000'000U);
    EXPECT_EQ(options->trace, "io,-console");
    EXPECT_EQ(options->intercept, "rdtsc");
    EXPECT_EQ(options->inject, "guest_rflags:0");
    EXPECT_EQ(options->machine.clock, guest::ClockChoice::apic);
    EXPECT_TRUE(options->machine.keep_events);
    EXPECT_EQ(options->fault, Fault::stack);
    EXPECT_TRUE(options->check_paging);
}

TEST(Options, OfAPc) {
    const auto none = parse_options("");
    ASSERT_TRUE(none);
    EXPECT_EQ(none->platform, PlatformChoice::automatic);
    EXPECT_EQ(none->machine.idle, 5000U);
    EXPECT_FALSE(none->machine.real_time || none->machine.live_keys || none->export_disks ||
                 none->export_screen);
    const auto options = parse_options("platform=pc time=real idle=250ms keys=live export=disk,screen");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->platform, PlatformChoice::pc);
    EXPECT_EQ(options->machine.idle, 250U);
    EXPECT_TRUE(options->machine.real_time && options->machine.live_keys && options->export_disks &&
                options->export_screen);
    EXPECT_EQ(parse_options("lines=10K")->machine.lines, 10'000U);
    EXPECT_EQ(parse_options("lines=off")->machine.lines, 0U);
    EXPECT_EQ(parse_options("exits=3M")->machine.exits, 3'000'000U);
    EXPECT_EQ(parse_options("exits=off")->machine.exits, 0U);
    EXPECT_EQ(parse_options("idle=3s")->machine.idle, 3000U);
    EXPECT_EQ(parse_options("idle=off")->machine.idle, 0U);
    EXPECT_EQ(parse_options("platform=bare")->platform, PlatformChoice::bare);
}

TEST(Options, QuotedValue) {
    const auto options = parse_options("trace=\"io\" memory=1M");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->trace, "io");
}

struct Bad {
    const char* line;
    const char* word;
    const char* cause;
};

class BadOption : public testing::TestWithParam<Bad> {};

TEST_P(BadOption, IsNamed) {
    const auto options = parse_options(GetParam().line);
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().subject, GetParam().word);
    EXPECT_EQ(options.error().cause, GetParam().cause);
    EXPECT_FALSE(options.error().hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadOption,
    testing::Values(Bad{"memory=1M frobnicate=1", "frobnicate=1", "there is no such option"},
                    Bad{"Memory=1M", "Memory=1M", "there is no such option"},
                    Bad{"real", "real", "there is no such option"},
                    Bad{"memory", "memory", "the option needs a value"},
                    Bad{"memory=", "memory=", "the option needs a value"},
                    Bad{"memory=4K", "memory=4K", "the value makes no sense"},
                    Bad{"memory=65537", "memory=65537", "the value makes no sense"},
                    Bad{"memory=lots", "memory=lots", "the value makes no sense"},
                    Bad{"budget=0", "budget=0", "the value makes no sense"},
                    Bad{"budget=-1", "budget=-1", "the value makes no sense"},
                    Bad{"events=paper", "events=paper", "the value makes no sense"},
                    Bad{"clock=sundial", "clock=sundial", "the value makes no sense"},
                    Bad{"exits=many", "exits=many", "the value makes no sense"},
                    Bad{"lines=0", "lines=0", "the value makes no sense"},
                    Bad{"platform=mac", "platform=mac", "the value makes no sense"},
                    Bad{"time=tea", "time=tea", "the value makes no sense"},
                    Bad{"idle=5", "idle=5", "the value makes no sense"},
                    Bad{"idle=0s", "idle=0s", "the value makes no sense"},
                    Bad{"idle=3601s", "idle=3601s", "the value makes no sense"},
                    Bad{"keys=dead", "keys=dead", "the value makes no sense"},
                    Bad{"export=screen,printer", "export=screen,printer", "the value makes no sense"},
                    Bad{"fault=mine", "fault=mine", "the value makes no sense"},
                    Bad{"check=everything", "check=everything", "the value makes no sense"},
                    Bad{"memory=1M memory=2M", "memory=2M", "the option is given twice"}));

TEST(Options, EveryOptionIsExplained) {
    for (const OptionHelp& help : option_help()) {
        EXPECT_FALSE(help.name.empty());
        EXPECT_EQ(help.values.empty(), help.name == "caps" || help.name == "cost");
    }
}

TEST(Options, AWordWithoutValue) {
    EXPECT_TRUE(parse_options("caps")->report_processor);
    EXPECT_FALSE(parse_options("guest=real")->report_processor);
    EXPECT_EQ(parse_options("caps=1").error().cause, "the option takes no value");
    EXPECT_EQ(parse_options("caps caps").error().cause, "the option is given twice");
    EXPECT_EQ(parse_options("caps caps").error().hint, "caps");
    EXPECT_EQ(parse_options("guest").error().cause, "the option needs a value");
}

TEST(Options, WordsOfCheck) {
    const auto options = parse_options("check=paging,entry dump=entry experiments=module");
    ASSERT_TRUE(options);
    EXPECT_TRUE(options->check_paging && options->machine.check_entry && options->machine.dump_entry &&
                options->experiments);
    EXPECT_FALSE(parse_options("check=entry,everything"));
    EXPECT_TRUE(parse_options("check=floor")->check_floor);
    EXPECT_TRUE(parse_options("check=state")->machine.check_state);
    EXPECT_TRUE(parse_options("check=entries")->machine.check_entries);
    EXPECT_TRUE(parse_options("cost")->cost);
    EXPECT_FALSE(parse_options("cost=1"));
    EXPECT_FALSE(parse_options("dump=vmcb"));
}

}  // namespace
}  // namespace vitrine
