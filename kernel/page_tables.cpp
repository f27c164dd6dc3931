#include "kernel/page_tables.hpp"

#include <algorithm>
#include <utility>

namespace vitrine {

namespace {

constexpr std::uint64_t large_bit = 1U << 7;
constexpr std::uint64_t physical_bits = 0x000F'FFFF'FFFF'F000;
constexpr unsigned root_level = 3;

constexpr std::uint64_t span_of(unsigned level) {
    return 1ULL << (12 + 9 * level);
}

constexpr std::size_t index_of(std::uint64_t address, unsigned level) {
    return static_cast<std::size_t>(address >> (12 + 9 * level) & 511);
}

constexpr bool is_leaf(std::uint64_t entry, unsigned level) {
    return level == 0 || (entry & large_bit) != 0;
}

constexpr std::uint64_t start_of_page(std::uint64_t address, unsigned level) {
    return address & ~(span_of(level) - 1);
}

}  // namespace

Result<PageTables, PageError> PageTables::create(TableMemory& memory, const PageFormat& format,
                                                 PageSize largest) {
    const auto root = memory.allocate();
    if (!root) return fail(PageError::out_of_memory);
    return PageTables(memory, format, *root, std::to_underlying(largest));
}

PageTables PageTables::existing(TableMemory& memory, const PageFormat& format, std::uint64_t root,
                                PageSize largest) {
    return {memory, format, root & physical_bits, std::to_underlying(largest)};
}

Result<void, PageError> PageTables::check(std::uint64_t address, std::uint64_t physical,
                                          std::uint64_t size) const {
    if (((address | physical | size) & (span_of(0) - 1)) != 0) return fail(PageError::misaligned);
    constexpr std::uint64_t physical_end = physical_bits + span_of(0);
    if (size > end() || address > end() - size || physical > physical_end - size)
        return fail(PageError::out_of_range);
    return {};
}

Result<std::uint64_t, PageError> PageTables::bits_of(PageAccess access) const {
    if (format_->write_or_execute && access.writable && access.executable)
        return fail(PageError::writable_and_executable);
    if (access.global && format_->global == 0) return fail(PageError::not_in_format);
    return format_->leaf | (access.writable ? format_->writable : 0) |
           (access.executable ? format_->executable : format_->no_execute) |
           (access.cached ? format_->cached : format_->uncached) | (access.global ? format_->global : 0) |
           (access.marked ? marked_bit : 0);
}

PageAccess PageTables::access_of(std::uint64_t entry) const {
    const std::uint64_t type = format_->cached | format_->uncached;
    const bool executable =
        format_->executable != 0 ? (entry & format_->executable) != 0 : (entry & format_->no_execute) == 0;
    return {.writable = (entry & format_->writable) != 0,
            .executable = executable,
            .cached = (entry & type) == format_->cached,
            .global = (entry & format_->global) != 0,
            .marked = (entry & marked_bit) != 0};
}

// Down to the leaf, to an entry that refers to nothing, or to `stop`.
PageTables::Path PageTables::walk(std::uint64_t address, unsigned stop) const {
    Path path;
    std::uint64_t table = root_;
    for (path.level = root_level;; --path.level) {
        std::uint64_t& entry = memory_->table(table)[index_of(address, path.level)];
        path.entries[path.level] = &entry;
        if (!is_valid(entry) || path.level == stop || is_leaf(entry, path.level)) return path;
        table = entry & physical_bits;
    }
}

std::optional<MappedPage> PageTables::next(std::uint64_t address, std::uint64_t end_address) const {
    end_address = std::min(end_address, end());
    while (address < end_address) {
        const Path path = walk(address);
        const std::uint64_t start = start_of_page(address, path.level), size = span_of(path.level);
        const std::uint64_t entry = path.last();
        if (is_valid(entry)) {
            return MappedPage{.address = start,
                              .size = size,
                              .physical = start_of_page(entry & physical_bits, path.level),
                              .access = access_of(entry),
                              .accessed = (entry & format_->accessed) != 0,
                              .dirty = (entry & format_->dirty) != 0};
        }
        address = start + size;
    }
    return std::nullopt;
}

Result<void, PageError> PageTables::map(std::uint64_t address, std::uint64_t physical, std::uint64_t size,
                                        PageAccess access) {
    VITRINE_TRY(check(address, physical, size));
    const std::uint64_t bits = VITRINE_TRY(bits_of(access));
    if (next(address, address + size)) return fail(PageError::already_mapped);
    for (std::uint64_t done = 0; done < size;) {
        const std::uint64_t from = address + done, to = physical + done;
        unsigned level = largest_;
        while (level > 0 && (((from | to) & (span_of(level) - 1)) != 0 || size - done < span_of(level)))
            --level;
        if (const auto mapped = map_page(from, to | bits | (level > 0 ? large_bit : 0), level); !mapped) {
            if (done != 0) (void)unmap(address, done);
            return mapped;
        }
        done += span_of(level);
    }
    return {};
}

Result<void, PageError> PageTables::map_page(std::uint64_t address, std::uint64_t leaf, unsigned level) {
    for (;;) {
        const Path path = walk(address, level);
        if (path.level == level) {
            // Tables below it may have been left by pages that are gone: they are pruned, so there are none.
            path.last() = leaf;
            return {};
        }
        const auto frame = memory_->allocate();
        if (!frame) {
            prune(path, 0);
            return fail(PageError::out_of_memory);
        }
        path.last() = *frame | format_->table;
    }
}

// Gives back tables that hold nothing, from the one with the way's last entry up, unless a change that goes
// on at `next` will come by them again.
void PageTables::prune(const Path& path, std::uint64_t next) {
    for (unsigned level = path.level; level < root_level; ++level) {
        if (index_of(next, level) != 0) return;
        std::uint64_t& parent = *path.entries[level + 1];
        const std::uint64_t table = parent & physical_bits;
        if (!std::ranges::all_of(memory_->table(table), [](std::uint64_t entry) { return entry == 0; }))
            return;
        memory_->release(table);
        parent = 0;
    }
}

Result<void, PageError> PageTables::split_entry(std::uint64_t& entry, unsigned level) {
    const auto frame = memory_->allocate();
    if (!frame) return fail(PageError::out_of_memory);
    const std::uint64_t leaf = level == 1 ? entry & ~large_bit : entry;
    PageTable& table = memory_->table(*frame);
    for (std::uint64_t index = 0; index < table.size(); ++index)
        table[index] = leaf + index * span_of(level - 1);
    entry = *frame | format_->table;
    return {};
}

// Checks that the range is mapped, and splits pages until none reaches out of it and `multiples`, a distance
// between addresses, is a multiple of each page's size.
Result<void, PageError> PageTables::make_divisible(std::uint64_t address, std::uint64_t size,
                                                   std::uint64_t multiples) {
    const std::uint64_t last = address + size;
    for (std::uint64_t at = address; at < last;) {
        const Path path = walk(at);
        if (!is_valid(path.last())) return fail(PageError::not_mapped);
        at = start_of_page(at, path.level) + span_of(path.level);
    }
    for (std::uint64_t at = address; at < last;) {
        const Path path = walk(at);
        const std::uint64_t start = start_of_page(at, path.level), span = span_of(path.level);
        if (path.level > 0 && (start < address || last - start < span || (multiples & (span - 1)) != 0)) {
            VITRINE_TRY(split_entry(path.last(), path.level));
        } else {
            at = start + span;
        }
    }
    return {};
}

/// Calls `change_entry(entry, address)` for each leaf of a range that make_divisible() has seen.
template <class Change>
void PageTables::change(std::uint64_t address, std::uint64_t size, Change change_entry) {
    for (const std::uint64_t last = address + size; address < last;) {
        const Path path = walk(address);
        change_entry(path.last(), address);
        const std::uint64_t next = address + span_of(path.level);
        if (path.last() == 0) prune(path, next == last ? 0 : next);
        address = next;
    }
}

Result<void, PageError> PageTables::unmap(std::uint64_t address, std::uint64_t size) {
    VITRINE_TRY(check(address, 0, size));
    VITRINE_TRY(make_divisible(address, size, 0));
    change(address, size, [](std::uint64_t& entry, std::uint64_t) { entry = 0; });
    return {};
}

Result<void, PageError> PageTables::protect(std::uint64_t address, std::uint64_t size, PageAccess access) {
    VITRINE_TRY(check(address, 0, size));
    const std::uint64_t bits = VITRINE_TRY(bits_of(access));
    VITRINE_TRY(make_divisible(address, size, 0));
    const std::uint64_t kept = physical_bits | large_bit | format_->accessed | format_->dirty;
    change(address, size,
           [&](std::uint64_t& entry, std::uint64_t) { entry = (entry & (kept & ~marked_bit)) | bits; });
    return {};
}

Result<void, PageError> PageTables::redirect(std::uint64_t address, std::uint64_t physical,
                                             std::uint64_t size) {
    VITRINE_TRY(check(address, physical, size));
    VITRINE_TRY(make_divisible(address, size, physical - address));
    change(address, size, [&](std::uint64_t& entry, std::uint64_t at) {
        entry = (entry & ~physical_bits) | (physical + (at - address));
    });
    return {};
}

Result<void, PageError> PageTables::split(std::uint64_t address, std::uint64_t size) {
    VITRINE_TRY(check(address, 0, size));
    return make_divisible(address, size, span_of(0));
}

Result<void, PageError> PageTables::join(std::uint64_t address, std::uint64_t size) {
    VITRINE_TRY(check(address, 0, size));
    for (unsigned level = 1; level <= largest_; ++level) {
        const std::uint64_t span = span_of(level), last = address + size;
        for (std::uint64_t at = start_of_page(address + span - 1, level); at < last && last - at >= span;
             at += span) {
            const Path path = walk(at, level);
            if (path.level == level && is_valid(path.last()) && !is_leaf(path.last(), level))
                join_entry(path.last(), level);
        }
    }
    return {};
}

void PageTables::join_entry(std::uint64_t& entry, unsigned level) {
    const std::uint64_t frame = entry & physical_bits;
    const PageTable& table = memory_->table(frame);
    const std::uint64_t flags = format_->accessed | format_->dirty;
    const std::uint64_t first = table.front() & ~flags;
    if (!is_valid(first) || !is_leaf(first, level - 1)) return;
    if ((first & physical_bits & (span_of(level) - 1)) != 0) return;
    std::uint64_t seen = 0;
    for (std::uint64_t index = 0; index < table.size(); ++index) {
        if ((table[index] & ~flags) != first + index * span_of(level - 1)) return;
        seen |= table[index] & flags;
    }
    entry = first | seen | large_bit;
    memory_->release(frame);
}

}  // namespace vitrine
