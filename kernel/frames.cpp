#include "kernel/frames.hpp"

#include <algorithm>

namespace vitrine {

namespace {

constexpr std::uint64_t page_mask = FrameAllocator::page - 1;

constexpr std::uint64_t up(std::uint64_t value, std::uint64_t alignment) {
    return value > ~std::uint64_t{0} - (alignment - 1) ? ~std::uint64_t{0}
                                                       : (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace

Result<void, TooManyRanges> FrameAllocator::add(Range range) {
    range = {up(range.start, page), range.end & ~page_mask};
    for (std::size_t i = 0; i < count_ && range.size() != 0; ++i) {
        const Range& known = ranges_[i];
        if (range.end <= known.start || range.start >= known.end) continue;
        if (range.start < known.start && range.end > known.end) VITRINE_TRY(add({known.end, range.end}));
        range = range.start < known.start ? Range{range.start, known.start} : Range{known.end, range.end};
    }
    if (range.size() == 0) return {};
    if (count_ == capacity) return fail(TooManyRanges{});
    ranges_[count_++] = range;
    return {};
}

Result<void, TooManyRanges> FrameAllocator::reserve(Range range) {
    range = {range.start & ~page_mask, up(range.end, page)};
    if (range.size() == 0) return {};
    const std::size_t before = count_;
    for (std::size_t i = 0; i < before; ++i) {
        Range& known = ranges_[i];
        if (range.end <= known.start || range.start >= known.end) continue;
        const Range above{range.end, known.end};
        known.end = std::max(known.start, range.start);
        if (above.size() == 0) continue;
        if (known.size() == 0) {
            known = above;
        } else if (count_ == capacity) {
            return fail(TooManyRanges{});
        } else {
            ranges_[count_++] = above;
        }
    }
    return {};
}

Result<std::uint64_t, OutOfMemory> FrameAllocator::allocate(std::uint64_t bytes, std::uint64_t alignment) {
    constexpr std::uint64_t four_gib = 1ULL << 32;
    const std::uint64_t wanted = up(std::max<std::uint64_t>(bytes, 1), page);
    std::uint64_t largest = 0;
    Range* best = nullptr;
    const auto wasted = [&](const Range& range) { return up(range.start, alignment) - range.start; };
    for (Range& range : std::span(ranges_).first(count_)) {
        largest = std::max(largest, range.size());
        const std::uint64_t start = up(range.start, alignment);
        if (start >= range.end || range.end - start < wanted) continue;
        // What alignment skips is lost until the next release, so the range that loses least is best; low
        // memory first.
        const bool low = start + wanted <= four_gib;
        const bool best_low = best != nullptr && up(best->start, alignment) + wanted <= four_gib;
        if (best == nullptr || (low && !best_low) || (low == best_low && wasted(range) < wasted(*best)))
            best = &range;
    }
    if (best == nullptr) return fail(OutOfMemory{bytes, largest});
    const std::uint64_t start = up(best->start, alignment);
    best->start = start + wanted;
    return start;
}

FrameAllocator::Mark FrameAllocator::mark() const {
    Mark mark{};
    for (std::size_t i = 0; i < count_; ++i) mark.starts[i] = ranges_[i].start;
    return mark;
}

void FrameAllocator::release(const Mark& mark) {
    for (std::size_t i = 0; i < count_; ++i) ranges_[i].start = mark.starts[i];
}

std::uint64_t FrameAllocator::free() const {
    std::uint64_t bytes = 0;
    for (const Range& range : ranges()) bytes += range.size();
    return bytes;
}

}  // namespace vitrine
