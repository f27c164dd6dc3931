#include "guest/pc/typist.hpp"

#include <algorithm>

#include "kernel/parse.hpp"

namespace vitrine::guest::pc {

namespace {

constexpr Ticks between_keys = ticks_per_second / 10;
constexpr Ticks held = ticks_per_second / 100;
constexpr Ticks between_bytes = ticks_per_second / 1000;
/// A terminal sends the bytes of a cursor key together; an ESC that stays alone so long is the key.
constexpr Ticks lone_escape = ticks_per_second / 20;
constexpr std::uint8_t escape = 0x1B;

/// As in 500ms or 2s.
std::optional<Ticks> duration(std::string_view text) {
    const bool milliseconds = text.ends_with("ms");
    if (!milliseconds && !text.ends_with('s')) return std::nullopt;
    text.remove_suffix(milliseconds ? 2 : 1);
    const auto count = parse_count(text);
    constexpr std::uint64_t longest = 3600;
    if (!count || *count > longest * 1000) return std::nullopt;
    return milliseconds ? *count * (ticks_per_second / 1000) : *count * ticks_per_second;
}

/// The key at the end of a cursor key's sequence: ESC [ and this.
std::optional<Key> key_of_sequence(std::uint8_t last) {
    constexpr std::string_view ends = "ABCDHF2356";
    constexpr std::array<std::string_view, 10> names{"up",  "down", "right", "left", "home",
                                                     "end", "ins",  "del",   "pgup", "pgdn"};
    const std::size_t found = ends.find(static_cast<char>(last));
    return found == std::string_view::npos ? std::nullopt : key_named(names[found]);
}

}  // namespace

Typist::Word Typist::braced(std::string_view text) {
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return {};
    std::string_view inside = text.substr(1, end - 1);
    Word word{.length = end + 1};
    constexpr std::string_view wait = "wait ";
    if (inside.starts_with(wait)) {
        const auto pause = duration(inside.substr(wait.size()));
        if (!pause) return {};
        word.pause = *pause;
        return word;
    }
    Key held_down;
    for (bool more = true; more;) {
        more = false;
        for (const auto& [name, flag] : {std::pair{std::string_view("ctrl-"), &Key::control},
                                         std::pair{std::string_view("alt-"), &Key::alt},
                                         std::pair{std::string_view("shift-"), &Key::shift}}) {
            if (!inside.starts_with(name)) continue;
            held_down.*flag = true;
            inside.remove_prefix(name.size());
            more = true;
        }
    }
    std::optional<Key> key = inside.size() == 1 ? key_for(inside.front()) : key_named(inside);
    if (!key) return {};
    key->control = held_down.control;
    key->alt = held_down.alt;
    key->shift = key->shift || held_down.shift;
    word.key = key;
    return word;
}

Typist::Word Typist::next_word(std::string_view text) {
    if (text.starts_with("{{")) return {.key = key_for('{'), .length = 2};
    if (text.starts_with('{')) return braced(text);
    const auto key = key_for(text.front());
    return {.key = key, .length = key ? 1U : 0U};
}

std::optional<Typist::BadWord> Typist::script(std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        const Word word = next_word(rest);
        if (word.length == 0) return BadWord{rest.substr(0, std::min(rest.find('}'), rest.size() - 1) + 1)};
        rest.remove_prefix(word.length);
    }
    rest_ = text;
    return std::nullopt;
}

void Typist::type(std::uint8_t byte) {
    if (typed_count_ == typed_.size()) return;
    typed_[typed_count_++] = byte;
    typed_at_ = clock_.now;
}

void Typist::asked() {
    if (started_) return;
    started_ = true;
    next_key_ = std::min(next_key_, clock_.now);
}

Ticks Typist::next_event() const {
    if (next_byte_ != byte_count_) return next_time_;
    if (typed_count_ == 1 && typed_.front() == escape) return typed_at_ + lone_escape;
    if (typed_count_ != 0) return std::max(next_time_, typed_at_);
    return rest_.empty() ? never : next_key_;
}

void Typist::add(std::uint8_t byte) {
    if (byte_count_ < bytes_.size()) bytes_[byte_count_++] = byte;
}

void Typist::press(const Key& key) {
    constexpr std::uint8_t prefix = scan_code::extended, release = scan_code::release;
    byte_count_ = next_byte_ = 0;
    if (key.control) add(scan_code::control);
    if (key.alt) add(scan_code::alt);
    if (key.shift) add(scan_code::left_shift);
    if (key.extended) add(prefix);
    add(key.scan);
    first_release_ = byte_count_;
    if (key.extended) add(prefix);
    add(key.scan | release);
    if (key.shift) add(scan_code::left_shift | release);
    if (key.alt) add(scan_code::alt | release);
    if (key.control) add(scan_code::control | release);
}

// Takes the next key off what was typed at the terminal; false when the bytes are none.
bool Typist::press_typed() {
    std::optional<Key> key;
    std::size_t used = 1;
    const std::uint8_t first = typed_.front();
    constexpr std::uint8_t last_control = 26, del = 0x7F;
    if (first == escape && typed_count_ > 2 && (typed_[1] == '[' || typed_[1] == 'O')) {
        key = key_of_sequence(typed_[2]);
        used = typed_[2] >= '0' && typed_[2] <= '9' ? std::min<std::size_t>(4, typed_count_) : 3;
    } else if (first == del) {
        key = key_for('\b');
    } else if (first >= 1 && first <= last_control && first != '\b' && first != '\t' && first != '\n' &&
               first != '\r') {
        key = key_for(static_cast<char>(first + 'a' - 1));
        if (key) key->control = true;
    } else {
        key = key_for(static_cast<char>(first));
    }
    std::copy(typed_.begin() + static_cast<std::ptrdiff_t>(used),
              typed_.begin() + static_cast<std::ptrdiff_t>(typed_count_), typed_.begin());
    typed_count_ -= used;
    if (!key) return false;
    press(*key);
    return true;
}

std::optional<std::uint8_t> Typist::take() {
    while (next_byte_ == byte_count_) {
        if (clock_.now < next_event()) return std::nullopt;
        if (typed_count_ != 0) {
            (void)press_typed();
        } else {
            const Word word = next_word(rest_);
            rest_.remove_prefix(word.length);
            next_key_ = clock_.now + (word.key ? between_keys : word.pause);
            if (word.key) press(*word.key);
        }
    }
    if (next_byte_ != 0 && clock_.now < next_time_) return std::nullopt;
    const std::uint8_t byte = bytes_[next_byte_++];
    next_time_ = clock_.now + (next_byte_ == first_release_ ? held : between_bytes);
    return byte;
}

}  // namespace vitrine::guest::pc
