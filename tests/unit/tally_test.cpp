#include "guest/events/tally.hpp"

#include <gtest/gtest.h>

#include "told.hpp"

namespace vitrine::guest {
namespace {

exit::Io io(std::uint16_t port, bool in, std::string_view device) {
    exit::Io access{{.in = in, .port = port}};
    access.device = device;
    return access;
}

std::string written(const Tally& tally) {
    StringSink sink;
    tally.write(sink);
    return sink.text;
}

TEST(Tally, NothingHappened) {
    EXPECT_EQ(written(Tally()), "");
}

TEST(Tally, KindsThenPortsThenCalls) {
    Tally tally;
    Events().tell(tally, Cause(exit::Cpuid{}));
    Events().tell(tally, Cause(io(0x71, true, "rtc")));
    Events().tell(tally, Cause(io(0x70, false, "rtc")));
    Events().tell(tally, Cause(io(0x71, true, "rtc")));
    Events().tell(tally, BiosCall{.vector = 0x13, .function = "read"});
    Events().tell(tally, BiosCall{.vector = 0x10, .function = "teletype"});
    Events().tell(tally, BiosCall{.vector = 0x10, .function = "teletype"});
    EXPECT_EQ(written(tally),
              "summary kind=io count=3\n"
              "summary kind=cpuid count=1\n"
              "summary kind=bios count=3\n"
              "summary port=0x70 in=0 out=1 device=rtc\n"
              "summary port=0x71 in=2 out=0 device=rtc\n"
              "summary int=0x10 function=teletype count=2\n"
              "summary int=0x13 function=read count=1\n");
}

TEST(Tally, WhatIsSilentIsNoCallOfTheGuests) {
    Tally tally;
    Events().tell(tally, BiosCall{.vector = 8, .silent = true});
    EXPECT_EQ(written(tally), "summary kind=bios count=1\n");
}

TEST(Tally, WhatFindsNoRoomIsCountedTogether) {
    Tally tally;
    for (unsigned port = 0; port < Tally::most_ports + 3; ++port)
        Events().tell(tally, Cause(io(static_cast<std::uint16_t>(port), port % 2 == 0, "none")));
    for (unsigned vector = 0; vector < Tally::most_calls + 2; ++vector)
        Events().tell(tally, BiosCall{.vector = static_cast<std::uint8_t>(vector), .function = "unknown"});
    const std::string text = written(tally);
    EXPECT_NE(text.find("summary port=other in=2 out=1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("summary int=other count=2\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace vitrine::guest
