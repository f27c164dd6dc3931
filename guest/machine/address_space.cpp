#include "guest/machine/address_space.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::guest {

namespace {

bool is_memory(RegionKind kind) {
    return kind == RegionKind::ram || kind == RegionKind::rom;
}

}  // namespace

Result<AddressSpace, SpaceError> AddressSpace::create(TableMemory& memory, const PageFormat& format,
                                                      PageSize largest) {
    const auto tables = PageTables::create(memory, format, largest);
    if (!tables) return fail(SpaceError::out_of_memory);
    return AddressSpace(*tables, 1ULL << format.address_bits);
}

Result<void, SpaceError> AddressSpace::check(std::uint64_t address, std::uint64_t size) const {
    if (size == 0 || ((address | size) & (page_size - 1)) != 0) return fail(SpaceError::misaligned);
    if (size > end_ || address > end_ - size) return fail(SpaceError::out_of_range);
    return {};
}

/// The number of the first region that begins above `address`.
std::size_t AddressSpace::first_after(std::uint64_t address) const {
    // By index: the distance of two pointers to regions is a signed division, which an emulator may get wrong
    // (arch/signed_division.hpp).
    std::size_t index = 0;
    while (index < count_ && regions_[index].start <= address) ++index;
    return index;
}

/// The ram or rom region that has a whole range.
const Region* AddressSpace::backing(std::uint64_t target, std::uint64_t size) const {
    const std::size_t after = first_after(target);
    if (after == 0) return nullptr;
    const Region& region = regions_[after - 1];
    const std::uint64_t offset = target - region.start;
    return is_memory(region.kind) && offset < region.size && size <= region.size - offset ? &region : nullptr;
}

Region* AddressSpace::find_alias(std::uint64_t start) {
    for (Region& region : std::span(regions_).first(count_))
        if (region.start == start && region.kind == RegionKind::alias) return &region;
    return nullptr;
}

Result<void, SpaceError> AddressSpace::add(const Region& region) {
    VITRINE_TRY(check(region.start, region.size));
    if (is_memory(region.kind)) {
        const auto host = reinterpret_cast<std::uint64_t>(region.bytes);
        constexpr std::uint64_t physical_end = 1ULL << 52;
        if (host == 0 || host % page_size != 0) return fail(SpaceError::misaligned);
        if (host >= physical_end || region.size > physical_end - host) return fail(SpaceError::out_of_range);
    }
    if (region.kind == RegionKind::alias) {
        VITRINE_TRY(check(region.target, region.size));
        if (backing(region.target, region.size) == nullptr) return fail(SpaceError::bad_alias);
    }
    if (region.kind == RegionKind::ram && !dirty_.empty() && region.end() / page_size > dirty_.size() * 64)
        return fail(SpaceError::short_bitmap);
    if (count_ == most_regions) return fail(SpaceError::too_many);
    const std::size_t place = first_after(region.start);
    if ((place > 0 && regions_[place - 1].end() > region.start) ||
        (place < count_ && regions_[place].start < region.end()))
        return fail(SpaceError::overlap);

    for (std::size_t index = count_++; index > place; --index) regions_[index] = regions_[index - 1];
    regions_[place] = region;
    const auto mapped = refresh_shown(region.start, region.size);
    if (mapped) {
        open_window();
        return {};
    }
    --count_;
    for (std::size_t index = place; index < count_; ++index) regions_[index] = regions_[index + 1];
    (void)refresh_shown(region.start, region.size);
    return mapped;
}

Result<void, SpaceError> AddressSpace::remap(std::uint64_t start, std::uint64_t target) {
    Region* const alias = find_alias(start);
    if (alias == nullptr || target % page_size != 0 || backing(target, alias->size) == nullptr)
        return fail(SpaceError::bad_alias);
    const std::uint64_t before = std::exchange(alias->target, target);
    const std::uint64_t size = alias->size;
    const auto done = refresh_shown(start, size);
    if (done) return {};
    alias->target = before;
    (void)refresh_shown(start, size);
    return done;
}

Result<void, SpaceError> AddressSpace::set_a20(bool open) {
    if (a20_open_ == open) return {};
    a20_open_ = open;
    const auto done = refresh(mebibyte, mebibyte);
    if (done) {
        open_window();
        return {};
    }
    a20_open_ = !open;
    (void)refresh(mebibyte, mebibyte);
    return done;
}

AddressSpace::Place AddressSpace::resolve(std::uint64_t address) const {
    std::uint64_t most = end_ > address ? end_ - address : 0;
    if (!a20_open_ && address < 2 * mebibyte) {
        most = mebibyte - address % mebibyte;
        address %= mebibyte;
    }
    const std::size_t after = first_after(address);
    if (after < count_) most = std::min(most, regions_[after].start - address);
    if (after == 0 || address - regions_[after - 1].start >= regions_[after - 1].size)
        return {.region = nullptr, .offset = 0, .length = most};
    const Region& region = regions_[after - 1];
    const std::uint64_t offset = address - region.start;
    most = std::min(most, region.size - offset);
    if (region.kind != RegionKind::alias) return {.region = &region, .offset = offset, .length = most};
    const Region* const target = backing(region.target, region.size);
    return {.region = target, .offset = region.target - target->start + offset, .length = most};
}

/// What the tables ought to say of `address` and of those pages after it, at most `most` bytes, that are
/// alike.
AddressSpace::Wanted AddressSpace::wanted(std::uint64_t address, std::uint64_t most) const {
    const Place place = resolve(address);
    Wanted wanted{.length = std::min(most, place.length)};
    if (place.region == nullptr || !is_memory(place.region->kind)) return wanted;
    wanted.mapped = true;
    wanted.physical = reinterpret_cast<std::uint64_t>(place.region->bytes) + place.offset;
    wanted.access = {.writable = place.region->kind == RegionKind::ram, .executable = true};
    for (const Protection& protection : std::span(protections_).first(protection_count_)) {
        if (address >= protection.end) continue;
        if (address < protection.start) {
            wanted.length = std::min(wanted.length, protection.start - address);
            continue;
        }
        wanted.length = std::min(wanted.length, protection.end - address);
        wanted.access.writable = wanted.access.writable && protection.writable;
        wanted.access.executable = wanted.access.executable && protection.executable;
    }
    if (!dirty_.empty() && wanted.access.writable) {
        const std::uint64_t ram = place.region->start + place.offset;
        const bool dirty = is_dirty(ram);
        wanted.access.writable = dirty;
        std::uint64_t alike = page_size;
        while (alike < wanted.length && is_dirty(ram + alike) == dirty) alike += page_size;
        wanted.length = std::min(wanted.length, alike);
    }
    return wanted;
}

// Makes the tables say what is wanted of a range. With an error some pages may be left as they were.
Result<void, SpaceError> AddressSpace::refresh(std::uint64_t address, std::uint64_t size) {
    const std::uint64_t last = address + size;
    for (std::uint64_t at = address; at < last;) {
        const Wanted want = wanted(at, last - at);
        if (const auto done = apply(at, want); !done) return fail(SpaceError::out_of_memory);
        at += want.length;
    }
    // What was split is one page again where it can be: a page of 2 MiB, or of 1 GiB when all of it changed.
    constexpr std::uint64_t large = 2 * mebibyte;
    const std::uint64_t from = address & ~(large - 1);
    (void)tables_.join(from, std::min(end_, (last + large - 1) & ~(large - 1)) - from);
    return {};
}

// The same for what has changed in a region: with the gate closed the second MiB shows it too.
Result<void, SpaceError> AddressSpace::refresh_shown(std::uint64_t address, std::uint64_t size) {
    VITRINE_TRY(refresh(address, size));
    return a20_open_ || address >= mebibyte ? Result<void, SpaceError>{} : refresh(mebibyte, mebibyte);
}

Result<void, SpaceError> AddressSpace::refresh_all() {
    for (const Region& region : regions()) VITRINE_TRY(refresh_shown(region.start, region.size));
    return {};
}

Result<void, PageError> AddressSpace::apply(std::uint64_t address, const Wanted& want) {
    const std::uint64_t last = address + want.length;
    const std::uint64_t distance = want.physical - address;
    for (std::uint64_t at = address; at < last;) {
        const auto page = tables_.next(at, last);
        const std::uint64_t hole_end = page ? std::max(at, page->address) : last;
        if (hole_end > at) {
            if (want.mapped) VITRINE_TRY(tables_.map(at, at + distance, hole_end - at, want.access));
            at = hole_end;
            continue;
        }
        const std::uint64_t size = std::min(last, page->address + page->size) - at;
        if (!want.mapped) {
            VITRINE_TRY(tables_.unmap(at, size));
            ++nested_.generation;
        } else {
            if (page->physical + (at - page->address) != at + distance) {
                VITRINE_TRY(tables_.redirect(at, at + distance, size));
                ++nested_.generation;
            }
            if (page->access != want.access) {
                VITRINE_TRY(tables_.protect(at, size, want.access));
                ++nested_.generation;
            }
        }
        at += size;
    }
    return {};
}

Result<void, SpaceError> AddressSpace::protect(std::uint64_t address, std::uint64_t size, bool writable,
                                               bool executable) {
    VITRINE_TRY(check(address, size));
    if (protection_count_ == most_protections) return fail(SpaceError::too_many);
    protections_[protection_count_++] = {address, address + size, writable, executable};
    const auto done = refresh(address, size);
    if (done) return {};
    --protection_count_;
    (void)refresh(address, size);
    return done;
}

Result<void, SpaceError> AddressSpace::unprotect(std::uint64_t address, std::uint64_t size) {
    VITRINE_TRY(check(address, size));
    const auto before = protections_;
    const std::size_t before_count = protection_count_;
    const std::uint64_t last = address + size;
    std::size_t count = 0;
    for (const Protection& old : std::span(before).first(before_count)) {
        for (const auto& [start, end] : {std::pair{old.start, std::min(old.end, address)},
                                         std::pair{std::max(old.start, last), old.end}}) {
            if (start >= end) continue;
            if (count == most_protections) {
                protections_ = before;
                return fail(SpaceError::too_many);
            }
            protections_[count++] = {start, end, old.writable, old.executable};
        }
    }
    protection_count_ = count;
    const auto done = refresh(address, size);
    if (done) return {};
    protections_ = before;
    protection_count_ = before_count;
    (void)refresh(address, size);
    return done;
}

Result<void, SpaceError> AddressSpace::start_dirty(std::span<std::uint64_t> bitmap) {
    for (const Region& region : regions()) {
        if (region.kind == RegionKind::ram && region.end() / page_size > bitmap.size() * 64)
            return fail(SpaceError::short_bitmap);
    }
    const auto before = std::exchange(dirty_, bitmap);
    const auto done = begin_dirty();
    if (done) {
        open_window();
        return {};
    }
    dirty_ = before;
    for (const Region& region : regions()) (void)refresh_shown(region.start, region.size);
    return done;
}

Result<void, SpaceError> AddressSpace::stop_dirty() {
    const auto before = std::exchange(dirty_, {});
    const auto done = refresh_all();
    if (done) {
        open_window();
        return {};
    }
    dirty_ = before;
    for (const Region& region : regions()) (void)refresh_shown(region.start, region.size);
    return done;
}

Result<void, SpaceError> AddressSpace::begin_dirty() {
    std::ranges::fill(dirty_, 0);
    return refresh_all();
}

Result<bool, SpaceError> AddressSpace::wrote(std::uint64_t address) {
    if (dirty_.empty() || address >= end_) return false;
    const std::uint64_t page = address & ~(page_size - 1);
    const Place place = resolve(page);
    if (place.region == nullptr || place.region->kind != RegionKind::ram) return false;
    const std::uint64_t ram = place.region->start + place.offset;
    const bool was_dirty = is_dirty(ram);
    mark_dirty(place, page_size);
    if (wanted(page, page_size).access.writable) {
        VITRINE_TRY(refresh(page, page_size));
        return true;
    }
    if (!was_dirty) dirty_[ram / page_size / 64] &= ~(1ULL << (ram / page_size % 64));
    return false;
}

}  // namespace vitrine::guest
