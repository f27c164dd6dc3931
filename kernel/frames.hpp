#pragma once
// Physical memory: which of it is free, and handing it out. Pure arithmetic on addresses; no memory is
// touched.

#include <array>
#include <cstdint>
#include <span>

#include "kernel/result.hpp"

namespace vitrine {

/// Physical addresses from `start` up to, not including, `end`.
struct Range {
    std::uint64_t start = 0;
    std::uint64_t end = 0;

    [[nodiscard]] constexpr std::uint64_t size() const { return end > start ? end - start : 0; }
    [[nodiscard]] friend constexpr bool operator==(const Range&, const Range&) = default;
};

/// There is no such block.
struct OutOfMemory {
    std::uint64_t wanted = 0;   ///< bytes
    std::uint64_t largest = 0;  ///< bytes of the largest free range
};

/// The memory map has more pieces than are kept.
struct TooManyRanges {};

/// Hands out blocks from the free ranges, each from its range's low end; what was handed out since a mark can
/// be taken back.
class FrameAllocator {
public:
    static constexpr std::size_t capacity = 128;
    static constexpr std::uint64_t page = 4096;

    /// Adds memory that may be used. Only whole pages of it count; what overlaps an earlier range is left
    /// out.
    [[nodiscard]] Result<void, TooManyRanges> add(Range range);

    /// Takes memory away that is in use already. Pages that it touches count as used. Before any allocation.
    [[nodiscard]] Result<void, TooManyRanges> reserve(Range range);

    /// A block of at least `bytes` bytes, a whole number of pages, at a multiple of `alignment` (a power of
    /// two, at least a page): its physical address. Below 4 GiB when one is free there.
    [[nodiscard]] Result<std::uint64_t, OutOfMemory> allocate(std::uint64_t bytes,
                                                              std::uint64_t alignment = page);

    /// The state of the allocator, to go back to.
    struct Mark {
        std::array<std::uint64_t, capacity> starts;
    };
    [[nodiscard]] Mark mark() const;
    /// Takes back everything allocated since.
    void release(const Mark& mark);

    /// Bytes that are free.
    [[nodiscard]] std::uint64_t free() const;
    [[nodiscard]] std::span<const Range> ranges() const { return std::span(ranges_).first(count_); }

private:
    std::array<Range, capacity> ranges_{};  ///< free; allocation moves a range's start up
    std::size_t count_ = 0;
};

}  // namespace vitrine
