#include "guest/devices/terminal_keys.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace vitrine::guest::pc {

namespace {

constexpr std::uint8_t escape = 0x1B;

/// By the number before a tilde.
constexpr std::array<std::string_view, 25> numbered{
    "",   "home", "ins", "del", "end", "pgup", "pgdn", "home", "end", "", "",    "f1", "f2",
    "f3", "f4",   "f5",  "",    "f6",  "f7",   "f8",   "f9",   "f10", "", "f11", "f12"};

/// By the letter that ends a sequence.
std::optional<Key> lettered(std::uint8_t letter) {
    constexpr std::string_view letters = "ABCDHFPQRS";
    constexpr std::array<std::string_view, letters.size()> names{"up",  "down", "right", "left", "home",
                                                                 "end", "f1",   "f2",    "f3",   "f4"};
    const std::size_t found = letters.find(static_cast<char>(letter));
    return found == std::string_view::npos ? std::nullopt : key_named(names[found]);
}

/// ESC [, numbers with semicolons between them, and a letter or a tilde. The second number tells what is
/// held.
TerminalKey control_sequence(std::span<const std::uint8_t> typed) {
    constexpr std::size_t introducer = 2;
    std::array<unsigned, 2> numbers{};
    std::size_t which = 0, index = introducer;
    for (; index < typed.size() && typed[index] >= '0' && typed[index] <= '?'; ++index) {
        constexpr unsigned enough = 1000;
        const unsigned digit = typed[index] - unsigned{'0'};
        if (typed[index] == ';') {
            ++which;
        } else if (digit <= 9 && which < numbers.size()) {
            numbers[which] = std::min(numbers[which] * 10 + digit, enough);
        }
    }
    if (index == typed.size()) return {};
    TerminalKey result{index + 1, std::nullopt};
    constexpr std::uint8_t back_tab = 'Z';
    if (typed[index] == '~') {
        if (numbers[0] < numbered.size()) result.key = key_named(numbered[numbers[0]]);
    } else if (typed[index] == back_tab) {
        result.key = Key{.scan = scan_code::tab, .shift = true};
    } else {
        result.key = lettered(typed[index]);
    }
    if (result.key && numbers[1] != 0) {
        constexpr unsigned shift = 1, alt = 2, control = 4;
        const unsigned held = numbers[1] - 1;
        result.key->shift = result.key->shift || (held & shift) != 0;
        result.key->alt = (held & alt) != 0;
        result.key->control = (held & control) != 0;
    }
    return result;
}

std::optional<Key> single(std::uint8_t byte) {
    constexpr std::uint8_t last_control = 26, del = 0x7F;
    if (byte == del) return key_for('\b');
    if (byte == 0 || byte > last_control || byte == '\b' || byte == '\t' || byte == '\n' || byte == '\r')
        return key_for(static_cast<char>(byte));
    std::optional<Key> key = key_for(static_cast<char>(byte + 'a' - 1));
    if (key) key->control = true;
    return key;
}

}  // namespace

TerminalKey first_terminal_key(std::span<const std::uint8_t> typed) {
    if (typed.front() != escape) return {1, single(typed.front())};
    if (typed.size() == 1) return {};
    if (typed[1] == '[') return control_sequence(typed);
    if (typed[1] != 'O') return {1, single(escape)};
    if (typed.size() == 2) return {};
    return {3, lettered(typed[2])};
}

}  // namespace vitrine::guest::pc
