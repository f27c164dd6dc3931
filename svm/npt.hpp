#pragma once
// Nested page tables: from guest-physical to host-physical, in the format of ordinary 4-level paging. APM
// volume 2, 15.25.

#include <array>
#include <cstdint>
#include <optional>

namespace vitrine::svm {

using NestedTable = std::array<std::uint64_t, 512>;

/// A four-level map. `Frames` says where tables come from:
///   `std::optional<std::uint64_t> allocate()`  a zeroed 4 KiB frame's physical address
///   `NestedTable& table(std::uint64_t)`        the table at such an address
template <class Frames>
class Npt {
public:
    /// Maps guest-physical 0 to `size` onto host-physical `base`, by pages of 2 MiB where both allow and else
    /// of 4 KiB, below `by_pages` of 4 KiB alone; all are multiples of 4 KiB. Returns the value for nCR3;
    /// nothing when the frames run out.
    [[nodiscard]] static std::optional<std::uint64_t> build(Frames& frames, std::uint64_t base,
                                                            std::uint64_t size, std::uint64_t by_pages = 0) {
        const auto root = frames.allocate();
        if (!root) return std::nullopt;
        for (std::uint64_t guest = 0; guest < size;) {
            const bool large = guest >= by_pages && ((guest | (base + guest)) & (large_page - 1)) == 0 &&
                               size - guest >= large_page;
            if (!map(frames, *root, guest, base + guest, large ? 1 : 0)) return std::nullopt;
            guest += large ? large_page : page;
        }
        return root;
    }

    /// The host-physical address behind a guest-physical one.
    [[nodiscard]] static std::optional<std::uint64_t> lookup(Frames& frames, std::uint64_t root,
                                                             std::uint64_t guest) {
        std::uint64_t table = root;
        for (unsigned level = 3;; --level) {
            const std::uint64_t entry = frames.table(table)[index(guest, level)];
            if ((entry & present) == 0) return std::nullopt;
            if (level == 0 || (entry & large_bit) != 0) {
                const std::uint64_t offset = (1ULL << (12 + 9 * level)) - 1;
                return (entry & address & ~offset) | (guest & offset);
            }
            table = entry & address;
        }
    }

    /// Points pages of 4 KiB at other memory; cached translations are the caller's to drop. False where one
    /// is not mapped so, with the pages before it done.
    [[nodiscard]] static bool redirect(Frames& frames, std::uint64_t root, std::uint64_t guest,
                                       std::uint64_t host, std::uint64_t size) {
        for (std::uint64_t done = 0; done < size; done += page) {
            std::uint64_t table = root;
            for (unsigned level = 3; level > 0; --level) {
                const std::uint64_t entry = frames.table(table)[index(guest + done, level)];
                if ((entry & present) == 0 || (entry & large_bit) != 0) return false;
                table = entry & address;
            }
            std::uint64_t& leaf = frames.table(table)[index(guest + done, 0)];
            if ((leaf & present) == 0) return false;
            leaf = (leaf & ~address) | (host + done);
        }
        return true;
    }

private:
    static constexpr std::uint64_t page = 4096, large_page = 2ULL << 20;
    static constexpr std::uint64_t present = 1;
    static constexpr std::uint64_t all =
        7;  ///< present, writable, user: every guest access is a user's (15.25.5)
    static constexpr std::uint64_t large_bit = 1U << 7;
    static constexpr std::uint64_t address = 0x000F'FFFF'FFFF'F000;

    [[nodiscard]] static constexpr unsigned index(std::uint64_t guest, unsigned level) {
        return static_cast<unsigned>(guest >> (12 + 9 * level)) & 511U;
    }

    [[nodiscard]] static bool map(Frames& frames, std::uint64_t root, std::uint64_t guest, std::uint64_t host,
                                  unsigned leaf_level) {
        std::uint64_t table = root;
        for (unsigned level = 3; level > leaf_level; --level) {
            std::uint64_t& entry = frames.table(table)[index(guest, level)];
            if (entry == 0) {
                const auto frame = frames.allocate();
                if (!frame) return false;
                entry = *frame | all;
            }
            table = entry & address;
        }
        frames.table(table)[index(guest, leaf_level)] = host | all | (leaf_level > 0 ? large_bit : 0);
        return true;
    }
};

}  // namespace vitrine::svm
