#include "vmx/regions.hpp"

#include <cstring>

namespace vitrine::vmx {

namespace {

constexpr std::uint64_t page = 4096;

/// Vitrine's own page tables map memory where it is: a physical address is a pointer.
template <class T>
T& at(std::uint64_t physical) {
    return *reinterpret_cast<T*>(physical);
}

std::optional<std::uint64_t> allocate_filled(FrameAllocator& frames, std::uint64_t bytes, int value) {
    const auto address = frames.allocate(bytes, page);
    if (!address) return std::nullopt;
    std::memset(&at<std::uint8_t>(*address), value, bytes);
    return *address;
}

}  // namespace

std::optional<std::uint64_t> allocate_region(FrameAllocator& frames, std::uint32_t revision) {
    const auto region = allocate_filled(frames, page, 0);
    if (region) at<std::uint32_t>(*region) = revision;
    return region;
}

std::optional<ExitBitmaps> allocate_exit_bitmaps(FrameAllocator& frames) {
    constexpr int exit_on_all = 0xFF;
    const auto io_a = allocate_filled(frames, page, exit_on_all);
    const auto io_b = allocate_filled(frames, page, exit_on_all);
    const auto msr = allocate_filled(frames, page, exit_on_all);
    if (!io_a || !io_b || !msr) return std::nullopt;
    return ExitBitmaps{.io_a = *io_a, .io_b = *io_b, .msr = *msr};
}

}  // namespace vitrine::vmx
