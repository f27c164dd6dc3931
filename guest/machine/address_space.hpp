#pragma once
// The guest's physical memory: regions, and over them the nested page tables in the vendor's format. What the
// guest reaches through the tables and what Vitrine reaches for it is the same, by the same regions, the same
// gate of address line 20 and the same protections.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "guest/cpu/memory.hpp"
#include "kernel/page_tables.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

enum class RegionKind : std::uint8_t {
    ram,
    rom,     ///< the guest reads and executes it; the loader writes it
    device,  ///< registers: an access is the caller's to hand to the device
    alias,   ///< shows a part of a ram or rom region
    none,    ///< nothing, said on purpose: an access is refused as in a hole
};

/// Guest-physical addresses from `start` on; all numbers are multiples of 4 KiB.
struct Region {
    std::uint64_t start = 0;
    std::uint64_t size = 0;
    RegionKind kind = RegionKind::none;
    std::uint8_t* bytes = nullptr;  ///< of ram and rom: the host's address, which is the host-physical one
    std::uint64_t target = 0;       ///< of an alias: the guest-physical address that it shows
    std::uint32_t device = 0;       ///< of a device: its number, for the caller

    [[nodiscard]] std::uint64_t end() const { return start + size; }
};

enum class SpaceError : std::uint8_t {
    misaligned,     ///< a number is no multiple of 4 KiB, or the size is 0
    out_of_range,   ///< past the addresses that the format translates
    overlap,        ///< with another region
    too_many,       ///< regions or protections
    bad_alias,      ///< no such alias, or its target lies in no single ram or rom region
    short_bitmap,   ///< it has fewer bits than there are pages up to the end of the last ram region
    out_of_memory,  ///< no frame left for a nested page table
};

/// Why an access is not done.
enum class Refused : std::uint8_t {
    hole,    ///< nothing is there
    rom,     ///< a write by the guest to a rom
    device,  ///< it belongs to a device
};

class AddressSpace final : public Memory {
public:
    static constexpr std::size_t most_regions = 32, most_protections = 32;

    /// An empty space. `memory`, `format` and `largest` are those of its nested page tables.
    [[nodiscard]] static Result<AddressSpace, SpaceError> create(TableMemory& memory,
                                                                 const PageFormat& format, PageSize largest);

    /// Adds a region, and maps it where it is memory. An alias comes after its target.
    [[nodiscard]] Result<void, SpaceError> add(const Region& region);

    /// Lets the alias at `start` show another part.
    [[nodiscard]] Result<void, SpaceError> remap(std::uint64_t start, std::uint64_t target);

    /// The gate of address line 20: closed, the second MiB shows the first. On a processor every odd MiB
    /// shows the even one below; real-mode addresses reach no farther than the second.
    [[nodiscard]] Result<void, SpaceError> set_a20(bool open);
    [[nodiscard]] bool a20_open() const { return a20_open_; }

    /// The bytes at a guest-physical address as the guest reads or writes them: within one
    /// region. Handed out for writing they count as written.
    [[nodiscard]] Result<std::span<const std::uint8_t>, Refused> for_reading(std::uint64_t address,
                                                                             std::uint64_t length) const;
    [[nodiscard]] Result<std::span<std::uint8_t>, Refused> for_writing(std::uint64_t address,
                                                                       std::uint64_t length) const;

    /// The same by copying, also across regions: all is done, or nothing.
    [[nodiscard]] Result<void, Refused> read(std::uint64_t address, std::span<std::uint8_t> bytes) const;
    [[nodiscard]] Result<void, Refused> write(std::uint64_t address,
                                              std::span<const std::uint8_t> bytes) const {
        return store(address, bytes, false);
    }
    [[nodiscard]] Result<void, Refused> load(std::uint64_t address, std::span<const std::uint8_t> bytes) {
        return store(address, bytes, true);
    }

    /// As many bytes as can be read from `address` on.
    [[nodiscard]] std::size_t peek(std::uint64_t address, std::span<std::uint8_t> bytes) const;

    /// The region that an address belongs to, its alias or gate followed; null in a hole.
    [[nodiscard]] const Region* region_at(std::uint64_t address) const { return resolve(address).region; }

    /// What the guest may do with pages, besides reading them. Where protections overlap, only what all
    /// allow. Vitrine's own reads and writes aren't bound by it.
    [[nodiscard]] Result<void, SpaceError> protect(std::uint64_t address, std::uint64_t size, bool writable,
                                                   bool executable);
    /// Lifts every protection from pages.
    [[nodiscard]] Result<void, SpaceError> unprotect(std::uint64_t address, std::uint64_t size);

    /// From now on pages of ram that the guest or Vitrine writes are kept: bit n of the bitmap is the page of
    /// ram at guest-physical n * 4 KiB, however it was reached. The bitmap outlives the tracking.
    [[nodiscard]] Result<void, SpaceError> start_dirty(std::span<std::uint64_t> bitmap);
    [[nodiscard]] Result<void, SpaceError> stop_dirty();
    /// Calls `visitor(address)` for each page written since the start or the last call, from the lowest up,
    /// and begins anew.
    template <class Visitor>
    [[nodiscard]] Result<void, SpaceError> take_dirty(Visitor visitor) {
        for (std::uint64_t page = 0; page < dirty_.size() * 64; ++page) {
            if (is_dirty(page * page_size)) visitor(page * page_size);
        }
        return begin_dirty();
    }

    /// After the guest's write to `address` left by a nested page fault: true when the page is only write-
    /// protected to see it written. It is writable then, and the guest tries again.
    [[nodiscard]] Result<bool, SpaceError> wrote(std::uint64_t address);

    /// What there is, from the lowest address up: memory maps are made of it.
    [[nodiscard]] std::span<const Region> regions() const { return std::span(regions_).first(count_); }

    /// Moves whenever a translation changed that the processor may have cached: INVEPT, or a flush of the
    /// TLB, comes before the guest is entered again.
    [[nodiscard]] std::uint64_t generation() const { return nested_.generation; }

    [[nodiscard]] bool gate_a20(bool open) override { return set_a20(open).has_value(); }

    [[nodiscard]] const PageTables& tables() const { return tables_; }

private:
    static constexpr std::uint64_t page_size = 4096, mebibyte = 1ULL << 20;

    struct Protection {
        std::uint64_t start = 0, end = 0;
        bool writable = false, executable = false;
    };

    /// Where an address leads: the region and the place in it, and how many bytes on it goes on so.
    struct Place {
        const Region* region = nullptr;
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
    };

    /// What the tables ought to say of some pages.
    struct Wanted {
        std::uint64_t length = 0;
        bool mapped = false;
        std::uint64_t physical = 0;
        PageAccess access{};
    };

    AddressSpace(PageTables tables, std::uint64_t end) : tables_(tables), end_(end) {
        nested_.root = tables.root();
    }

    [[nodiscard]] std::optional<std::span<std::uint8_t>> at_beyond(std::uint64_t address,
                                                                   std::uint64_t length) const override;
    [[nodiscard]] bool read_beyond(std::uint64_t address, std::span<std::uint8_t> target) const override;
    [[nodiscard]] bool write_beyond(std::uint64_t address,
                                    std::span<const std::uint8_t> source) const override;
    void open_window();

    [[nodiscard]] Result<void, SpaceError> check(std::uint64_t address, std::uint64_t size) const;
    [[nodiscard]] std::size_t first_after(std::uint64_t address) const;
    [[nodiscard]] Region* find_alias(std::uint64_t start);
    [[nodiscard]] const Region* backing(std::uint64_t target, std::uint64_t size) const;
    [[nodiscard]] Place resolve(std::uint64_t address) const;
    [[nodiscard]] Wanted wanted(std::uint64_t address, std::uint64_t most) const;
    [[nodiscard]] Result<void, SpaceError> refresh(std::uint64_t address, std::uint64_t size);
    [[nodiscard]] Result<void, PageError> apply(std::uint64_t address, const Wanted& wanted);
    [[nodiscard]] Result<void, SpaceError> refresh_shown(std::uint64_t address, std::uint64_t size);
    [[nodiscard]] Result<void, SpaceError> refresh_all();
    [[nodiscard]] Result<void, SpaceError> begin_dirty();
    [[nodiscard]] bool is_dirty(std::uint64_t ram) const {
        return (dirty_[ram / page_size / 64] >> (ram / page_size % 64) & 1) != 0;
    }
    [[nodiscard]] Result<void, Refused> store(std::uint64_t address, std::span<const std::uint8_t> bytes,
                                              bool load) const;
    void mark_dirty(const Place& place, std::uint64_t length) const;
    template <class Use>
    [[nodiscard]] Result<void, Refused> each_part(std::uint64_t address, std::uint64_t length, bool write,
                                                  bool load, Use use) const;

    PageTables tables_;
    std::uint64_t end_;                           ///< of what the format translates
    std::array<Region, most_regions> regions_{};  ///< by address
    std::size_t count_ = 0;
    std::array<Protection, most_protections> protections_{};
    std::size_t protection_count_ = 0;
    std::span<std::uint64_t> dirty_;  ///< none: writes aren't tracked
    bool a20_open_ = true;
};

}  // namespace vitrine::guest
