#pragma once
// Four-level page tables in any format: the processor's own, EPT, AMD's nested paging. A TableMemory says
// where tables lie. After a change the processor's cached translations are the caller's to drop.

#include <array>
#include <cstdint>
#include <optional>

#include "kernel/result.hpp"

namespace vitrine {

using PageTable = std::array<std::uint64_t, 512>;

/// The bits of an entry. Bit 7 for a large page and the physical address in bits 51:12 are the same in all.
struct PageFormat {
    std::uint64_t valid = 0;       ///< an entry with any of these refers to memory
    std::uint64_t table = 0;       ///< in an entry that refers to a table: it grants all, the leaf restricts
    std::uint64_t leaf = 0;        ///< in every leaf
    std::uint64_t writable = 0;    ///< in a leaf that may be written
    std::uint64_t executable = 0;  ///< in a leaf whose code may run; 0 where the format has the opposite
    std::uint64_t no_execute = 0;  ///< the opposite
    std::uint64_t cached = 0, uncached = 0;  ///< memory type: write-back, uncacheable
    std::uint64_t accessed = 0, dirty = 0;   ///< set by the processor; 0 where it sets none
    std::uint64_t global = 0;                ///< kept when CR3 is written; 0 where there is no such thing
    unsigned address_bits = 48;              ///< of the addresses that are translated
    bool write_or_execute = false;           ///< no page may be both writable and executable
};

/// Bit 11 is the software's own in every format. What it means is for the table's owner to say.
inline constexpr std::uint64_t marked_bit = 1U << 11;

/// What may be done with a page; reading, always.
struct PageAccess {
    bool writable = false;
    bool executable = false;
    bool cached = true;
    bool global = false;
    bool marked = false;  ///< `marked_bit`

    [[nodiscard]] friend constexpr bool operator==(const PageAccess&, const PageAccess&) = default;
};

inline constexpr PageAccess page_code{.writable = false, .executable = true};
inline constexpr PageAccess page_read_only{.writable = false, .executable = false};
inline constexpr PageAccess page_data{.writable = true, .executable = false};
inline constexpr PageAccess page_device{.writable = true, .executable = false, .cached = false};
inline constexpr PageAccess page_all{.writable = true, .executable = true};

enum class PageSize : std::uint8_t { kib_4, mib_2, gib_1 };

enum class PageError : std::uint8_t {
    out_of_memory,            ///< no frame left for a table
    misaligned,               ///< an address or the size is no multiple of 4 KiB
    out_of_range,             ///< past what the format translates, or past 52 physical bits
    already_mapped,           ///< part of the range is mapped
    not_mapped,               ///< part of the range is not
    writable_and_executable,  ///< the format's owner grants no such page
    not_in_format,            ///< an access that the format can't express
};

/// Where tables come from and go to.
class TableMemory {
public:
    /// The physical address of a zeroed 4 KiB frame.
    [[nodiscard]] virtual std::optional<std::uint64_t> allocate() = 0;
    /// Takes a frame of allocate() back.
    virtual void release(std::uint64_t physical) = 0;
    /// The table at such an address.
    [[nodiscard]] virtual PageTable& table(std::uint64_t physical) = 0;

protected:
    ~TableMemory() = default;
};

/// A page as the tables have it.
struct MappedPage {
    std::uint64_t address = 0;  ///< where it begins
    std::uint64_t size = 0;
    std::uint64_t physical = 0;  ///< what lies at `address`
    PageAccess access;
    bool accessed = false, dirty = false;
};

/// Builds, changes and reads page tables. Each change is done wholly or, with an error, not at all, but that
/// pages may have been split.
class PageTables {
public:
    /// Makes an empty map. `largest` is the processor's largest page. The format outlives the tables.
    [[nodiscard]] static Result<PageTables, PageError> create(TableMemory& memory, const PageFormat& format,
                                                              PageSize largest);

    /// The tables behind an existing root: the low 12 bits and those above 51 are ignored.
    [[nodiscard]] static PageTables existing(TableMemory& memory, const PageFormat& format,
                                             std::uint64_t root, PageSize largest = PageSize::kib_4);

    /// Maps `size` bytes at `address` to `physical`, by the largest pages that fit.
    [[nodiscard]] Result<void, PageError> map(std::uint64_t address, std::uint64_t physical,
                                              std::uint64_t size, PageAccess access);

    /// Takes the pages of a wholly mapped range away, and the tables that are empty then.
    [[nodiscard]] Result<void, PageError> unmap(std::uint64_t address, std::uint64_t size);

    /// Gives the pages of a wholly mapped range another access.
    [[nodiscard]] Result<void, PageError> protect(std::uint64_t address, std::uint64_t size,
                                                  PageAccess access);

    /// Points the pages of a wholly mapped range at other memory; their access stays.
    [[nodiscard]] Result<void, PageError> redirect(std::uint64_t address, std::uint64_t physical,
                                                   std::uint64_t size);

    /// Divides a wholly mapped range into pages of 4 KiB, and what its ends cut.
    [[nodiscard]] Result<void, PageError> split(std::uint64_t address, std::uint64_t size);

    /// Makes large pages of what lies in the range, is contiguous and alike. A joined page is accessed and
    /// dirty as any of its parts was.
    [[nodiscard]] Result<void, PageError> join(std::uint64_t address, std::uint64_t size);

    /// The first page that ends above `address` and begins below `end`.
    [[nodiscard]] std::optional<MappedPage> next(std::uint64_t address, std::uint64_t end) const;

    /// The page at an address.
    [[nodiscard]] std::optional<MappedPage> page_at(std::uint64_t address) const {
        return next(address, address + 1);
    }

    /// The physical address behind an address; nothing where nothing is mapped.
    [[nodiscard]] std::optional<std::uint64_t> lookup(std::uint64_t address) const {
        const auto page = page_at(address);
        if (!page) return std::nullopt;
        return page->physical + (address - page->address);
    }

    /// Calls `visitor(MappedPage)` for every page, from the lowest address up.
    template <class Visitor>
    void visit(Visitor visitor) const {
        for (auto page = next(0, end()); page; page = next(page->address + page->size, end())) visitor(*page);
    }

    [[nodiscard]] std::uint64_t root() const { return root_; }

private:
    /// The entries on the way to an address, from `level`, where the way ends, up.
    struct Path {
        std::array<std::uint64_t*, 4> entries{};
        unsigned level = 3;

        [[nodiscard]] std::uint64_t& last() const { return *entries[level]; }
    };

    PageTables(TableMemory& memory, const PageFormat& format, std::uint64_t root, unsigned largest)
        : memory_(&memory), format_(&format), root_(root), largest_(largest) {}

    [[nodiscard]] std::uint64_t end() const { return 1ULL << format_->address_bits; }
    [[nodiscard]] bool is_valid(std::uint64_t entry) const { return (entry & format_->valid) != 0; }
    [[nodiscard]] Result<void, PageError> check(std::uint64_t address, std::uint64_t physical,
                                                std::uint64_t size) const;
    [[nodiscard]] Result<std::uint64_t, PageError> bits_of(PageAccess access) const;
    [[nodiscard]] PageAccess access_of(std::uint64_t entry) const;
    [[nodiscard]] Path walk(std::uint64_t address, unsigned stop = 0) const;
    [[nodiscard]] Result<void, PageError> map_page(std::uint64_t address, std::uint64_t leaf, unsigned level);
    [[nodiscard]] Result<void, PageError> split_entry(std::uint64_t& entry, unsigned level);
    [[nodiscard]] Result<void, PageError> make_divisible(std::uint64_t address, std::uint64_t size,
                                                         std::uint64_t multiples);
    template <class Change>
    void change(std::uint64_t address, std::uint64_t size, Change change_entry);
    void join_entry(std::uint64_t& entry, unsigned level);
    void prune(const Path& path, std::uint64_t next);

    TableMemory* memory_;
    const PageFormat* format_;
    std::uint64_t root_;
    unsigned largest_;  ///< level of the largest page: 0 is 4 KiB, 1 is 2 MiB, 2 is 1 GiB
};

}  // namespace vitrine
