#pragma once
// The memory that VMX itself uses: VMXON and VMCS regions, bitmaps, the EPT.

#include <cstdint>
#include <optional>

#include "kernel/frames.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// A zeroed VMXON or VMCS region with the revision identifier in its first word (25.2): its physical address.
[[nodiscard]] std::optional<std::uint64_t> allocate_region(FrameAllocator& frames, std::uint32_t revision);

/// Physical addresses of the bitmaps that say which ports and MSRs exit.
struct ExitBitmaps {
    std::uint64_t io_a = 0, io_b = 0, msr = 0;
};

/// Bitmaps of all ones: every port and every MSR exits. 25.6.4, 25.6.9.
[[nodiscard]] std::optional<ExitBitmaps> allocate_exit_bitmaps(FrameAllocator& frames);

/// Maps guest-physical 0 to `size` onto host-physical `base` and returns the EPT pointer. Nothing else can be
/// reached. With `has_a20` gate_a20() works.
[[nodiscard]] std::optional<std::uint64_t> build_ept(FrameAllocator& frames, const EptVpid& capabilities,
                                                     std::uint64_t base, std::uint64_t size,
                                                     bool has_a20 = false);

/// Opens or closes the gate of address line 20: closed, the second MiB shows the first. The caller drops
/// cached translations. False where the EPT wasn't built for it; memory of less than 2 MiB has no such gate.
[[nodiscard]] bool gate_a20(std::uint64_t pointer, std::uint64_t base, bool open);

}  // namespace vitrine::vmx
