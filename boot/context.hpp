#pragma once
// What the composition root hands to those who run guests.

#include "boot/cost.hpp"
#include "boot/multiboot2.hpp"
#include "boot/options.hpp"
#include "kernel/frames.hpp"
#include "kernel/log/log.hpp"

namespace vitrine {

struct Context {
    Sink& log;
    const Options& options;
    const BootInformation& boot;
    FrameAllocator& frames;
    Cost& cost;
    bool keeps_disks;  ///< a later run of the boot reads their images too
};

}  // namespace vitrine
