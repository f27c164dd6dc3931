#include "tools/explain/field_list.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "tools/explain/log_line.hpp"
#include "tools/explain/names.hpp"
#include "tools/explain/words.hpp"
#include "vmx/field_table.hpp"

namespace vitrine::tools {

namespace {

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

struct Spelling {
    std::string_view written, meant;
};

// What names differ in, after small letters are made and all else is dropped: each is replaced in this order,
// in the manual's names as in those of the text.
constexpr std::array spellings{
    Spelling{"vmcs16", ""},
    Spelling{"vmcs32", ""},
    Spelling{"vmcs64", ""},
    Spelling{"vmcsn", ""},
    Spelling{"vmcslink", "link"},
    Spelling{"vmcs", ""},
    Spelling{"vmx", ""},
    Spelling{"ia32", ""},
    Spelling{"vminstruction", "instruction"},
    Spelling{"vmexit", "exit"},
    Spelling{"vmentry", "entry"},
    Spelling{"accessrights", "ar"},
    Spelling{"attributes", "ar"},
    Spelling{"arbytes", "ar"},
    Spelling{"arbyte", "ar"},
    Spelling{"attr", "ar"},
    Spelling{"selector", "sel"},
    Spelling{"interruptibilitystate", "interruptibility"},
    Spelling{"interruptibilityinfo", "interruptibility"},
    Spelling{"activitystate", "activity"},
    Spelling{"pendingdebugexceptions", "pendingdbg"},
    Spelling{"pendingdbgexceptions", "pendingdbg"},
    Spelling{"pendingdebug", "pendingdbg"},
    Spelling{"pendingdbe", "pendingdbg"},
    Spelling{"interruption", "intr"},
    Spelling{"interrupt", "intr"},
    Spelling{"information", "info"},
    Spelling{"infofield", "info"},
    Spelling{"instructionlength", "instrlen"},
    Spelling{"instructionlen", "instrlen"},
    Spelling{"pageaddress", ""},
    Spelling{"pageaddr", ""},
    Spelling{"address", ""},
    Spelling{"addr", ""},
    Spelling{"pointer", "ptr"},
    Spelling{"eptptr", "eptp"},
    Spelling{"pinbased", "pin"},
    Spelling{"cpubased", "primary"},
    Spelling{"procbased2", "secondary"},
    Spelling{"procbased", "primary"},
    Spelling{"processor", ""},
    Spelling{"execution", ""},
    Spelling{"vmexec", ""},
    Spelling{"exec", ""},
    Spelling{"controls", "ctl"},
    Spelling{"control", "ctl"},
    Spelling{"ctls", "ctl"},
    Spelling{"ctrls", "ctl"},
    Spelling{"guesthostmask", "mask"},
    Spelling{"readshadow", "shadow"},
    Spelling{"pdptr", "pdpte"},
    Spelling{"globalctl", "globalctrl"},
};

std::string key_of(std::string_view name) {
    std::string key;
    for (const char c : name)
        if (is_word(c) && c != '_') key += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
    for (const Spelling& spelling : spellings)
        for (std::size_t at = 0; (at = key.find(spelling.written, at)) != std::string::npos;
             at += spelling.meant.size())
            key.replace(at, spelling.written.size(), spelling.meant);
    return key;
}

const std::map<std::string, std::uint32_t>& names() {
    static const std::map<std::string, std::uint32_t> all = [] {
        std::map<std::string, std::uint32_t> made{{"virtualid", vmx::field::vpid.encoding}};
        for (const vmx::NamedField field : vmx::named_fields())
            made.emplace(key_of(field.name), field.encoding);
        return made;
    }();
    return all;
}

/// A line's name or encoding, and its value as written.
struct Entry {
    std::uint32_t encoding = 0;
    std::string_view value;
};

/// The field that some words just before the last name. The value must be the last word of the line.
std::optional<Entry> entry_of(std::string_view line) {
    constexpr std::size_t most_words = 6;
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() < 2 || !parse_in_base(words.back(), 16)) return std::nullopt;
    const std::size_t end = words.size() - 1;
    for (std::size_t count = std::min(most_words, end); count != 0; --count) {
        std::string name;
        for (std::size_t i = end - count; i < end; ++i) name += std::string(words[i]);
        const auto found = names().find(key_of(name));
        if (found != names().end()) return Entry{found->second, words.back()};
    }
    // By the encoding: before a name that isn't known, or alone.
    for (std::size_t back = 1; back <= 2 && back <= end; ++back) {
        const std::string_view word = words[end - back];
        const auto encoding = word.size() >= 4 ? parse_in_base(word, 16) : std::nullopt;
        if (encoding && *encoding <= 0xFFFF && vmx::field_index(static_cast<std::uint32_t>(*encoding)))
            return Entry{static_cast<std::uint32_t>(*encoding), words.back()};
    }
    return std::nullopt;
}

bool is_plainly_hex(std::string_view value) {
    return !value.starts_with("0x") && !value.starts_with("0X") &&
           (value.find_first_of("abcdefABCDEF") != std::string_view::npos ||
            (value.size() > 1 && value[0] == '0'));
}

/// A value of a 32-bit field may have been printed as a signed number of 64 bits.
std::uint64_t narrowed(std::uint64_t value, const vmx::NamedField& field) {
    constexpr std::uint64_t sign = 0xFFFF'FFFF'8000'0000;
    const bool extended = field.width() == vmx::FieldWidth::bits32 && (value & sign) == sign;
    return extended ? value & 0xFFFF'FFFF : value;
}

}  // namespace

std::optional<vmx::Snapshot> read_field_list(std::string_view text, std::vector<std::string>& notes) {
    std::vector<Entry> entries;
    while (!text.empty())
        if (const auto entry = entry_of(take_line(text))) entries.push_back(*entry);
    constexpr std::size_t enough = 3;
    if (entries.size() < enough) return std::nullopt;
    const bool hex =
        std::ranges::any_of(entries, [](const Entry& entry) { return is_plainly_hex(entry.value); });
    vmx::Snapshot vmcs;
    std::set<std::string_view> left_out;
    for (const Entry& entry : entries) {
        const vmx::NamedField field = vmx::named_fields()[*vmx::field_index(entry.encoding)];
        const auto as_hex = parse_in_base(entry.value, 16), as_decimal = parse_in_base(entry.value, 10);
        const bool sure =
            hex || entry.value.starts_with("0x") || entry.value.starts_with("0X") || as_hex == as_decimal;
        const std::uint64_t value = narrowed(as_hex.value_or(0), field);
        if (!sure || value > field.largest()) {
            left_out.insert(field.name);
        } else {
            vmcs.set(entry.encoding, value);
        }
    }
    if (!left_out.empty())
        notes.push_back("left out, as it isn't plain which numbers they are: " +
                        join({left_out.begin(), left_out.end()}));
    return vmcs;
}

}  // namespace vitrine::tools
