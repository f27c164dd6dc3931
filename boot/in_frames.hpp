#pragma once
// Objects too large for the stack, in frames of their own.

#include <memory>
#include <utility>

#include "kernel/frames.hpp"

namespace vitrine {

/// Makes a T in fresh frames; null when there are none. It is never destroyed: the frames go back with those
/// of its guest.
template <class T, class... Arguments>
[[nodiscard]] T* make_in_frames(FrameAllocator& frames, Arguments&&... arguments) {
    const auto base = frames.allocate(sizeof(T));
    if (!base) return nullptr;
    return std::construct_at(reinterpret_cast<T*>(*base), std::forward<Arguments>(arguments)...);
}

}  // namespace vitrine
