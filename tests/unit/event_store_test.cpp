#include "guest/events/event_store.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "guest/events/trace.hpp"
#include "told.hpp"

namespace vitrine::guest {
namespace {

class KeptTrace : public testing::Test {
protected:
    void leave(std::uint64_t number) { events.tell(trace, Cause(exit::CacheFlush{}), number); }
    void say(std::string_view text) {
        for (const char character : text)
            console.put(ConsoleSource::uart, static_cast<std::uint8_t>(character));
        while (const auto line = console.take_line()) events.tell_text(trace, *line);
    }

    Events events;
    StringSink sink;
    Console console;
    std::vector<std::byte> room = std::vector<std::byte>(64 * sizeof(ExitEvent));
    Trace trace{sink, *TraceFilter::parse("all"), EventStore(room)};
};

TEST_F(KeptTrace, WritesAtFlushInTheOrderInWhichThingsCame) {
    say("one\n");
    leave(0);
    say("two\n");
    leave(1);
    EXPECT_EQ(sink.text, "");
    trace.flush();
    EXPECT_EQ(sink.text,
              "console source=uart text=one\n"
              "exit n=0 kind=cache instruction=invd rip=0x7c00\n"
              "console source=uart text=two\n"
              "exit n=1 kind=cache instruction=invd rip=0x7c00\n");
    trace.flush();
    EXPECT_EQ(std::ranges::count(sink.text, '\n'), 4) << "what is written isn't kept any more";
}

TEST_F(KeptTrace, AFullStoreLosesNothing) {
    for (std::uint64_t number = 0; number < 150; ++number) {
        leave(number);
        if (number % 7 == 0) say("text\n");
    }
    trace.flush();
    std::string expected;
    for (std::uint64_t number = 0; number < 150; ++number) {
        expected += "exit n=" + std::to_string(number) + " kind=cache instruction=invd rip=0x7c00\n";
        if (number % 7 == 0) expected += "console source=uart text=text\n";
    }
    EXPECT_EQ(sink.text, expected);
}

TEST_F(KeptTrace, TheStateComesLast) {
    leave(0);
    trace.state(events.cpu, events.own.memory);
    EXPECT_LT(sink.text.find("exit n=0"), sink.text.find("state rip="));
}

TEST(EventStore, WithoutRoomIsFull) {
    EventStore store;
    EXPECT_EQ(store.make(0U, 0U, std::nullopt, Cause(exit::Hlt{})), nullptr);
    EXPECT_TRUE(store.empty());
}

}  // namespace
}  // namespace vitrine::guest
