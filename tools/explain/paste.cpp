#include "tools/explain/paste.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/explain/log_line.hpp"

namespace vitrine::tools {

namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

unsigned hex_digit(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/// What Windows writes to a file: the characters of UTF-16LE that are ASCII, a `?` for each other.
std::string from_utf16(std::string_view text) {
    if (!text.starts_with("\xFF\xFE")) return std::string(text);
    std::string plain;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        plain += text[i + 1] == 0 && static_cast<unsigned char>(text[i]) < 0x80 ? text[i] : '?';
    return plain;
}

std::string_view after(std::string_view text, std::size_t at) {
    return at < text.size() ? text.substr(at) : std::string_view{};
}

/// How long the end of a line is that stands at `at`; 0 where none does.
std::size_t line_end(std::string_view text, std::size_t at) {
    return after(text, at).starts_with("\r\n") ? 2 : after(text, at).starts_with('\n') ? 1 : 0;
}

bool is_escape(std::string_view text, std::size_t at) {
    const auto upper = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    return at + 2 < text.size() && upper(text[at + 1]) && upper(text[at + 2]);
}

/// Quoted-printable (RFC 2045, 6.7) is known by its `=3D`: there every `=` is written so. A value can begin
/// with 3D, so most of the `=` must be.
bool is_quoted_printable(std::string_view text) {
    std::size_t all = 0, escaped = 0;
    for (std::size_t at = 0; (at = text.find('=', at)) != std::string_view::npos; ++at) {
        ++all;
        if (after(text, at).starts_with("=3D") || after(text, at).starts_with("=20") ||
            line_end(text, at + 1) != 0)
            ++escaped;
    }
    return text.contains("=3D") && escaped * 2 > all;
}

std::string from_quoted_printable(std::string_view text) {
    if (!is_quoted_printable(text)) return std::string(text);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            plain += text[i];
        } else if (const std::size_t end = line_end(text, i + 1); end != 0) {
            i += end;
        } else if (is_escape(text, i)) {
            plain += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
            i += 2;
        } else {
            plain += '=';
        }
    }
    return plain;
}

struct Spelling {
    std::string_view written, meant;
};

// What a web page, a terminal or an editor writes for a character. A tag is longer than the text that it
// could be taken for.
constexpr std::array spellings{
    Spelling{"&gt;", ">"},        Spelling{"&lt;", "<"},     Spelling{"&quot;", "\""},
    Spelling{"&apos;", "'"},      Spelling{"&#39;", "'"},    Spelling{"&#61;", "="},
    Spelling{"&#x3D;", "="},      Spelling{"&#x3d;", "="},   Spelling{"&#42;", "*"},
    Spelling{"&nbsp;", " "},      Spelling{"&#160;", " "},   Spelling{"&amp;", "&"},
    Spelling{"&equals;", "="},    Spelling{"<br>\n", "\n"},  Spelling{"<br/>\n", "\n"},
    Spelling{"<br />\n", "\n"},   Spelling{"<br>", "\n"},    Spelling{"<br/>", "\n"},
    Spelling{"<br />", "\n"},     Spelling{"<pre>", "\n"},   Spelling{"</pre>", "\n"},
    Spelling{"<p>", "\n"},        Spelling{"</p>", "\n"},    Spelling{"<code>", ""},
    Spelling{"</code>", ""},      Spelling{"\xC2\xA0", " "}, Spelling{"\xE2\x80\x8B", ""},
    Spelling{"\xEF\xBB\xBF", ""}, Spelling{"\\*", "*"},      Spelling{"\\_", "_"},
    Spelling{"\t", " "},          Spelling{"\v", " "},
};

/// The one that the text begins with; null where there is none.
const Spelling* spelling_at(std::string_view text) {
    for (const Spelling& spelling : spellings)
        if (text.starts_with(spelling.written)) return &spelling;
    return nullptr;
}

/// The length of a terminal's control sequence at the start of the text (ECMA-48, 5.4), also as syslog and
/// `cat -v` write its first byte; 0 where there is none.
std::size_t control_sequence(std::string_view text) {
    for (const std::string_view escape : {"\x1B[", "#033[", "^[["}) {
        if (!text.starts_with(escape)) continue;
        std::size_t end = escape.size();
        while (end < text.size() &&
               ((text[end] >= '0' && text[end] <= '9') || text[end] == ';' || text[end] == '?'))
            ++end;
        return end < text.size() && is_word(text[end]) ? end + 1 : 0;
    }
    return 0;
}

/// WinDbg writes 64 bits as fffff800`12345678.
bool splits_a_number(std::string_view text, std::size_t at) {
    constexpr std::size_t half = 8;
    if (text[at] != '`' || at == 0 || !is_hex(text[at - 1]) || at + half >= text.size()) return false;
    return std::ranges::all_of(text.substr(at + 1, half), is_hex);
}

std::string respelled(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view left = text.substr(i);
        if (const std::size_t length = control_sequence(left); length != 0) {
            i += length;
            continue;
        }
        if (const Spelling* const spelling = spelling_at(left); spelling != nullptr) {
            plain += spelling->meant;
            i += spelling->written.size();
            continue;
        }
        if (!splits_a_number(text, i) && (text[i] != '\r' || line_end(text, i) == 0)) plain += text[i];
        ++i;
    }
    return plain;
}

/// Without the marks that mail and bug trackers put before each line that they quote.
std::string_view unquoted(std::string_view line) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < line.size() && (line[i] == '>' || line[i] == '|' || line[i] == ' '); ++i)
        if (line[i] != ' ') end = i + 1;
    return line.substr(end);
}

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) lines.push_back(take_line(text));
    return lines;
}

std::size_t trailing_hex(std::string_view line) {
    const auto first = std::ranges::find_if_not(line.rbegin(), line.rend(), is_hex);
    return static_cast<std::size_t>(first - line.rbegin());
}

/// How many hexadecimal digits a line begins with; 0 where they are part of a longer word.
std::size_t leading_hex(std::string_view line) {
    const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(line, is_hex) - line.begin());
    return digits < line.size() && is_word(line[digits]) ? 0 : digits;
}

/// Whether the line begins as the log's other lines do: then it isn't what was cut off the one before.
bool begins_like(std::string_view line, std::string_view next) {
    constexpr std::size_t enough = 3;
    return next.starts_with("***") ||
           (next.size() >= enough && line.substr(0, enough) == next.substr(0, enough));
}

/// Whether a number was cut between these lines: what is left of it and what follows make one of the widths
/// that dumps have.
bool cuts_a_number(std::string_view line, std::string_view next) {
    const std::size_t left = trailing_hex(line), right = leading_hex(next);
    // What a log begins its lines with can be hexadecimal, too: Feb, Dec, 2024.
    if (left == 0 || right == 0 || begins_like(line, next)) return false;
    const std::size_t digits = left + right;
    return digits == 16 || digits == 8 || (left < 4 && digits == 4);
}

/// The terminal's width: that of most lines in which a number is cut.
std::optional<std::size_t> terminal_width(const Lines& lines) {
    constexpr std::size_t narrowest = 30;
    std::map<std::size_t, unsigned> cuts;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        if (lines[i].size() >= narrowest && cuts_a_number(lines[i], lines[i + 1])) ++cuts[lines[i].size()];
    if (cuts.empty()) return std::nullopt;
    return std::ranges::max_element(cuts, {}, [](const auto& cut) { return cut.second; })->first;
}

}  // namespace

std::string plain_text(std::string_view pasted) {
    const std::string text = respelled(from_quoted_printable(from_utf16(pasted)));
    std::string plain;
    plain.reserve(text.size());
    for (const std::string_view line : lines_of(text)) {
        plain += unquoted(line);
        plain += '\n';
    }
    return plain;
}

std::string unwrapped(std::string_view plain) {
    const Lines lines = lines_of(plain);
    const auto width = terminal_width(lines);
    std::string text;
    text.reserve(plain.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        text += lines[i];
        const bool cut = width && lines[i].size() == *width && i + 1 < lines.size() &&
                         !lines[i + 1].empty() && !begins_like(lines[i], lines[i + 1]);
        if (!cut) text += '\n';
    }
    return text;
}

}  // namespace vitrine::tools
