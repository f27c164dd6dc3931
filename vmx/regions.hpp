#pragma once
// The memory that VMX itself uses: VMXON and VMCS regions, bitmaps.

#include <cstdint>
#include <optional>

#include "kernel/frames.hpp"

namespace vitrine::vmx {

/// A zeroed VMXON or VMCS region with the revision identifier in its first word (25.2): its physical address.
[[nodiscard]] std::optional<std::uint64_t> allocate_region(FrameAllocator& frames, std::uint32_t revision);

/// Physical addresses of the bitmaps that say which ports and MSRs exit.
struct ExitBitmaps {
    std::uint64_t io_a = 0, io_b = 0, msr = 0;
};

/// Bitmaps of all ones: every port and every MSR exits. 25.6.4, 25.6.9.
[[nodiscard]] std::optional<ExitBitmaps> allocate_exit_bitmaps(FrameAllocator& frames);

}  // namespace vitrine::vmx
