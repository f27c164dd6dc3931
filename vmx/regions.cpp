#include "vmx/regions.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/table_frames.hpp"
#include "vmx/ept_format.hpp"

namespace vitrine::vmx {

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t mebibyte = 1ULL << 20;

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

std::optional<std::uint64_t> build_ept(FrameAllocator& frames, const EptVpid& capabilities,
                                       std::uint64_t base, std::uint64_t size, bool has_a20) {
    TableFrames source(&frames);
    auto tables = PageTables::create(source, ept_format, largest_page(capabilities));
    if (!tables || !tables->map(0, base, size, page_all)) return std::nullopt;
    if (has_a20 && !tables->split(0, std::min(size, 2 * mebibyte))) return std::nullopt;
    return ept_pointer(tables->root());
}

bool gate_a20(std::uint64_t pointer, std::uint64_t base, bool open) {
    TableFrames source;
    return PageTables::existing(source, ept_format, pointer)
        .redirect(mebibyte, open ? base + mebibyte : base, mebibyte)
        .has_value();
}

}  // namespace vitrine::vmx
