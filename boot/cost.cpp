#include "boot/cost.hpp"

#include <algorithm>

#include "arch/tsc.hpp"
#include "boot/image.hpp"

namespace vitrine {

extern "C" const std::uint64_t boot_started;  ///< TSC at the kernel's first instructions: boot/entry.asm

void Cost::guest_begins(const FrameAllocator& frames) {
    note_frames(frames);
    if (entered_ == 0) entered_ = arch::read_tsc();
}

void Cost::guest_ends(const FrameAllocator& frames) {
    ended_ = arch::read_tsc();
    note_frames(frames);
}

void Cost::note_frames(const FrameAllocator& frames) {
    most_taken_ = std::max(most_taken_, free_at_first_ - frames.free());
}

void Cost::log(Sink& sink) const {
    Line line(sink, event::cost);
    if (entered_ != 0) {
        line.number(key::boot_ticks, entered_ - boot_started);
        line.number(key::guest_ticks, ended_ - entered_);
    }
    line.number(key::loaded, address_of(loaded_end) - address_of(image_start));
    line.number(key::image, image().size()).number(key::frames, most_taken_);
}

}  // namespace vitrine
