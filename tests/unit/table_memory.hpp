#pragma once
// Page tables in ordinary memory, at made-up addresses; and a walk of them that knows no PageTables.

#include <functional>
#include <map>
#include <memory>

#include "kernel/page_tables.hpp"

namespace vitrine {

/// At most `limit` tables at a time.
struct FakeTables final : TableMemory {
    explicit FakeTables(std::size_t its_limit = 10'000) : limit(its_limit) {}

    std::optional<std::uint64_t> allocate() override {
        if (tables.size() >= limit) return std::nullopt;
        next += 0x1000;
        tables[next] = std::make_unique<PageTable>();
        return next;
    }
    void release(std::uint64_t physical) override {
        if (tables.erase(physical) == 0) std::abort();
    }
    PageTable& table(std::uint64_t physical) override { return *tables.at(physical); }

    std::size_t limit;
    std::uint64_t next = 0x1'0000'0000;
    std::map<std::uint64_t, std::unique_ptr<PageTable>> tables;
};

/// Calls `found(address, size, entry)` for each leaf below `table`; false where there is an empty table,
/// which ought to have been given back.
inline bool walk_leaves(FakeTables& memory, const PageFormat& format, std::uint64_t table,
                        const std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)>& found,
                        unsigned level = 3, std::uint64_t base = 0) {
    bool good = true;
    bool empty = true;
    for (std::uint64_t index = 0; index < 512; ++index) {
        const std::uint64_t entry = memory.table(table)[index];
        const std::uint64_t size = 1ULL << (12 + 9 * level);
        if ((entry & format.valid) == 0) {
            good = good && entry == 0;
            continue;
        }
        empty = false;
        if (level == 0 || (level < 3 && (entry & 0x80) != 0)) {
            found(base + index * size, size, entry);
        } else {
            good = walk_leaves(memory, format, entry & 0x000F'FFFF'FFFF'F000, found, level - 1,
                               base + index * size) &&
                   good;
        }
    }
    return good && (level == 3 || !empty);
}

}  // namespace vitrine
