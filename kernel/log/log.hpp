#pragma once
// The log: one event a line, `event key=value …`, written to a sink. The names are in
// kernel/log/log_names.hpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/log/log_names.hpp"

namespace vitrine {

/// Where finished log lines go: the serial line in the kernel, a string in a test.
class Sink {
public:
    virtual void write(std::string_view bytes) = 0;

protected:
    ~Sink() = default;
};

/// One line of the log. It is built key by key, in the order the grammar gives, and written with its newline
/// when it goes out of scope. A line longer than `capacity` keeps the keys that fit and ends in ` cut=1`.
class Line {
public:
    static constexpr std::size_t capacity = 1024;

    Line(Sink& sink, Event event);
    /// Begins with the key, as text.
    Line(Sink& sink, Event event, Key key, std::string_view value);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line();

    /// key=value, decimal.
    Line& number(Key key, std::uint64_t value);
    /// key=0x…, lower case, no leading zeros.
    Line& hex(Key key, std::uint64_t value);
    /// key=value; quoted and escaped where it holds a space, quote, `=`, backslash or a byte that does not
    /// print, or is empty.
    Line& text(Key key, std::string_view value);
    Line& text(Key key, const char* value);
    /// The same of text in UTF-8, whose characters beyond ASCII stand as they are.
    Line& utf8(Key key, std::string_view value);
    /// key=1MiB, 64KiB or 513 (bytes): the largest binary unit that leaves no remainder.
    Line& size(Key key, std::uint64_t bytes);
    /// key=0x48,0x65,…
    Line& hex_list(Key key, std::span<const std::uint32_t> values);
    /// key=one,two,… or key="two words,…": of names that hold no quote, comma or backslash.
    Line& text_list(Key key, std::span<const std::string_view> values);
    /// key="b8 01 00": bytes in memory order, two digits each.
    Line& bytes(Key key, std::span<const std::uint8_t> values);
    /// key=ssss:oooo, four digits each: a real-mode address.
    Line& far_address(Key key, std::uint16_t segment, std::uint16_t offset);

private:
    Line& text(Key key, std::string_view value, bool utf8);
    void put(char character);
    void put(std::string_view characters);
    void put_hex(std::uint64_t value);
    void put_byte(std::uint8_t value);
    void put_decimal(std::uint64_t value);
    void put_key(Key key);
    Line& whole();  ///< a key and its value are complete

    Sink& sink_;
    std::size_t length_ = 0;
    std::size_t whole_ = 0;  ///< length up to the last complete key and value
    bool full_ = false;      ///< what is being written doesn't fit
    bool cut_ = false;       ///< a key didn't
    std::array<char, capacity> buffer_;
};

}  // namespace vitrine
