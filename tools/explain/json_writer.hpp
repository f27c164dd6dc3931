#pragma once
// JSON as it is written. RFC 8259.

#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::tools {

/// 0x7c00: numbers of 64 bits don't fit those of JSON.
[[nodiscard]] inline std::string hex(std::uint64_t value) {
    std::string digits;
    do {
        digits.insert(digits.begin(), "0123456789abcdef"[value % 16]);
        value /= 16;
    } while (value != 0);
    return "0x" + digits;
}

/// Builds one JSON text; objects and arrays are closed by whoever opened them.
class Json {
public:
    void open(char bracket) {
        begin();
        text_ += bracket;
        first_ = true;
    }
    void close(char bracket) {
        text_ += bracket;
        first_ = false;
    }
    void key(std::string_view name) {
        begin();
        quote(name);
        text_ += ':';
        first_ = true;
    }
    void string(std::string_view value) {
        begin();
        quote(value);
    }
    void pair(std::string_view name, std::string_view value) {
        key(name);
        string(value);
    }
    void number(std::uint64_t value) {
        begin();
        text_ += std::to_string(value);
    }
    void boolean(bool value) {
        begin();
        text_ += value ? "true" : "false";
    }
    [[nodiscard]] std::string text() const { return text_ + "\n"; }

private:
    void begin() {
        if (!first_) text_ += ',';
        first_ = false;
    }
    // A byte that isn't ASCII may be any in a text that was pasted: it is shown as a question mark.
    void quote(std::string_view value) {
        text_ += '"';
        for (const char c : value) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') text_ += '\\';
            text_ += byte < 0x20 || byte >= 0x7F ? '?' : c;
        }
        text_ += '"';
    }

    std::string text_;
    bool first_ = true;
};

}  // namespace vitrine::tools
