#include "tools/explain/state_dump.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "tools/explain/items.hpp"
#include "tools/explain/log_line.hpp"
#include "tools/explain/names.hpp"
#include "vmx/fields.hpp"

namespace vitrine::tools {

namespace {

/// Where a part of the VMCS begins, what it is called in a note, and what it holds.
struct Part {
    std::string_view heading;
    std::string_view
        opener;  ///< stands in this part alone, so that it begins the part where the heading is lost
    std::string_view name;
    std::array<std::span<const Item>, 2> items;
};

const std::array parts{
    Part{"Guest State", "CR0: actual=", "guest state", {xen_guest_items(), kvm_guest_items()}},
    Part{"Host State", "FSBase=", "host state", {xen_host_items(), kvm_host_items()}},
    Part{"Control State", "PinBased=", "control state", {xen_control_items(), kvm_control_items()}},
};

/// A list of MSRs, of which the dump tells the entries but neither address nor count.
struct MsrHeading {
    std::string_view heading;
    std::uint32_t count_encoding;
    bool loaded_at_entry = false;
};

constexpr std::array msr_headings{
    MsrHeading{"MSR guest autoload:", vmx::field::entry_msr_load_count.encoding, true},
    MsrHeading{"MSR guest autostore:", vmx::field::exit_msr_store_count.encoding},
    MsrHeading{"MSR host autoload:", vmx::field::exit_msr_load_count.encoding},
};
constexpr Item msr_entry{"$d: msr=$8 value=$G"};

/// Whether the line has this heading: with stars around it, or alone at its end, where forums ate them.
bool has_heading(std::string_view line, std::string_view heading) {
    const std::size_t at = line.find(heading);
    if (at == std::string_view::npos) return false;
    if (at != 0 && line[at - 1] != ' ' && line[at - 1] != '*' && line[at - 1] != '_') return false;
    const std::string_view rest = line.substr(at + heading.size());
    return rest.find_first_not_of(" *_#") == std::string_view::npos;
}

/// What a log puts before a line to tell of which task or processor it is: [T123] or [C1]. Empty where there
/// is none.
std::string_view speaker(std::string_view line) {
    constexpr std::size_t furthest = 100;
    const std::string_view head = line.substr(0, furthest);
    for (std::size_t open = 0; (open = head.find('[', open)) != std::string_view::npos; ++open) {
        const std::size_t letter = head.find_first_not_of(' ', open + 1);
        if (letter == std::string_view::npos || (head[letter] != 'T' && head[letter] != 'C')) continue;
        const std::size_t close = head.find_first_not_of("0123456789", letter + 1);
        if (close == std::string_view::npos || head[close] != ']' || close == letter + 1) continue;
        return head.substr(letter, close - letter);
    }
    return {};
}

bool fits(std::uint32_t encoding, std::uint64_t value) {
    const auto index = vmx::field_index(encoding);
    return !index || value <= vmx::named_fields()[*index].largest();
}

/// A dump while it is read.
class StateDump {
public:
    /// `lists_msrs`: by a kernel that lists the MSRs where there are any.
    explicit StateDump(bool lists_msrs) {
        if (!lists_msrs) return;
        for (const MsrHeading& list : msr_headings) dump_.vmcs.set(list.count_encoding, 0);
    }

    void begin(std::size_t part) {
        part_ = part;
        begun_[part] = true;
        list_ = nullptr;
    }

    /// Takes the first line of `text`, and of the lines after it what an item that is folded goes on with.
    /// Returns how many bytes it took.
    std::size_t take(std::string_view text);

    /// The first part that is missing; the control state is whole up to what every kernel writes.
    [[nodiscard]] std::optional<std::string_view> missing() const {
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (!begun_[i]) return parts[i].name;
        if (!dump_.vmcs.find(vmx::field::tsc_offset.encoding)) return "end of the control state";
        return std::nullopt;
    }

    [[nodiscard]] bool empty() const { return fields_ == 0; }
    [[nodiscard]] std::size_t part() const { return part_; }
    /// Fields that came with two values.
    [[nodiscard]] const std::set<std::string_view>& twice() const { return twice_; }
    /// The dump with what its reader should know of it.
    [[nodiscard]] Dump finished(bool xen) const;

private:
    [[nodiscard]] bool take_list(std::string_view line);
    [[nodiscard]] bool take_item(std::string_view& rest);
    void put(std::uint32_t encoding, std::uint64_t value);
    void put_cut(std::uint32_t encoding);

    Dump dump_;
    std::size_t fields_ = 0;
    std::size_t part_ = 0;
    std::array<bool, parts.size()> begun_{};
    const MsrHeading* list_ = nullptr;  ///< whose entries follow
    std::size_t strange_ = 0;           ///< lines that look like the dump's own, but aren't known
    std::string first_strange_;
    std::set<std::string_view> twice_;
    std::vector<std::string_view> cut_;  ///< fields whose numbers aren't whole
};

std::string_view name_of(std::uint32_t encoding) {
    return vmx::field_name(vmx::AnyField(encoding));
}

void StateDump::put(std::uint32_t encoding, std::uint64_t value) {
    if (!vmx::field_index(encoding)) return;
    ++fields_;
    const auto before = dump_.vmcs.find(encoding);
    if (before && *before != value && encoding != vmx::field::entry_msr_load_count.encoding)
        twice_.insert(name_of(encoding));
    dump_.vmcs.set(encoding, value);
}

void StateDump::put_cut(std::uint32_t encoding) {
    if (vmx::field_index(encoding) && std::ranges::find(cut_, name_of(encoding)) == cut_.end())
        cut_.push_back(name_of(encoding));
}

bool StateDump::take_list(std::string_view line) {
    for (const MsrHeading& list : msr_headings) {
        if (!line.contains(list.heading)) continue;
        list_ = &list;
        dump_.vmcs.set(list.count_encoding, 0);
        return true;
    }
    if (list_ == nullptr) return false;
    const std::size_t at = line.find(": msr=");
    if (at == std::string_view::npos) return false;
    const std::size_t number = line.substr(0, at).find_last_not_of("0123456789");
    const std::string_view entry = line.substr(number == std::string_view::npos ? 0 : number + 1);
    const auto found = match(msr_entry, entry);
    const auto msr = found && found->whole
                         ? std::optional(DumpedMsr{.index = static_cast<std::uint32_t>(found->values[1]),
                                                   .value = found->values[2]})
                         : std::nullopt;
    if (!msr) put_cut(list_->count_encoding);
    dump_.vmcs.set(list_->count_encoding, dump_.vmcs.find(list_->count_encoding).value_or(0) + 1);
    if (list_->loaded_at_entry) dump_.entry_msrs.push_back(msr);
    return true;
}

bool StateDump::take_item(std::string_view& rest) {
    const auto found = find_item(parts[part_].items, rest);
    if (!found) return false;
    for (std::size_t i = 0; i < Item::most; ++i) {
        const std::uint32_t encoding = found->item->encodings[i];
        if (i < found->match.count && fits(encoding, found->match.values[i])) {
            put(encoding, found->match.values[i]);
        } else {
            put_cut(encoding);
        }
    }
    rest.remove_prefix(found->match.length);
    return true;
}

std::size_t StateDump::take(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (take_list(line)) return line.size();
    bool any = false;
    std::size_t taken = 0;
    // An item can stand at the start of any word: what comes before the first is of the log.
    while (taken < line.size()) {
        std::string_view rest = text.substr(taken);
        if (take_item(rest)) {
            any = true;
        } else {
            rest.remove_prefix(std::min(rest.find_first_of(" \n"), rest.size()));
        }
        taken = text.size() - rest.size();
        if (taken < line.size()) taken += std::min(rest.find_first_not_of(' '), rest.size());
    }
    if (!any && missing() && line.contains('=') && strange_++ == 0) first_strange_ = line;
    return taken;
}

Dump StateDump::finished(bool xen) const {
    Dump dump = dump_;
    dump.format = xen ? DumpFormat::xen : DumpFormat::kvm;
    const auto note = [&](std::string text) { dump.notes.push_back(std::move(text)); };
    if (const auto part = missing()) {
        note("the dump is cut off: its " + std::string(*part) + " is missing");
        dump.whole = false;
    } else if (strange_ != 0) {
        note("left out, as not understood: " + first_strange_ +
             (strange_ > 1 ? " (and " + std::to_string(strange_ - 1) + " lines more)" : ""));
        dump.whole = false;
    }
    if (!cut_.empty()) {
        note("left out, as their numbers aren't whole: " + join(cut_));
        dump.whole = false;
    }
    if (!twice_.empty()) {
        note("left out, as they come twice with different values: " + join({twice_.begin(), twice_.end()}));
        dump.whole = false;
    }
    // A number of which a part is missing, or of which there are two, is none.
    vmx::Snapshot kept;
    for (const vmx::NamedField field : vmx::named_fields()) {
        const auto value = dump.vmcs.find(field.encoding);
        if (value && !twice_.contains(field.name) && std::ranges::find(cut_, field.name) == cut_.end())
            kept.set(field.encoding, *value);
    }
    dump.vmcs = kept;
    return dump;
}

/// All dumps of one speaker, of which one is kept.
class StateDumps {
public:
    /// Takes the first line of `text`; an item that is folded reads on in the lines after it. Returns how
    /// many bytes it took.
    std::size_t take(std::string_view text) {
        const std::string_view line = text.substr(0, text.find('\n'));
        // The line may be folded at any of its spaces.
        if (line.contains("last attempted") || line.contains("attempted VM-entry")) {
            finish();
            announced_ = true;
            return line.size();
        }
        if (line.contains("VMCS Area")) finish();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const bool heading = has_heading(line, parts[i].heading);
            if (heading || (line.contains(parts[i].opener) && (!current_ || current_->part() != i))) begin(i);
            if (heading) return line.size();
        }
        return current_ ? current_->take(text) : line.size();
    }

    void finish() {
        if (!current_) return;
        if (!current_->empty()) {
            ++count_;
            if (!best_ || !current_->missing() || best_->missing()) {
                best_ = std::move(current_);
                best_number_ = count_;
            }
        }
        current_.reset();
    }

    [[nodiscard]] const std::optional<StateDump>& best() const { return best_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::size_t best_number() const { return best_number_; }

private:
    void begin(std::size_t part) {
        if (part == 0 || !current_) {
            finish();
            // The kernels that announce a dump are those that list MSRs.
            current_.emplace(announced_);
            announced_ = false;
        }
        current_->begin(part);
    }

    bool announced_ = false;
    std::optional<StateDump> current_, best_;
    std::size_t count_ = 0, best_number_ = 0;
};

/// The lines of each speaker, together; a line that names none goes on the one before, and the first ones are
/// of the first speaker.
std::vector<std::string> by_speaker(std::string_view text) {
    std::map<std::string_view, std::string> lines;
    std::string_view who;
    for (std::string_view rest = text; !rest.empty() && who.empty();) who = speaker(take_line(rest));
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (const std::string_view named = speaker(line); !named.empty()) who = named;
        lines[who].append(line).append("\n");
    }
    std::vector<std::string> streams;
    for (auto& [name, stream] : lines) streams.push_back(std::move(stream));
    return streams;
}

}  // namespace

Result<std::optional<Dump>, DumpError> read_state_dump(std::string_view text) {
    const StateDumps* best = nullptr;
    std::size_t count = 0, number = 0;
    const std::vector<std::string> streams = by_speaker(text);
    std::vector<StateDumps> all(streams.size());
    for (std::size_t i = 0; i < streams.size(); ++i) {
        std::string_view left = streams[i];
        while (!left.empty()) {
            left.remove_prefix(all[i].take(left));
            if (left.starts_with('\n')) left.remove_prefix(1);
        }
        all[i].finish();
        if (all[i].best() && (best == nullptr || !all[i].best()->missing() || best->best()->missing())) {
            best = &all[i];
            number = count + all[i].best_number();
        }
        count += all[i].count();
    }
    if (best == nullptr) return std::nullopt;
    // One field may be repeated by whoever joined two excerpts; that many come of two dumps at once.
    constexpr std::size_t mixed = 8;
    if (best->best()->twice().size() >= mixed)
        return fail(DumpError{
            .cause = "the lines of two dumps are mixed",
            .line = 0,
            .field = std::string(*best->best()->twice().begin()),
            .close = {},
            .hint = "keep the lines of one processor; with printk.caller=1 (CONFIG_PRINTK_CALLER) Linux "
                    "writes before each line whose it is, and they are told apart"});
    Dump dump = best->best()->finished(text.contains("(XEN)") || text.contains("EFER(VMCS)") ||
                                       text.contains("VMCS Area"));
    if (count > 1)
        dump.notes.insert(dump.notes.begin(), "there are " + std::to_string(count) + " dumps; number " +
                                                  std::to_string(number) + " is the last complete one");
    return dump;
}

}  // namespace vitrine::tools
