#include "guest/events/trace_filter.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "told.hpp"

namespace vitrine::guest {
namespace {

Told io_at(std::uint16_t port) {
    return Cause(exit::Io{{.port = port}});
}

Told bios_call(std::uint8_t vector) {
    return BiosCall{.vector = vector};
}

bool shows(const TraceFilter& filter, const Told& told) {
    Events events;
    return events.with(told, [&](const GuestEvent& event) { return filter.shows(event); });
}

TEST(TraceFilter, Words) {
    const Told io = Cause(exit::Io{{}});
    const Told cpuid = Cause(exit::Cpuid{});
    struct Case {
        const char* list;
        bool io, cpuid, console, steps;
    };
    for (const Case& c :
         {Case{"all", true, true, true, true}, Case{"none", false, false, false, false},
          Case{"io", true, false, false, false}, Case{"-io", false, true, true, false},
          Case{"steps", true, true, true, true}, Case{"none,console", false, false, true, false},
          Case{"io,cpuid,-io", false, true, false, false}, Case{"all,-steps", true, true, true, false}}) {
        const auto filter = TraceFilter::parse(c.list);
        ASSERT_TRUE(filter) << c.list;
        EXPECT_EQ(shows(*filter, io), c.io) << c.list;
        EXPECT_EQ(shows(*filter, cpuid), c.cpuid) << c.list;
        EXPECT_EQ(filter->shows_console(), c.console) << c.list;
        EXPECT_EQ(filter->shows_every_step(), c.steps) << c.list;
    }
    for (const char* bad : {"", "ios", "io,", ",io", "-", "--io", "IO"})
        EXPECT_FALSE(TraceFilter::parse(bad)) << bad;
}

TEST(TraceFilter, PortsOneByOneAndInRanges) {
    const auto only = TraceFilter::parse("port:0x60,port:0x3c0-0x3cf,-port:0x3c8");
    ASSERT_TRUE(only);
    EXPECT_TRUE(shows(*only, io_at(0x60)));
    EXPECT_TRUE(shows(*only, io_at(0x3CF)));
    EXPECT_FALSE(shows(*only, io_at(0x3C8))) << "the last word that names the port decides";
    EXPECT_FALSE(shows(*only, io_at(0x61)));
    EXPECT_FALSE(shows(*only, Cause(exit::Cpuid{})));
    EXPECT_FALSE(only->shows_console());

    const auto but = TraceFilter::parse("all,-port:0x3da");
    ASSERT_TRUE(but);
    EXPECT_FALSE(shows(*but, io_at(0x3DA)));
    EXPECT_TRUE(shows(*but, io_at(0x3DB)));
    EXPECT_TRUE(shows(*but, Cause(exit::Cpuid{})));

    const auto whole = TraceFilter::parse("port:0x60,io");
    ASSERT_TRUE(whole);
    EXPECT_TRUE(shows(*whole, io_at(0x61))) << "the kind as a whole forgets its parts";
}

TEST(TraceFilter, CallsByVector) {
    const auto only = TraceFilter::parse("bios:0x13,bios:0x15");
    ASSERT_TRUE(only);
    EXPECT_TRUE(shows(*only, bios_call(0x13)));
    EXPECT_FALSE(shows(*only, bios_call(0x10)));
    const auto but = TraceFilter::parse("bios,-bios:0x10");
    ASSERT_TRUE(but);
    EXPECT_TRUE(shows(*but, bios_call(0x13)));
    EXPECT_FALSE(shows(*but, bios_call(0x10)));
    EXPECT_FALSE(shows(*but, Cause(exit::Cpuid{})));
}

TEST(TraceFilter, WordsThatOnlyAdd) {
    const TraceFilter platform = TraceFilter::for_platform();
    EXPECT_TRUE(platform.shows_summary());
    EXPECT_TRUE(platform.shows_screen());
    EXPECT_FALSE(platform.shows_repeats());
    EXPECT_FALSE(TraceFilter().shows_summary());
    EXPECT_TRUE(TraceFilter().shows_repeats());
    const auto more = TraceFilter::parse("repeats,-summary", platform);
    ASSERT_TRUE(more);
    EXPECT_TRUE(more->shows_repeats());
    EXPECT_FALSE(more->shows_summary());
    EXPECT_TRUE(shows(*more, Cause(exit::Cpuid{})));
    EXPECT_TRUE(more->shows_console());
    const auto chosen = TraceFilter::parse("io", platform);
    ASSERT_TRUE(chosen);
    EXPECT_FALSE(chosen->shows_screen());
    EXPECT_FALSE(chosen->shows_summary());
}

TEST(TraceFilter, BadPortsAndVectorsAreNamed) {
    for (const char* bad :
         {"port:", "port:x", "port:0x10000", "port:5-4", "port:1-", "bios:", "bios:256", "bios:x"}) {
        const auto filter = TraceFilter::parse(bad);
        ASSERT_FALSE(filter) << bad;
        EXPECT_EQ(filter.error().word, bad);
    }
}

TEST(TraceFilter, HasRoomForSomeRangesAndSaysWhichIsOneTooMany) {
    std::string list = "port:0";
    for (std::size_t range = 1; range < TraceFilter::most_ranges; ++range)
        list += ",port:" + std::to_string(range);
    EXPECT_TRUE(TraceFilter::parse(list));
    list += ",port:99";
    const auto full = TraceFilter::parse(list);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().word, "port:99");
}

TEST(TraceFilter, EveryWordIsNamedOnceAndMeansSomething) {
    std::vector<std::string_view> seen;
    for (unsigned index = 0; !TraceFilter::word(index).empty(); ++index) {
        EXPECT_EQ(std::ranges::count(seen, TraceFilter::word(index)), 0) << TraceFilter::word(index);
        EXPECT_TRUE(TraceFilter::parse(TraceFilter::word(index))) << TraceFilter::word(index);
        seen.push_back(TraceFilter::word(index));
    }
    EXPECT_EQ(seen.size(), told_kinds + 7);
}

}  // namespace
}  // namespace vitrine::guest
