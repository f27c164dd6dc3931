#include "svm/regions.hpp"

#include <cstring>

namespace vitrine::svm {

namespace {

constexpr std::uint64_t page = 4096;

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

}  // namespace vitrine::svm
