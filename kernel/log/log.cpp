#include "kernel/log/log.hpp"

#include <algorithm>
#include <bit>

namespace vitrine {

namespace {

constexpr std::string_view cut_mark = " cut=1\n";
constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr bool is_bare(char character) {
    return character > ' ' && character <= '~' && character != '"' && character != '=' && character != '\\';
}

}  // namespace

Line::Line(Sink& sink, Event event) : sink_(sink) {
    put(event.name);
    whole();
}

Line::Line(Sink& sink, Event event, Key key, std::string_view value) : Line(sink, event) {
    text(key, value);
}

Line::~Line() {
    if (cut_) {
        std::ranges::copy(cut_mark, buffer_.begin() + static_cast<std::ptrdiff_t>(length_));
        length_ += cut_mark.size();
    } else {
        buffer_[length_++] = '\n';
    }
    sink_.write({buffer_.data(), length_});
}

Line& Line::number(Key key, std::uint64_t value) {
    put_key(key);
    put_decimal(value);
    return whole();
}

Line& Line::hex(Key key, std::uint64_t value) {
    put_key(key);
    put("0x");
    put_hex(value);
    return whole();
}

Line& Line::text(Key key, std::string_view value) {
    return text(key, value, false);
}

Line& Line::utf8(Key key, std::string_view value) {
    return text(key, value, true);
}

Line& Line::text(Key key, std::string_view value, bool utf8) {
    put_key(key);
    if (!value.empty() && std::ranges::all_of(value, is_bare)) {
        put(value);
        return whole();
    }
    put('"');
    for (const char character : value) {
        switch (character) {
            case '"':
                put("\\\"");
                break;
            case '\\':
                put("\\\\");
                break;
            case '\n':
                put("\\n");
                break;
            case '\r':
                put("\\r");
                break;
            case '\t':
                put("\\t");
                break;
            default:
                if ((character >= ' ' && character <= '~') || (utf8 && character < 0)) {
                    put(character);
                } else {
                    put("\\x");
                    put_byte(static_cast<std::uint8_t>(character));
                }
        }
    }
    put('"');
    return whole();
}

Line& Line::text(Key key, const char* value) {
    return text(key, std::string_view(value));
}

Line& Line::size(Key key, std::uint64_t bytes) {
    struct Unit {
        unsigned shift;
        std::string_view name;
    };
    constexpr std::array units{Unit{30, "GiB"}, Unit{20, "MiB"}, Unit{10, "KiB"}};
    put_key(key);
    for (const Unit& unit : units) {
        if (bytes != 0 && (bytes & ((1ULL << unit.shift) - 1)) == 0) {
            put_decimal(bytes >> unit.shift);
            put(unit.name);
            return whole();
        }
    }
    put_decimal(bytes);
    return whole();
}

Line& Line::hex_list(Key key, std::span<const std::uint32_t> values) {
    put_key(key);
    for (bool first = true; const std::uint32_t value : values) {
        put(first ? "0x" : ",0x");
        put_hex(value);
        first = false;
    }
    return whole();
}

Line& Line::text_list(Key key, std::span<const std::string_view> values) {
    put_key(key);
    const bool bare = std::ranges::all_of(
        values, [](std::string_view value) { return std::ranges::all_of(value, is_bare); });
    if (!bare) put('"');
    for (bool first = true; const std::string_view value : values) {
        if (!first) put(',');
        put(value);
        first = false;
    }
    if (!bare) put('"');
    return whole();
}

Line& Line::bytes(Key key, std::span<const std::uint8_t> values) {
    put_key(key);
    put('"');
    for (bool first = true; const std::uint8_t value : values) {
        if (!first) put(' ');
        put_byte(value);
        first = false;
    }
    put('"');
    return whole();
}

Line& Line::far_address(Key key, std::uint16_t segment, std::uint16_t offset) {
    put_key(key);
    put_byte(static_cast<std::uint8_t>(segment >> 8));
    put_byte(static_cast<std::uint8_t>(segment));
    put(':');
    put_byte(static_cast<std::uint8_t>(offset >> 8));
    put_byte(static_cast<std::uint8_t>(offset));
    return whole();
}

Line& Line::whole() {
    // What didn't fit is gone with its key; one that comes after it may.
    if (full_) length_ = whole_;
    full_ = false;
    whole_ = length_;
    return *this;
}

void Line::put(char character) {
    if (length_ + cut_mark.size() >= buffer_.size()) {
        full_ = cut_ = true;
        return;
    }
    buffer_[length_++] = character;
}

void Line::put(std::string_view characters) {
    for (const char character : characters) put(character);
}

void Line::put_hex(std::uint64_t value) {
    const int width = std::max(1, static_cast<int>(std::bit_width(value) + 3) / 4);
    for (int shift = 4 * (width - 1); shift >= 0; shift -= 4) put(hex_digits[value >> shift & 0xF]);
}

void Line::put_byte(std::uint8_t value) {
    put(hex_digits[value >> 4]);
    put(hex_digits[value & 0xF]);
}

void Line::put_decimal(std::uint64_t value) {
    std::array<char, 20> digits;
    char* const end = digits.data() + digits.size();
    char* first = end;
    do {
        *--first = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put({first, end});
}

void Line::put_key(Key key) {
    put(' ');
    put(key.name);
    put('=');
}

}  // namespace vitrine
