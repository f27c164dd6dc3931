#include "tools/explain/kvm_dump.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "tools/explain/kvm_items.hpp"
#include "tools/explain/log_line.hpp"
#include "vmx/fields.hpp"

namespace vitrine::tools {

namespace {

/// Where a part of the VMCS begins, and what it is called in a note.
struct Part {
    std::string_view heading;
    std::string_view name;
    std::span<const KvmItem> items;
};

const std::array parts{
    Part{"*** Guest State ***", "guest state", kvm_guest_items()},
    Part{"*** Host State ***", "host state", kvm_host_items()},
    Part{"*** Control State ***", "control state", kvm_control_items()},
};

/// A list of MSRs, of which the dump tells the entries but neither address nor count.
struct MsrList {
    std::string_view heading;
    std::uint32_t count_encoding;
};

constexpr std::array msr_lists{
    MsrList{"MSR guest autoload:", vmx::field::entry_msr_load_count.encoding},
    MsrList{"MSR guest autostore:", vmx::field::exit_msr_store_count.encoding},
    MsrList{"MSR host autoload:", vmx::field::exit_msr_load_count.encoding},
};
constexpr KvmItem msr_entry{": msr=$ value=$"};

bool fits(const KvmItem& item, const KvmMatch& found) {
    for (std::size_t i = 0; i < item.encodings.size(); ++i) {
        const auto index = vmx::field_index(item.encodings[i]);
        if (index && found.values[i] > vmx::named_fields()[*index].largest()) return false;
    }
    return true;
}

/// A dump while it is read.
class KvmDump {
public:
    /// `lists_msrs`: by a kernel that lists the MSRs where there are any.
    explicit KvmDump(bool lists_msrs) {
        if (!lists_msrs) return;
        for (const MsrList& list : msr_lists) vmcs_.set(list.count_encoding, 0);
    }

    void begin(std::size_t part) {
        part_ = part;
        begun_[part] = true;
        list_ = nullptr;
    }

    void take(std::string_view line);

    /// The first part that is missing; the control state is whole up to what every kernel writes.
    [[nodiscard]] std::optional<std::string_view> missing() const {
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (!begun_[i]) return parts[i].name;
        if (!vmcs_.find(vmx::field::tsc_offset.encoding)) return "end of the control state";
        return std::nullopt;
    }

    [[nodiscard]] const vmx::Snapshot& vmcs() const { return vmcs_; }
    /// What the reader should know of this dump.
    void note(std::vector<std::string>& notes) const;

private:
    [[nodiscard]] bool take_list(std::string_view line);
    [[nodiscard]] bool take_item(std::string_view& rest);
    void put(std::uint32_t encoding, std::uint64_t value);

    vmx::Snapshot vmcs_;
    std::size_t part_ = 0;
    std::array<bool, parts.size()> begun_{};
    const MsrList* list_ = nullptr;  ///< whose entries follow
    std::size_t strange_ = 0;        ///< lines that look like the dump's own, but aren't known
    std::string first_strange_;
    std::string_view twice_;  ///< a field that came with two values
};

void KvmDump::put(std::uint32_t encoding, std::uint64_t value) {
    const auto index = vmx::field_index(encoding);
    if (!index) return;
    const auto before = vmcs_.find(encoding);
    if (before && *before != value) twice_ = vmx::named_fields()[*index].name;
    vmcs_.set(encoding, value);
}

bool KvmDump::take_list(std::string_view line) {
    for (const MsrList& list : msr_lists) {
        if (!line.contains(list.heading)) continue;
        list_ = &list;
        vmcs_.set(list.count_encoding, 0);
        return true;
    }
    if (list_ == nullptr) return false;
    for (std::size_t at = 0; (at = line.find(": msr=", at)) != std::string_view::npos; ++at) {
        if (!match(msr_entry, line.substr(at))) continue;
        vmcs_.set(list_->count_encoding, vmcs_.find(list_->count_encoding).value_or(0) + 1);
        return true;
    }
    return false;
}

bool KvmDump::take_item(std::string_view& rest) {
    for (const KvmItem& item : parts[part_].items) {
        const auto found = match(item, rest);
        if (!found || !fits(item, *found)) continue;
        for (std::size_t i = 0; i < item.encodings.size(); ++i) put(item.encodings[i], found->values[i]);
        rest.remove_prefix(found->length);
        return true;
    }
    return false;
}

void KvmDump::take(std::string_view line) {
    if (take_list(line)) return;
    bool any = false;
    // An item can stand at the start of any word: what comes before the first is of the log.
    for (std::string_view rest = line; !rest.empty();) {
        if (take_item(rest)) {
            any = true;
        } else {
            rest.remove_prefix(std::min(rest.find(' '), rest.size()));
        }
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    }
    if (any || !missing() || !line.contains('=')) return;
    if (strange_++ == 0) first_strange_ = line;
}

void KvmDump::note(std::vector<std::string>& notes) const {
    if (const auto part = missing()) {
        notes.push_back("the dump is cut off: its " + std::string(*part) + " is missing");
    } else if (strange_ != 0) {
        std::string& note = notes.emplace_back("left out, as not understood: " + first_strange_);
        if (strange_ > 1) note += " (and " + std::to_string(strange_ - 1) + " lines more)";
    }
    if (!twice_.empty())
        notes.push_back("the lines of two dumps may be mixed: " + std::string(twice_) +
                        " comes twice, with different values");
}

/// All dumps of a text, of which one is kept.
class KvmDumps {
public:
    void take(std::string_view line) {
        if (line.contains("last attempted VM-entry on CPU")) {
            finish();
            announced_ = true;
            return;
        }
        const auto part = std::ranges::find_if(
            parts, [&](const Part& candidate) { return line.contains(candidate.heading); });
        if (part == parts.end()) {
            if (current_) current_->take(line);
            return;
        }
        if (part == parts.begin() || !current_) {
            finish();
            // The kernels that announce a dump are those that list MSRs.
            current_.emplace(announced_);
            announced_ = false;
        }
        current_->begin(static_cast<std::size_t>(part - parts.begin()));
    }

    std::optional<vmx::Snapshot> last_complete(std::vector<std::string>& notes) {
        finish();
        if (!best_) return std::nullopt;
        if (count_ > 1)
            notes.push_back("there are " + std::to_string(count_) + " dumps; number " +
                            std::to_string(best_number_) + " is the last complete one");
        best_->note(notes);
        return best_->vmcs();
    }

private:
    void finish() {
        if (!current_) return;
        ++count_;
        if (!best_ || !current_->missing() || best_->missing()) {
            best_ = std::move(current_);
            best_number_ = count_;
        }
        current_.reset();
    }

    bool announced_ = false;
    std::optional<KvmDump> current_, best_;
    std::size_t count_ = 0, best_number_ = 0;
};

}  // namespace

std::optional<vmx::Snapshot> read_kvm_dump(std::string_view text, std::vector<std::string>& notes) {
    KvmDumps dumps;
    while (!text.empty()) dumps.take(take_line(text));
    return dumps.last_complete(notes);
}

}  // namespace vitrine::tools
