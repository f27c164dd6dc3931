#pragma once
// Four-level page tables that never hold a page both writable and executable. Intel SDM vol. 3A, 4.5.

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>

namespace vitrine::arch {

using PageTable = std::array<std::uint64_t, 512>;

namespace page_entry {  // tables 4-15 to 4-20
inline constexpr std::uint64_t present = 1ULL << 0;
inline constexpr std::uint64_t writable = 1ULL << 1;
inline constexpr std::uint64_t write_through = 1ULL << 3;
inline constexpr std::uint64_t cache_disable = 1ULL << 4;
inline constexpr std::uint64_t large = 1ULL << 7;
inline constexpr std::uint64_t no_execute = 1ULL << 63;
inline constexpr std::uint64_t address = 0x000F'FFFF'FFFF'F000;
}  // namespace page_entry

/// What may be done with a page.
struct PageAccess {
    bool writable = false;
    bool executable = false;
    bool cached = true;

    [[nodiscard]] friend constexpr bool operator==(const PageAccess&, const PageAccess&) = default;
};

inline constexpr PageAccess page_code{.writable = false, .executable = true, .cached = true};
inline constexpr PageAccess page_read_only{.writable = false, .executable = false, .cached = true};
inline constexpr PageAccess page_data{.writable = true, .executable = false, .cached = true};
inline constexpr PageAccess page_device{.writable = true, .executable = false, .cached = false};

enum class PageError : std::uint8_t {
    out_of_memory,            ///< no frame left for a table
    misaligned,               ///< an address or the size is no multiple of 4 KiB
    out_of_range,             ///< past the lower half of the address space
    already_mapped,           ///< part of the range is mapped
    writable_and_executable,  ///< never granted
};

/// What a walk of the tables found at one address.
struct Translation {
    std::uint64_t physical = 0;
    std::uint64_t size = 0;  ///< of the page
    PageAccess access;
};

/// Builds and reads page tables. `Frames` says where tables come from, as for vmx::Ept:
///   `std::optional<std::uint64_t> allocate()`  a zeroed 4 KiB frame's physical address
///   `PageTable& table(std::uint64_t)`          the table at such an address
template <class Frames>
class PageTables {
public:
    /// Makes an empty address space. `pages_1g`: the processor has 1 GiB pages.
    [[nodiscard]] static std::expected<PageTables, PageError> create(Frames& frames, bool pages_1g) {
        const auto root = frames.allocate();
        if (!root) return std::unexpected(PageError::out_of_memory);
        return PageTables(frames, *root, pages_1g ? 2 : 1);
    }

    /// The tables behind an existing root.
    [[nodiscard]] static PageTables existing(Frames& frames, std::uint64_t root) {
        return PageTables(frames, root & page_entry::address, 2);
    }

    /// Maps `size` bytes at `virtual_address` to `physical` by the largest pages that fit.
    [[nodiscard]] std::expected<void, PageError> map(std::uint64_t virtual_address, std::uint64_t physical,
                                                     std::uint64_t size, PageAccess access) {
        if (access.writable && access.executable) return std::unexpected(PageError::writable_and_executable);
        if (((virtual_address | physical | size) & 0xFFF) != 0) return std::unexpected(PageError::misaligned);
        constexpr std::uint64_t lower_half = 1ULL << 47;
        if (size > lower_half || virtual_address > lower_half - size ||
            physical > page_entry::address - size) {
            return std::unexpected(PageError::out_of_range);
        }
        while (size != 0) {
            unsigned level = largest_;
            while (level > 0 && (((virtual_address | physical) & (page_size(level) - 1)) != 0 ||
                                 size < page_size(level))) {
                --level;
            }
            if (const auto mapped = map_page(virtual_address, physical, level, access); !mapped)
                return mapped;
            virtual_address += page_size(level);
            physical += page_size(level);
            size -= page_size(level);
        }
        return {};
    }

    /// What lies at a virtual address; nothing where nothing is mapped.
    [[nodiscard]] std::optional<Translation> lookup(std::uint64_t virtual_address) const {
        std::optional<Translation> found;
        const std::uint64_t page = virtual_address & ~0xFFFULL;
        visit_table(root_, 3, 0, page, page + 0xFFF,
                    [&](std::uint64_t start, const Translation& translation) {
                        found = translation;
                        found->physical += virtual_address - start;
                    });
        return found;
    }

    /// Calls `visitor(virtual_address, Translation)` for every page of the lower half.
    template <class Visitor>
    void visit(Visitor visitor) const {
        visit_table(root_, 3, 0, 0, (1ULL << 47) - 1, visitor);
    }

    [[nodiscard]] std::uint64_t root() const { return root_; }

private:
    PageTables(Frames& frames, std::uint64_t root, unsigned largest)
        : frames_(&frames), root_(root), largest_(largest) {}

    [[nodiscard]] static constexpr std::uint64_t page_size(unsigned level) {
        return 1ULL << (12 + 9 * level);
    }

    [[nodiscard]] std::expected<void, PageError> map_page(std::uint64_t virtual_address,
                                                          std::uint64_t physical, unsigned leaf_level,
                                                          PageAccess access) {
        const auto index = [&](unsigned level) { return (virtual_address >> (12 + 9 * level)) & 511; };
        std::uint64_t table = root_;
        for (unsigned level = 3; level > leaf_level; --level) {
            std::uint64_t& entry = frames_->table(table)[index(level)];
            if ((entry & page_entry::present) == 0) {
                const auto frame = frames_->allocate();
                if (!frame) return std::unexpected(PageError::out_of_memory);
                entry = *frame | page_entry::present | page_entry::writable;  // the leaf restricts
            } else if ((entry & page_entry::large) != 0) {
                return std::unexpected(PageError::already_mapped);
            }
            table = entry & page_entry::address;
        }
        std::uint64_t& leaf = frames_->table(table)[index(leaf_level)];
        if ((leaf & page_entry::present) != 0) return std::unexpected(PageError::already_mapped);
        leaf = physical | page_entry::present | (leaf_level > 0 ? page_entry::large : 0) |
               (access.writable ? page_entry::writable : 0) |
               (access.executable ? 0 : page_entry::no_execute) |
               (access.cached ? 0 : page_entry::cache_disable | page_entry::write_through);
        return {};
    }

    template <class Visitor>
    void visit_table(std::uint64_t table, unsigned level, std::uint64_t base, std::uint64_t first,
                     std::uint64_t last, Visitor&& visitor) const {
        const std::uint64_t span = page_size(level);
        for (std::uint64_t index = first > base ? (first - base) / span : 0; index < 512; ++index) {
            const std::uint64_t start = base + index * span;
            if (start > last) return;
            const std::uint64_t entry = frames_->table(table)[index];
            if ((entry & page_entry::present) == 0) continue;
            if (level > 0 && (entry & page_entry::large) == 0) {
                visit_table(entry & page_entry::address, level - 1, start, first, last, visitor);
                continue;
            }
            visitor(start, Translation{.physical = entry & page_entry::address & ~(span - 1),
                                       .size = span,
                                       .access = {.writable = (entry & page_entry::writable) != 0,
                                                  .executable = (entry & page_entry::no_execute) == 0,
                                                  .cached = (entry & page_entry::cache_disable) == 0}});
        }
    }

    Frames* frames_;
    std::uint64_t root_;
    unsigned largest_;  ///< level of the largest page: 1 is 2 MiB, 2 is 1 GiB
};

}  // namespace vitrine::arch
