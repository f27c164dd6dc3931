#pragma once
// Extended page tables: from guest-physical to host-physical. Intel SDM vol. 3C, 29.3.

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "kernel/result.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

namespace ept_entry {  // tables 29-1 to 29-6
inline constexpr std::uint64_t read = 1U << 0;
inline constexpr std::uint64_t write = 1U << 1;
inline constexpr std::uint64_t execute = 1U << 2;
inline constexpr std::uint64_t all = read | write | execute;
inline constexpr std::uint64_t write_back = 6U << 3;
inline constexpr std::uint64_t large = 1U << 7;
inline constexpr std::uint64_t address = 0x000F'FFFF'FFFF'F000;
}  // namespace ept_entry

enum class EptError : std::uint8_t {
    out_of_memory,   ///< no frame left for a table
    misaligned,      ///< an address or the size is no multiple of 4 KiB
    out_of_range,    ///< past the 48 bits that four levels translate
    already_mapped,  ///< part of the range is mapped
    not_mapped,      ///< or not by pages of 4 KiB
};

/// One level's table.
using EptTable = std::array<std::uint64_t, 512>;

/// A four-level EPT. `Frames` says where tables come from:
///   `std::optional<std::uint64_t> allocate()`  a zeroed 4 KiB frame's physical address
///   `EptTable& table(std::uint64_t)`           the table at such an address
template <class Frames>
class Ept {
public:
    /// Makes the empty map; the processor's page sizes are in `capabilities`.
    [[nodiscard]] static Result<Ept, EptError> create(Frames& frames, const EptVpid& capabilities) {
        const auto root = frames.allocate();
        if (!root) return fail(EptError::out_of_memory);
        return Ept{frames, *root, capabilities.pages_1g ? 2U : capabilities.pages_2m ? 1U : 0U};
    }

    /// Maps `size` bytes at guest-physical `guest` to host-physical `host`: readable, writable, executable,
    /// write-back, by the largest pages that both addresses and the processor allow.
    [[nodiscard]] Result<void, EptError> map(std::uint64_t guest, std::uint64_t host, std::uint64_t size) {
        if (((guest | host | size) & 0xFFF) != 0) return fail(EptError::misaligned);
        constexpr std::uint64_t limit = 1ULL << 48;
        if (size > limit || guest > limit - size) return fail(EptError::out_of_range);
        if (host > ept_entry::address || size > ept_entry::address - host)
            return fail(EptError::out_of_range);
        while (size != 0) {
            const unsigned level = largest_level(guest, host, size);
            VITRINE_TRY(map_page(guest, host, level));
            guest += page_size(level);
            host += page_size(level);
            size -= page_size(level);
        }
        return {};
    }

    /// The same by pages of 4 KiB alone, which can be redirected.
    [[nodiscard]] Result<void, EptError> map_pages(std::uint64_t guest, std::uint64_t host,
                                                   std::uint64_t size) {
        const unsigned largest = std::exchange(largest_, 0);
        const auto mapped = map(guest, host, size);
        largest_ = largest;
        return mapped;
    }

    /// Points pages that map_pages() mapped at other memory. The processor's cached translations are the
    /// caller's to drop. What isn't mapped so is an error, and the pages before it are done.
    [[nodiscard]] Result<void, EptError> redirect(std::uint64_t guest, std::uint64_t host,
                                                  std::uint64_t size) {
        if (((guest | host | size) & 0xFFF) != 0) return fail(EptError::misaligned);
        for (std::uint64_t done = 0; done < size; done += page_size(0)) {
            std::uint64_t* const leaf = page_entry(guest + done);
            if (leaf == nullptr) return fail(EptError::not_mapped);
            *leaf = (*leaf & ~ept_entry::address) | (host + done);
        }
        return {};
    }

    /// The map with that EPT pointer, to be looked at or redirected; `frames` needn't allocate.
    [[nodiscard]] static Ept at(Frames& frames, std::uint64_t pointer) {
        return Ept{frames, pointer & ept_entry::address, 0};
    }

    /// The host-physical address behind a guest-physical one; nothing where nothing is mapped.
    [[nodiscard]] std::optional<std::uint64_t> lookup(std::uint64_t guest) const {
        if (guest >= 1ULL << 48) return std::nullopt;
        std::uint64_t table = root_;
        for (unsigned level = 3;; --level) {
            const std::uint64_t entry = frames_->table(table)[index(guest, level)];
            if ((entry & ept_entry::all) == 0) return std::nullopt;
            if (level == 0 || (entry & ept_entry::large) != 0) {
                const std::uint64_t offset_mask = page_size(level) - 1;
                return (entry & ept_entry::address & ~offset_mask) | (guest & offset_mask);
            }
            table = entry & ept_entry::address;
        }
    }

    /// The EPT pointer: write-back, walk length 4, no accessed and dirty flags. 25.6.11.
    [[nodiscard]] std::uint64_t pointer() const {
        constexpr std::uint64_t write_back = 6;
        constexpr std::uint64_t walk_length_4 = 3U << 3;
        return root_ | write_back | walk_length_4;
    }

private:
    Ept(Frames& frames, std::uint64_t root, unsigned largest)
        : frames_(&frames), root_(root), largest_(largest) {}

    [[nodiscard]] static constexpr std::uint64_t page_size(unsigned level) {
        return 1ULL << (12 + 9 * level);
    }
    [[nodiscard]] static constexpr unsigned index(std::uint64_t guest, unsigned level) {
        return static_cast<unsigned>(guest >> (12 + 9 * level)) & 511U;
    }

    [[nodiscard]] unsigned largest_level(std::uint64_t guest, std::uint64_t host, std::uint64_t size) const {
        unsigned level = largest_;
        while (level > 0 && (((guest | host) & (page_size(level) - 1)) != 0 || size < page_size(level)))
            --level;
        return level;
    }

    [[nodiscard]] Result<void, EptError> map_page(std::uint64_t guest, std::uint64_t host,
                                                  unsigned leaf_level) {
        std::uint64_t table = root_;
        for (unsigned level = 3; level > leaf_level; --level) {
            std::uint64_t& entry = frames_->table(table)[index(guest, level)];
            if ((entry & ept_entry::large) != 0) return fail(EptError::already_mapped);
            if ((entry & ept_entry::all) == 0) {
                const auto frame = frames_->allocate();
                if (!frame) return fail(EptError::out_of_memory);
                entry = *frame | ept_entry::all;
            }
            table = entry & ept_entry::address;
        }
        std::uint64_t& leaf = frames_->table(table)[index(guest, leaf_level)];
        if ((leaf & ept_entry::all) != 0) return fail(EptError::already_mapped);
        leaf = host | ept_entry::all | ept_entry::write_back | (leaf_level > 0 ? ept_entry::large : 0);
        return {};
    }

    /// The entry of a 4 KiB page; null where none is mapped.
    [[nodiscard]] std::uint64_t* page_entry(std::uint64_t guest) {
        std::uint64_t table = root_;
        for (unsigned level = 3; level > 0; --level) {
            const std::uint64_t entry = frames_->table(table)[index(guest, level)];
            if ((entry & ept_entry::all) == 0 || (entry & ept_entry::large) != 0) return nullptr;
            table = entry & ept_entry::address;
        }
        std::uint64_t& leaf = frames_->table(table)[index(guest, 0)];
        return (leaf & ept_entry::all) != 0 ? &leaf : nullptr;
    }

    Frames* frames_;
    std::uint64_t root_;
    unsigned largest_;  ///< level of the largest page: 0 is 4 KiB, 1 is 2 MiB, 2 is 1 GiB
};

}  // namespace vitrine::vmx
