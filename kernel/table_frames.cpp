#include "kernel/table_frames.hpp"

#include <utility>

namespace vitrine {

std::optional<std::uint64_t> TableFrames::allocate() {
    std::uint64_t frame = released_;
    if (frame != 0) {
        released_ = table(frame).front();
    } else {
        if (frames_ == nullptr) return std::nullopt;
        const auto fresh = frames_->allocate(FrameAllocator::page);
        if (!fresh) return std::nullopt;
        frame = *fresh;
    }
    table(frame).fill(0);
    return frame;
}

void TableFrames::release(std::uint64_t physical) {
    table(physical).front() = std::exchange(released_, physical);
}

}  // namespace vitrine
