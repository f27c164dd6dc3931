#include "guest/machine/console.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace vitrine::guest {
namespace {

struct Text {
    std::string source, text;
    bool operator==(const Text&) const = default;
};

void put(Console& console, ConsoleSource source, std::string_view text) {
    for (const char c : text) ASSERT_TRUE(console.put(source, static_cast<std::uint8_t>(c)));
}

std::vector<Text> take_all(Console& console) {
    std::vector<Text> lines;
    while (const auto line = console.take_line())
        lines.push_back({std::string(line->source), std::string(line->text)});
    return lines;
}

TEST(Console, LinesEndAtNewlines) {
    Console console;
    put(console, ConsoleSource::uart, "one\r\ntwo\n\nthr");
    EXPECT_EQ(take_all(console), (std::vector<Text>{{"uart", "one"}, {"uart", "two"}, {"uart", ""}}));
    put(console, ConsoleSource::uart, "ee\n");
    EXPECT_EQ(take_all(console), (std::vector<Text>{{"uart", "three"}}));
}

TEST(Console, SourcesHaveLinesOfTheirOwn) {
    Console console;
    put(console, ConsoleSource::uart, "u");
    put(console, ConsoleSource::debug_console, "d\n");
    put(console, ConsoleSource::hypercall, "h");
    put(console, ConsoleSource::uart, "v\n");
    EXPECT_EQ(take_all(console), (std::vector<Text>{{"debug-console", "d"}, {"uart", "uv"}}));
    console.flush();
    EXPECT_EQ(take_all(console), (std::vector<Text>{{"hypercall", "h"}}));
    EXPECT_EQ(take_all(console), std::vector<Text>{});
}

TEST(Console, ALongLineIsCut) {
    Console console;
    put(console, ConsoleSource::uart, std::string(Console::longest_line + 1, 'x') + "\n");
    EXPECT_EQ(take_all(console),
              (std::vector<Text>{{"uart", std::string(Console::longest_line, 'x')}, {"uart", "x"}}));
}

TEST(Console, SaysWhenItIsFull) {
    Console console;
    for (std::size_t i = 0; i < Console::capacity; ++i) EXPECT_TRUE(console.put(ConsoleSource::uart, '\n'));
    EXPECT_FALSE(console.put(ConsoleSource::uart, 'x'));
    EXPECT_EQ(take_all(console).size(), Console::capacity);
    EXPECT_TRUE(console.put(ConsoleSource::uart, 'x'));
}

}  // namespace
}  // namespace vitrine::guest
