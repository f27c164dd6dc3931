#pragma once
// `cost`: how long the way to the guest was, and what it took. In Bochs a tick is an instruction.

#include <cstdint>

#include "kernel/frames.hpp"
#include "kernel/log/log.hpp"

namespace vitrine {

/// Notes times and memory on the way; nothing of it is in the log unless asked for.
class Cost {
public:
    /// Before anything is taken from `frames`.
    void begin(const FrameAllocator& frames) { free_at_first_ = frames.free(); }
    /// A guest is made, and about to be entered for the first time.
    void guest_begins(const FrameAllocator& frames);
    /// It is over.
    void guest_ends(const FrameAllocator& frames);
    /// The `cost` line. Without times when no guest was entered.
    void log(Sink& sink) const;

private:
    void note_frames(const FrameAllocator& frames);

    std::uint64_t free_at_first_ = 0;
    std::uint64_t most_taken_ = 0;  ///< bytes of frames
    std::uint64_t entered_ = 0;     ///< TSC at the first guest's begin; 0: there was none
    std::uint64_t ended_ = 0;       ///< TSC at the last guest's end
};

}  // namespace vitrine
