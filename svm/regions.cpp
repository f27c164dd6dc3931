#include "svm/regions.hpp"

#include <cstring>

#include "svm/npt.hpp"

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

struct NptFrames {
    FrameAllocator* frames;

    [[nodiscard]] std::optional<std::uint64_t> allocate() const { return allocate_filled(*frames, page, 0); }
    [[nodiscard]] NestedTable& table(std::uint64_t physical) const {
        return *reinterpret_cast<NestedTable*>(physical);
    }
};

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
    NptFrames source{&frames};
    return Npt<NptFrames>::build(source, base, size, has_a20 ? 2 * mebibyte : 0);
}

bool gate_a20(std::uint64_t root, std::uint64_t base, bool open) {
    NptFrames source{nullptr};
    return Npt<NptFrames>::redirect(source, root, mebibyte, open ? base + mebibyte : base, mebibyte);
}

}  // namespace vitrine::svm
