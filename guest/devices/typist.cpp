#include "guest/devices/typist.hpp"

#include <algorithm>

#include "guest/devices/terminal_keys.hpp"
#include "kernel/parse.hpp"

namespace vitrine::guest::pc {

namespace {

/// Of these a second.
constexpr Ticks keys = 10, presses = 100, bytes = 1000;
/// A terminal sends the bytes of a cursor key together; an ESC after which no more comes for a 20th of a
/// second is the key.
constexpr Ticks lone_escapes = 20;

/// How much of a script to show that begins with a word that means nothing: up to the brace's end, or a
/// character.
std::size_t length_of_bad(std::string_view text) {
    if (text.starts_with('{')) return std::min(text.find('}'), text.size() - 1) + 1;
    const auto continues = [](char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0) == 0x80; };
    const auto* const end = std::find_if_not(text.begin() + 1, text.end(), continues);
    return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

Typist::Word Typist::braced(std::string_view text) {
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return {};
    std::string_view inside = text.substr(1, end - 1);
    Word word{.length = end + 1};
    constexpr std::string_view wait = "wait ";
    if (inside.starts_with(wait)) {
        const auto milliseconds = parse_milliseconds(inside.substr(wait.size()));
        if (!milliseconds) return {};
        word.pause = *milliseconds;
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
        if (word.length == 0) return BadWord{rest.substr(0, length_of_bad(rest))};
        rest.remove_prefix(word.length);
    }
    rest_ = script_ = text;
    changed_();
    return std::nullopt;
}

void Typist::reset() {
    rest_ = script_;
    next_key_ = clock_.hertz();
    started_ = false;
    typed_count_ = byte_count_ = next_byte_ = first_release_ = 0;
    typed_at_ = next_time_ = 0;
    changed_();
}

void Typist::state(State& state) {
    std::size_t size = script_.size(), left = rest_.size();
    state(size, left, next_key_, started_, typed_, typed_count_, typed_at_, bytes_, byte_count_, next_byte_,
          first_release_, next_time_);
    if (!state.loads()) return;
    // The script is the machine's configuration and no state: only how far it was typed.
    rest_ = script_;
    while (rest_.size() > left) rest_.remove_prefix(next_word(rest_).length);
    fits_script_ = size == script_.size() && left == rest_.size();
}

bool Typist::take_loaded() {
    return fits_script_ && typed_count_ <= typed_.size() && byte_count_ <= bytes_.size() &&
           next_byte_ <= byte_count_ && first_release_ <= byte_count_;
}

void Typist::type(std::uint8_t byte) {
    if (typed_count_ == typed_.size()) return;
    typed_[typed_count_++] = byte;
    typed_at_ = clock_.now;
    changed_();
}

void Typist::asked() {
    if (started_) return;
    started_ = true;
    next_key_ = std::min(next_key_, clock_.now);
    changed_();
}

Ticks Typist::next_event() const {
    if (next_byte_ != byte_count_) return next_time_;
    if (typed_count_ != 0) {
        const bool whole = first_terminal_key(typed()).length != 0;
        return std::max(next_time_, whole ? typed_at_ : typed_at_ + clock_.hertz() / lone_escapes);
    }
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

// Takes the next key off what was typed at the terminal, if it means one.
void Typist::press_typed() {
    TerminalKey first = first_terminal_key(typed());
    if (first.length == 0) first = {1, Key{.scan = scan_code::escape}};
    std::copy(typed_.begin() + static_cast<std::ptrdiff_t>(first.length),
              typed_.begin() + static_cast<std::ptrdiff_t>(typed_count_), typed_.begin());
    typed_count_ -= first.length;
    if (first.key) press(*first.key);
}

std::optional<std::uint8_t> Typist::take() {
    while (next_byte_ == byte_count_) {
        const Ticks due = next_event();
        if (due == never || clock_.now < due) return std::nullopt;
        if (typed_count_ != 0) {
            press_typed();
        } else {
            started_ = true;
            const Word word = next_word(rest_);
            rest_.remove_prefix(word.length);
            next_key_ = clock_.now + (word.key ? clock_.hertz() / keys : word.pause * clock_.hertz() / 1000);
            if (word.key) press(*word.key);
        }
    }
    if (next_byte_ != 0 && clock_.now < next_time_) return std::nullopt;
    const std::uint8_t byte = bytes_[next_byte_++];
    next_time_ = clock_.now + clock_.hertz() / (next_byte_ == first_release_ ? presses : bytes);
    return byte;
}

}  // namespace vitrine::guest::pc
