#include "svm/regions.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/table_frames.hpp"
#include "svm/npt_format.hpp"

namespace vitrine::svm {

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t mebibyte = 1ULL << 20;

std::optional<std::uint64_t> allocate_filled(FrameAllocator& frames, std::uint64_t bytes, int value) {
    const auto address = frames.allocate(bytes, page);
    if (!address) return std::nullopt;
    std::memset(reinterpret_cast<void*>(*address), value, bytes);
    return *address;
}

}  // namespace

std::optional<std::uint64_t> allocate_page(FrameAllocator& frames) {
    return allocate_filled(frames, page, 0);
}

Vmcb& vmcb_at(std::uint64_t physical) {
    return *reinterpret_cast<Vmcb*>(physical);
}

std::optional<PermissionMaps> allocate_permission_maps(FrameAllocator& frames) {
    constexpr int exit_on_all = 0xFF;
    const auto io = allocate_filled(frames, 3 * page, exit_on_all);
    const auto msr = allocate_filled(frames, 2 * page, exit_on_all);
    if (!io || !msr) return std::nullopt;
    return PermissionMaps{.io = *io, .msr = *msr};
}

std::optional<std::uint64_t> build_npt(FrameAllocator& frames, std::uint64_t base, std::uint64_t size,
                                       bool has_a20) {
    TableFrames source(&frames);
    auto tables = PageTables::create(source, npt_format, PageSize::mib_2);
    if (!tables || !tables->map(0, base, size, page_all)) return std::nullopt;
    if (has_a20 && !tables->split(0, std::min(size, 2 * mebibyte))) return std::nullopt;
    return tables->root();
}

bool gate_a20(std::uint64_t root, std::uint64_t base, bool open) {
    TableFrames source;
    return PageTables::existing(source, npt_format, root)
        .redirect(mebibyte, open ? base + mebibyte : base, mebibyte)
        .has_value();
}

}  // namespace vitrine::svm
