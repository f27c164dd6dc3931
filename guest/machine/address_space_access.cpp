// How Vitrine itself reaches the guest's physical memory.

#include <algorithm>
#include <cstring>

#include "guest/machine/address_space.hpp"

namespace vitrine::guest {

void AddressSpace::mark_dirty(const Place& place, std::uint64_t length) const {
    if (dirty_.empty() || length == 0 || place.region->kind != RegionKind::ram) return;
    const std::uint64_t first = (place.region->start + place.offset) / page_size;
    const std::uint64_t last = (place.region->start + place.offset + length - 1) / page_size;
    for (std::uint64_t page = first; page <= last; ++page) dirty_[page / 64] |= 1ULL << (page % 64);
}

/// Calls `use(place, part's length, part's offset)` for the parts of an access, each within one region;
/// nothing of it where one is refused.
template <class Use>
Result<void, Refused> AddressSpace::each_part(std::uint64_t address, std::uint64_t length, bool write,
                                              bool load, Use use) const {
    if (address > end_ || length > end_ - address) return fail(Refused::hole);
    for (const bool checking : {true, false}) {
        for (std::uint64_t done = 0; done < length;) {
            const Place place = resolve(address + done);
            if (place.region == nullptr || place.region->kind == RegionKind::none) return fail(Refused::hole);
            if (place.region->kind == RegionKind::device) return fail(Refused::device);
            if (write && !load && place.region->kind == RegionKind::rom) return fail(Refused::rom);
            const std::uint64_t part = std::min(length - done, place.length);
            if (!checking) use(place, part, done);
            done += part;
        }
    }
    return {};
}

Result<std::span<const std::uint8_t>, Refused> AddressSpace::for_reading(std::uint64_t address,
                                                                         std::uint64_t length) const {
    std::span<const std::uint8_t> found;
    VITRINE_TRY(
        each_part(address, length, false, false, [&](const Place& place, std::uint64_t part, std::uint64_t) {
            if (part == length) found = {place.region->bytes + place.offset, length};
        }));
    if (found.size() != length) return fail(Refused::hole);
    return found;
}

Result<std::span<std::uint8_t>, Refused> AddressSpace::for_writing(std::uint64_t address,
                                                                   std::uint64_t length) const {
    std::span<std::uint8_t> found;
    VITRINE_TRY(
        each_part(address, length, true, false, [&](const Place& place, std::uint64_t part, std::uint64_t) {
            if (part != length) return;
            found = {place.region->bytes + place.offset, length};
            mark_dirty(place, length);
        }));
    if (found.size() != length) return fail(Refused::hole);
    return found;
}

Result<void, Refused> AddressSpace::read(std::uint64_t address, std::span<std::uint8_t> bytes) const {
    return each_part(address, bytes.size(), false, false,
                     [&](const Place& place, std::uint64_t part, std::uint64_t done) {
                         std::memcpy(&bytes[done], place.region->bytes + place.offset, part);
                     });
}

Result<void, Refused> AddressSpace::store(std::uint64_t address, std::span<const std::uint8_t> bytes,
                                          bool load) const {
    return each_part(address, bytes.size(), true, load,
                     [&](const Place& place, std::uint64_t part, std::uint64_t done) {
                         std::memcpy(place.region->bytes + place.offset, &bytes[done], part);
                         mark_dirty(place, part);
                     });
}

std::size_t AddressSpace::peek(std::uint64_t address, std::span<std::uint8_t> bytes) const {
    std::size_t done = 0;
    while (done < bytes.size() && address < end_ - done) {
        const Place place = resolve(address + done);
        if (place.region == nullptr ||
            (place.region->kind != RegionKind::ram && place.region->kind != RegionKind::rom))
            break;
        const std::uint64_t part = std::min<std::uint64_t>(bytes.size() - done, place.length);
        std::memcpy(&bytes[done], place.region->bytes + place.offset, part);
        done += part;
    }
    return done;
}

std::optional<std::span<std::uint8_t>> AddressSpace::at_beyond(std::uint64_t address,
                                                               std::uint64_t length) const {
    const auto found = for_writing(address, length);
    if (!found) return std::nullopt;
    return *found;
}

bool AddressSpace::read_beyond(std::uint64_t address, std::span<std::uint8_t> target) const {
    return read(address, target).has_value();
}

bool AddressSpace::write_beyond(std::uint64_t address, std::span<const std::uint8_t> source) const {
    return write(address, source).has_value();
}

// The ram at 0 as far as an address is the place in it. Where writes are kept, each is to be seen.
void AddressSpace::open_window() {
    const bool has_ram = count_ > 0 && regions_[0].start == 0 && regions_[0].kind == RegionKind::ram;
    ram_ = has_ram ? std::span(regions_[0].bytes, regions_[0].size) : std::span<std::uint8_t>{};
    window_ = !dirty_.empty() ? 0 : a20_open_ ? ram_.size() : std::min<std::uint64_t>(ram_.size(), mebibyte);
}

}  // namespace vitrine::guest
