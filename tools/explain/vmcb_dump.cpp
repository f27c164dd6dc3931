#include "tools/explain/vmcb_dump.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "svm/field_table.hpp"
#include "tools/explain/items.hpp"
#include "tools/explain/names.hpp"

namespace vitrine::tools {

namespace {

/// What the exit code's place is called here: it is no field that can be judged.
constexpr std::string_view exit_code = "exit_code";

/// An item whose numbers are of these fields, by their names in svm/field_table.hpp.
struct VmcbItem {
    Item item;
    std::array<std::string_view, Item::most> fields{};
};

// dump_vmcb() of arch/x86/kvm/svm/svm.c, Linux 3.4 to 6.18.
constexpr std::array kvm_items{
    VmcbItem{{"cr_read: $4"}, {"cr_read_intercepts"}},
    VmcbItem{{"cr_write: $4"}, {"cr_write_intercepts"}},
    VmcbItem{{"dr_read: $4"}, {"dr_read_intercepts"}},
    VmcbItem{{"dr_write: $4"}, {"dr_write_intercepts"}},
    VmcbItem{{"exceptions: $8"}, {"exception_intercepts"}},
    VmcbItem{{"intercepts: $8 $8"}, {"intercepts_1", "intercepts_2"}},
    VmcbItem{{"iopm_base_pa: $G"}, {"iopm_base_pa"}},
    VmcbItem{{"msrpm_base_pa: $G"}, {"msrpm_base_pa"}},
    VmcbItem{{"tsc_offset: $G"}, {"tsc_offset"}},
    VmcbItem{{"asid: $d"}, {"guest_asid"}},
    VmcbItem{{"tlb_ctl: $d"}, {"tlb_control"}},
    VmcbItem{{"exit_code: $8"}, {exit_code}},
    VmcbItem{{"nested_ctl: $d"}, {"nested_paging"}},
    VmcbItem{{"nested_cr3: $G"}, {"n_cr3"}},
    VmcbItem{{"event_inj: $8"}, {"eventinj"}},
    VmcbItem{{"cs: s: $4 a: $4 l: $8 b: $G"},
             {"guest_cs_selector", "guest_cs_attributes", "guest_cs_limit", "guest_cs_base"}},
    VmcbItem{{"ss: s: $4 a: $4 l: $8 b: $G"},
             {"guest_ss_selector", "guest_ss_attributes", "guest_ss_limit", "guest_ss_base"}},
    VmcbItem{{"cpl: $d efer: $G"}, {"guest_cpl", "guest_efer"}},
    VmcbItem{{"cr0: $G cr2: $G"}, {"guest_cr0"}},
    VmcbItem{{"cr3: $G cr4: $G"}, {"guest_cr3", "guest_cr4"}},
    VmcbItem{{"dr6: $G dr7: $G"}, {"guest_dr6", "guest_dr7"}},
    VmcbItem{{"rip: $G rflags: $G"}, {"guest_rip", "guest_rflags"}},
    VmcbItem{{"rsp: $G rax: $G"}, {"guest_rsp", "guest_rax"}},
    VmcbItem{{"gpat: $G dbgctl: $G"}, {"guest_pat"}},
};

// svm_vmcb_dump() of xen/arch/x86/hvm/svm/svmdebug.c, Xen 4.5 to 4.20.
constexpr std::array xen_items{
    VmcbItem{{"cr_intercepts = $* dr_intercepts = $* exception_intercepts = $*"}, {}},
    VmcbItem{{"general1_intercepts = $* general2_intercepts = $*"}, {"intercepts_1", "intercepts_2"}},
    VmcbItem{{"iopm_base_pa = $* msrpm_base_pa = $* tsc_offset = $*"},
             {"iopm_base_pa", "msrpm_base_pa", "tsc_offset"}},
    VmcbItem{{"event_inj $G"}, {"eventinj"}},
    VmcbItem{{"exitcode = $*"}, {exit_code}},
    VmcbItem{{"np_ctrl = $* guest_asid = $*"}, {"nested_paging", "guest_asid"}},
    VmcbItem{{"np_enable = $* guest_asid = $*"}, {"nested_paging", "guest_asid"}},
    VmcbItem{{"cpl = $d efer = $* star = $* lstar = $*"}, {"guest_cpl", "guest_efer"}},
    VmcbItem{{"CR0 = $G CR2 = $G"}, {"guest_cr0"}},
    VmcbItem{{"CR3 = $G CR4 = $G"}, {"guest_cr3", "guest_cr4"}},
    VmcbItem{{"RSP = $G RIP = $G"}, {"guest_rsp", "guest_rip"}},
    VmcbItem{{"RAX = $G RFLAGS=$G"}, {"guest_rax", "guest_rflags"}},
    VmcbItem{{"DR6 = $G, DR7 = $G"}, {"guest_dr6", "guest_dr7"}},
    VmcbItem{{"KernGSBase = $G PAT = $G"}, {"", "guest_pat"}},
    VmcbItem{{"H_CR3 = $G"}, {"n_cr3"}},
    VmcbItem{{"CS: $4 $4 $8 $G"},
             {"guest_cs_selector", "guest_cs_attributes", "guest_cs_limit", "guest_cs_base"}},
};

constexpr std::string_view kvm_heading = "VMCB Control Area:", xen_heading = "Size of VMCB =";

class Reader {
public:
    void begin(bool xen) {
        dump_ = {};
        dump_.xen = xen;
        begun_ = true;
    }
    [[nodiscard]] bool begun() const { return begun_; }

    /// Whether the text begins with an item, which it is then without.
    bool take(std::string_view& text) {
        return dump_.xen ? take_of(xen_items, text) : take_of(kvm_items, text);
    }

    [[nodiscard]] VmcbDump finished() const {
        VmcbDump dump = dump_;
        if (!cut_.empty()) dump.notes.push_back("left out, as their numbers aren't whole: " + join(cut_));
        return dump;
    }

private:
    template <std::size_t count>
    bool take_of(const std::array<VmcbItem, count>& items, std::string_view& text) {
        const VmcbItem* best = nullptr;
        ItemMatch found;
        for (const VmcbItem& candidate : items) {
            const auto matched = match(candidate.item, text);
            if (!matched || (best != nullptr && !matched->whole && matched->length <= found.length)) continue;
            best = &candidate;
            found = *matched;
            if (found.whole) break;
        }
        if (best == nullptr) return false;
        for (std::size_t i = 0; i < Item::most; ++i) put(best->fields[i], i < found.count, found.values[i]);
        text.remove_prefix(found.length);
        return true;
    }

    void put(std::string_view name, bool whole, std::uint64_t value) {
        if (name.empty()) return;
        if (name == exit_code) {
            // VMEXIT_INVALID is -1, of which old kernels print 32 bits.
            dump_.failed = whole && (value == 0xFFFF'FFFF || value == ~0ULL);
            return;
        }
        const auto field = svm::find_field(name);
        if (!field) return;
        if (whole && value <= field->largest() && svm::write_field(dump_.vmcb, field->offset, value)) {
            dump_.present.set(field->offset);
        } else {
            cut_.push_back(field->name);
        }
    }

    VmcbDump dump_;
    bool begun_ = false;
    std::vector<std::string_view> cut_;
};

}  // namespace

bool VmcbDump::has(std::string_view field) const {
    const auto found = svm::find_field(field);
    return found && present.test(found->offset);
}

std::optional<VmcbDump> read_vmcb_dump(std::string_view text) {
    Reader reader;
    bool encrypted = false;
    for (std::string_view rest = text; !rest.empty();) {
        if (rest.starts_with(kvm_heading) || rest.starts_with(xen_heading))
            reader.begin(rest.starts_with(xen_heading));
        encrypted = encrypted || rest.starts_with("SEV-ES") || rest.starts_with("SEV-SNP");
        if (!reader.begun() || !reader.take(rest))
            rest.remove_prefix(std::min(rest.find_first_of(" \n"), rest.size()));
        rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
    }
    if (!reader.begun()) return std::nullopt;
    VmcbDump dump = reader.finished();
    if (dump.present.none()) return std::nullopt;
    if (encrypted) {
        constexpr std::size_t save = offsetof(svm::Vmcb, save);
        for (std::size_t offset = save; offset < dump.present.size(); ++offset) dump.present.reset(offset);
        dump.notes.emplace_back(
            "the guest's state is encrypted (SEV-ES): what the dump shows of it isn't judged");
    }
    return dump;
}

}  // namespace vitrine::tools
