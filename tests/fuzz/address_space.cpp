// Random operations on an address space, in both vendors' formats, against a model that knows only pages. The
// nested page tables are walked without PageTables.

#include "guest/machine/address_space.hpp"

#include <cstdlib>
#include <vector>

#include "input.hpp"
#include "svm/npt_format.hpp"
#include "tests/unit/table_memory.hpp"
#include "vmx/ept_format.hpp"

namespace vitrine::guest {
namespace {

constexpr std::uint64_t page_bytes = 4096, pages = 768, mebibyte_pages = 256;

void require(bool good) {
    if (!good) std::abort();
}

/// The host's memory behind it all.
std::uint8_t* host() {
    static auto* const bytes = static_cast<std::uint8_t*>(std::aligned_alloc(2U << 20, 4U << 20));
    return bytes;
}

/// What a page of guest-physical memory is.
struct Cell {
    RegionKind kind = RegionKind::none;
    std::uint64_t host_page = 0;  ///< of ram and rom
    std::uint64_t ram_page = 0;   ///< the guest-physical page that it is dirty as
};

struct Model {
    std::vector<Region> regions;
    std::array<bool, pages> no_write{}, no_execute{}, dirty{};
    bool tracking = false, open = true;

    [[nodiscard]] Cell own(std::uint64_t page) const {
        for (const Region& region : regions) {
            const std::uint64_t first = region.start / page_bytes, offset = page - first;
            if (page < first || offset >= region.size / page_bytes) continue;
            if (region.kind == RegionKind::alias) return own(region.target / page_bytes + offset);
            if (region.kind != RegionKind::ram && region.kind != RegionKind::rom)
                return {.kind = region.kind};
            const auto base = static_cast<std::uint64_t>(region.bytes - host()) / page_bytes;
            return {region.kind, base + offset, page};
        }
        return {};
    }
    [[nodiscard]] Cell at(std::uint64_t page) const {
        return own(!open && page >= mebibyte_pages && page < 2 * mebibyte_pages ? page - mebibyte_pages
                                                                                : page);
    }
    [[nodiscard]] bool is_memory(std::uint64_t page) const {
        const Cell cell = at(page);
        return cell.kind == RegionKind::ram || cell.kind == RegionKind::rom;
    }
    [[nodiscard]] bool may_write(std::uint64_t page, const Cell& cell) const {
        return cell.kind == RegionKind::ram && !no_write[page] && (!tracking || dirty[cell.ram_page]);
    }
    void wrote(const Cell& cell) {
        if (tracking && cell.kind == RegionKind::ram) dirty[cell.ram_page] = true;
    }
    /// Whether whole pages can be a new region, and what an alias may show.
    [[nodiscard]] bool free(std::uint64_t first, std::uint64_t count) const {
        for (const Region& region : regions) {
            if (first * page_bytes < region.end() && region.start < (first + count) * page_bytes)
                return false;
        }
        return true;
    }
    [[nodiscard]] bool in_one(std::uint64_t first, std::uint64_t count) const {
        for (const Region& region : regions) {
            if (region.kind != RegionKind::ram && region.kind != RegionKind::rom) continue;
            if (first * page_bytes >= region.start && (first + count) * page_bytes <= region.end())
                return true;
        }
        return false;
    }
};

class Run {
public:
    Run(Input input, const PageFormat& format)
        : input_(input),
          format_(format),
          tables_(input_.take<std::uint8_t>() % 4 == 0 ? 4 + input_.take<std::uint8_t>() % 8 : 1000),
          space_(*AddressSpace::create(tables_, format, PageSize::mib_2)) {}

    void go() {
        // Most of what is interesting needs some memory, and much of it tracking.
        const auto setup = input_.take<std::uint8_t>();
        if ((setup & 3) != 0)
            add({.start = 0, .size = 640 * page_bytes, .kind = RegionKind::ram, .bytes = host()}, true);
        if ((setup & 4) != 0)
            add({.start = 700 * page_bytes, .size = 8 * page_bytes, .kind = RegionKind::alias},
                (setup & 3) != 0);
        if ((setup & 8) != 0) track();
        check(leaves_, space_.generation());
        for (int step = 0; step < 6 && !input_.empty(); ++step) {
            const std::uint64_t generation = space_.generation();
            const auto before = leaves_;
            operate();
            check(before, generation);
        }
    }

private:
    std::uint64_t page() {
        const auto value = input_.take<std::uint16_t>();
        return (value & 0x8000) != 0 ? value % 3 * mebibyte_pages : value % pages;
    }
    std::uint64_t count() {
        const auto value = input_.take<std::uint16_t>();
        return (value & 0x8000) != 0 ? (1U + value % 3) * mebibyte_pages : 1U + value % 300;
    }

    /// Errors other than for want of frames are the model's to foresee.
    template <class Done>
    bool done(const Done& result, bool allowed) {
        if (result) {
            require(allowed);
            return true;
        }
        require(!allowed || result.error() == SpaceError::out_of_memory);
        require(result.error() != SpaceError::out_of_memory || tables_.limit != 1000);
        return false;
    }

    void operate() {
        switch (input_.take<std::uint8_t>() % 11) {
            case 0:
            case 1:
                return add();
            case 2:
                return remap();
            case 3: {
                const bool open = (input_.take<std::uint8_t>() & 1) != 0;
                if (done(space_.set_a20(open), true)) model_.open = open;
                return;
            }
            case 4:
                return protect();
            case 5:
                return unprotect();
            case 6:
                return track();
            case 7:
                return take();
            case 8:
                return guest_write();
            case 9:
                return copy(input_.take<std::uint8_t>() & 1);
            default:
                return spans();
        }
    }

    void add() {
        constexpr std::array kinds{RegionKind::ram,   RegionKind::rom, RegionKind::device,
                                   RegionKind::alias, RegionKind::ram, RegionKind::none};
        const std::uint64_t first = page(), size = count(), backing = page(), target = page();
        Region region{.start = first * page_bytes,
                      .size = size * page_bytes,
                      .kind = kinds[input_.take<std::uint8_t>() % kinds.size()]};
        bool allowed = model_.free(first, size) && first + size <= pages;
        if (first + size > pages) return;
        if (region.kind == RegionKind::ram || region.kind == RegionKind::rom) {
            if (backing + size > pages) return;
            region.bytes = host() + backing * page_bytes;
        }
        if (region.kind == RegionKind::alias) {
            region.target = target * page_bytes;
            allowed = allowed && model_.in_one(target, size);
        }
        add(region, allowed);
    }

    void add(const Region& region, bool allowed) {
        if (done(space_.add(region), allowed)) model_.regions.push_back(region);
    }

    void remap() {
        const std::uint64_t start = page() * page_bytes, target = page();
        Region* alias = nullptr;
        for (Region& region : model_.regions) {
            if (region.kind == RegionKind::alias && (alias == nullptr || region.start == start))
                alias = &region;
        }
        if (alias == nullptr) {
            require(space_.remap(start, 0).error() == SpaceError::bad_alias);
        } else if (done(space_.remap(alias->start, target * page_bytes),
                        model_.in_one(target, alias->size / page_bytes))) {
            alias->target = target * page_bytes;
        }
    }

    void protect() {
        const std::uint64_t first = page(), size = std::min(count(), pages - first);
        const auto bits = input_.take<std::uint8_t>();
        const bool writable = (bits & 1) != 0, executable = (bits & 2) != 0;
        if (!done(space_.protect(first * page_bytes, size * page_bytes, writable, executable), true)) return;
        for (std::uint64_t at = first; at < first + size; ++at) {
            model_.no_write[at] = model_.no_write[at] || !writable;
            model_.no_execute[at] = model_.no_execute[at] || !executable;
        }
    }

    void unprotect() {
        const std::uint64_t first = page(), size = std::min(count(), pages - first);
        if (!done(space_.unprotect(first * page_bytes, size * page_bytes), true)) return;
        for (std::uint64_t at = first; at < first + size; ++at) {
            model_.no_write[at] = false;
            model_.no_execute[at] = false;
        }
    }

    void track() {
        const bool start = !model_.tracking;
        if (!done(start ? space_.start_dirty(bitmap_) : space_.stop_dirty(), true)) return;
        model_.tracking = start;
        model_.dirty = {};
    }

    void take() {
        if (!model_.tracking) return;
        auto expected = model_.dirty;
        const auto taken = space_.take_dirty(
            [&](std::uint64_t address) { require(std::exchange(expected[address / page_bytes], false)); });
        for (const bool left : expected) require(!left);
        (void)done(taken, true);
        model_.dirty = {};
    }

    /// The guest writes: by the tables, or else by the fault.
    void guest_write() {
        const std::uint64_t at = page();
        const Cell cell = model_.at(at);
        const bool allowed = cell.kind == RegionKind::ram && !model_.no_write[at];
        const bool direct = leaves_[at] != 0 && (leaves_[at] & format_.writable) != 0;
        require(!direct || model_.may_write(at, cell));
        if (direct) return;
        const auto again = space_.wrote(at * page_bytes + 8);
        if (!again) {
            require(again.error() == SpaceError::out_of_memory && tables_.limit != 1000);
            return model_.wrote(cell);
        }
        require(*again == (allowed && model_.tracking));
        if (*again) model_.wrote(cell);
    }

    void copy(bool load) {
        const std::uint64_t address = page() * page_bytes + input_.take<std::uint16_t>() % page_bytes;
        const std::uint64_t length = input_.take<std::uint16_t>() % (3 * page_bytes);
        const auto value = input_.take<std::uint8_t>();
        std::vector<std::uint8_t> bytes(length, value);
        bool writes = true, reads = true;
        std::uint64_t readable = 0;
        for (std::uint64_t at = address; at < address + length; ++at) {
            const Cell cell = at / page_bytes < pages ? model_.at(at / page_bytes) : Cell{};
            const bool memory = cell.kind == RegionKind::ram || cell.kind == RegionKind::rom;
            writes = writes && memory && (load || cell.kind == RegionKind::ram);
            reads = reads && memory;
            readable += reads ? 1 : 0;
        }
        require((load ? space_.load(address, bytes) : space_.write(address, bytes)).has_value() == writes);
        if (writes) {
            for (std::uint64_t at = address; at < address + length; ++at) {
                model_.wrote(model_.at(at / page_bytes));
                require(host()[model_.at(at / page_bytes).host_page * page_bytes + at % page_bytes] == value);
            }
        }
        require(space_.read(address, bytes).has_value() == reads);
        require(space_.peek(address, bytes) == readable);
    }

    void spans() {
        const std::uint64_t at = page();
        const Cell cell = model_.at(at);
        const auto place = host() + cell.host_page * page_bytes;
        const auto seen = space_.for_reading(at * page_bytes, page_bytes);
        require(seen.has_value() == model_.is_memory(at));
        require(!seen || seen->data() == place);
        require(seen || seen.error() == (cell.kind == RegionKind::device ? Refused::device : Refused::hole));
        const auto written = space_.for_writing(at * page_bytes, page_bytes);
        require(written.has_value() == (cell.kind == RegionKind::ram));
        require(written || cell.kind != RegionKind::rom || written.error() == Refused::rom);
        if (written) model_.wrote(cell);
    }

    void check(const std::array<std::uint64_t, pages>& before, std::uint64_t generation) {
        leaves_ = {};
        require(walk_leaves(tables_, format_, space_.nested().root,
                            [&](std::uint64_t address, std::uint64_t size, std::uint64_t entry) {
                                require(address + size <= pages * page_bytes && size <= 2U << 20);
                                for (std::uint64_t at = 0; at < size; at += page_bytes)
                                    leaves_[(address + at) / page_bytes] = (entry & ~0x80ULL) + at;
                            }));
        for (std::uint64_t at = 0; at < pages; ++at) {
            const std::uint64_t leaf = leaves_[at];
            const Cell cell = model_.at(at);
            require((leaf != 0) == (cell.kind == RegionKind::ram || cell.kind == RegionKind::rom));
            require(before[at] == 0 || before[at] == leaf || generation != space_.generation());
            require(!model_.tracking || !model_.dirty[at] == ((bitmap_[at / 64] >> at % 64 & 1) == 0));
            if (leaf == 0) continue;
            const std::uint64_t physical =
                reinterpret_cast<std::uint64_t>(host()) + cell.host_page * page_bytes;
            require((leaf & 0x000F'FFFF'FFFF'F000) == physical);
            const bool writable = (leaf & format_.writable) != 0;
            const bool runs =
                format_.executable != 0 ? (leaf & format_.executable) != 0 : (leaf & format_.no_execute) == 0;
            // A page that is written may still be write-protected: the fault says nothing new then.
            const bool may_write = model_.may_write(at, cell);
            require(writable ? may_write : model_.tracking || !may_write);
            require(runs == !model_.no_execute[at]);
        }
    }

    Input input_;
    const PageFormat& format_;
    FakeTables tables_;
    AddressSpace space_;
    Model model_;
    std::array<std::uint64_t, pages / 64> bitmap_{};
    std::array<std::uint64_t, pages> leaves_{};
};

}  // namespace
}  // namespace vitrine::guest

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vitrine::Input input(data, size);
    const bool intel = (input.take<std::uint8_t>() & 1) != 0;
    vitrine::guest::Run(input, intel ? vitrine::vmx::ept_format : vitrine::svm::npt_format).go();
    return 0;
}
