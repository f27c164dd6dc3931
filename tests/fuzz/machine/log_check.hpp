#pragma once
// The log of a whole run: each line by the grammar of instructions.md, "The log"; the events in order; the
// guest's text right behind the exit that ended the line.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules.hpp"

namespace vitrine::fuzz {

struct LogLine {
    std::string event;
    std::vector<std::pair<std::string, std::string>> pairs;

    [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const {
        const auto found = std::ranges::find(pairs, key, &std::pair<std::string, std::string>::first);
        return found == pairs.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    }
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key) const {
        auto text = find(key);
        if (!text) return std::nullopt;
        const bool hex = text->starts_with("0x");
        if (hex) text->remove_prefix(2);
        std::uint64_t value = 0;
        const auto [end, error] =
            std::from_chars(text->data(), text->data() + text->size(), value, hex ? 16 : 10);
        return error == std::errc{} && end == text->data() + text->size() ? std::optional(value)
                                                                          : std::nullopt;
    }
};

/// Reads one line without its newline; aborts where the grammar doesn't allow it.
class LogReader {
public:
    explicit LogReader(std::string_view line) : rest_(line) {}

    LogLine read() {
        LogLine line;
        line.event = word([](char c) { return is_letter(c); });
        FUZZ_REQUIRE(!line.event.empty(), "a line's event");
        while (!rest_.empty()) {
            expect(' ');
            std::string key = word([](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
            FUZZ_REQUIRE(!key.empty() && is_letter(key.front()), "a key");
            expect('=');
            line.pairs.emplace_back(std::move(key), line.event == "screen" ? screen_value() : value());
        }
        return line;
    }

private:
    static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_printable(char c) { return c >= ' ' && c <= '~'; }

    template <class Test>
    std::string word(Test test) {
        const auto end = std::ranges::find_if_not(rest_, test);
        std::string text(rest_.begin(), end);
        rest_.remove_prefix(text.size());
        return text;
    }
    void expect(char c) {
        FUZZ_REQUIRE(rest_.starts_with(c), "the grammar of a line");
        rest_.remove_prefix(1);
    }
    char take() {
        FUZZ_REQUIRE(!rest_.empty(), "a quoted value's end");
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    /// Beyond ASCII characters stand as they are there.
    std::string screen_value() {
        if (!rest_.starts_with('"')) return word([](char c) { return c != ' ' && c != '"'; });
        return quoted(true);
    }
    std::string value() {
        if (rest_.starts_with('"')) return quoted(false);
        std::string text =
            word([](char c) { return is_printable(c) && c != ' ' && c != '"' && c != '=' && c != '\\'; });
        FUZZ_REQUIRE(!text.empty(), "a bare value");
        return text;
    }
    std::string quoted(bool beyond_ascii) {
        expect('"');
        std::string text;
        for (char c = take(); c != '"'; c = take()) {
            if (c == '\\') {
                text += escaped(take());
                continue;
            }
            FUZZ_REQUIRE(is_printable(c) || (beyond_ascii && (c & 0x80) != 0),
                         "a character that doesn't print");
            text += c;
        }
        return text;
    }
    char escaped(char c) {
        switch (c) {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'x': {
                const std::array<char, 2> digits{take(), take()};
                unsigned value = 0;
                const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value, 16);
                FUZZ_REQUIRE(error == std::errc{} && end == digits.end(), "two hexadecimal digits");
                return static_cast<char>(value);
            }
            default:
                FUZZ_REQUIRE(c == '"' || c == '\\', "an escape");
                return c;
        }
    }

    std::string_view rest_;
};

/// The events of a run that shows all of them, one by one.
class LogCheck {
public:
    LogCheck(std::string_view log, std::uint64_t exits, bool pc, Counts& counts)
        : exits_(exits), pc_(pc), counts_(counts) {
        FUZZ_REQUIRE(log.empty() || log.ends_with('\n'), "the last line's end");
        while (!log.empty()) {
            const auto end = log.find('\n');
            take(LogReader(log.substr(0, end)).read());
            log.remove_prefix(end + 1);
        }
        FUZZ_REQUIRE(pc_ || next_ == exits_, "every exit of a bare machine is told");
        for (const Text& text : texts_)
            FUZZ_REQUIRE(!text.known || text.line.empty(), "text that was never told");
    }

private:
    struct Text {
        std::string_view source;
        std::string line{};
        bool known = true;  ///< not after a string, whose bytes the log doesn't show
    };

    void take(const LogLine& line) {
        constexpr std::array<std::string_view, 7> events{"exit",   "bios",  "irq",  "console",
                                                         "screen", "state", "trace"};
        FUZZ_REQUIRE(std::ranges::find(events, line.event) != events.end(),
                     "an event that no guest's run has");
        FUZZ_REQUIRE(!state_ || line.event == "state", "an event after the guest's state");
        state_ = line.event == "state";
        if (due_ != nullptr) FUZZ_REQUIRE(line.event == "console", "a finished line of text comes next");
        if (line.event == "console") {
            console(line);
        } else if (line.event == "exit" || line.event == "bios") {
            numbered(line);
        } else if (line.event == "irq" && !pc_) {
            ++next_;  // as an exit, which only this script makes of it; its line bears no number
        }
        ++counts_["line " + line.event];
    }

    void numbered(const LogLine& line) {
        const auto number = line.number("n");
        FUZZ_REQUIRE(number && *number >= next_ && *number < exits_, "exits' numbers grow");
        FUZZ_REQUIRE(pc_ || *number == next_, "exits' numbers grow by one");
        next_ = *number + 1;
        FUZZ_REQUIRE(!flushed_, "an event after the guest's last text");
        if (line.event != "exit") return;
        if (line.find("kind") == "io" && line.find("direction") == "out" &&
            line.find("device") == "debug-console") {
            if (line.find("instruction") || line.number("size") != 1) {
                texts_[0].known = false;
            } else {
                put(texts_[0], *line.number("value"));
            }
        }
        if (line.find("kind") == "vmcall" && line.find("name") == "put-byte")
            put(texts_[1], *line.number("argument"));
        if (line.find("kind") == "vmcall" && line.find("name") == "put-string") texts_[1].known = false;
    }

    void put(Text& text, std::uint64_t byte) {
        if (byte == '\n') {
            due_ = &text;
        } else {
            text.line += static_cast<char>(byte);
        }
    }

    void console(const LogLine& line) {
        Text* text = std::ranges::find(texts_, *line.find("source"), &Text::source);
        if (due_ != nullptr && due_->known) {
            FUZZ_REQUIRE(text == due_, "whose line of text comes next");
        }
        if (text == texts_.end()) return;
        if (text->known) {
            flushed_ = flushed_ || due_ == nullptr;  // only an ending tells what has no newline
            if (text->line.ends_with('\r')) text->line.pop_back();
            FUZZ_REQUIRE(line.find("text") == text->line, "the text as it was written");
            text->line.clear();
        }
        due_ = nullptr;
    }

    std::uint64_t exits_;
    bool pc_;
    Counts& counts_;
    std::uint64_t next_ = 0;
    bool state_ = false, flushed_ = false;
    std::array<Text, 2> texts_{Text{"debug-console"}, Text{"hypercall"}};
    Text* due_ = nullptr;
};

}  // namespace vitrine::fuzz
