#pragma once
// The memory that SVM itself uses.

#include <cstdint>
#include <optional>

#include "kernel/frames.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// A zeroed page, as VMCB or host save area: its physical address, which is a pointer too.
[[nodiscard]] std::optional<std::uint64_t> allocate_page(FrameAllocator& frames);

/// The VMCB at such an address.
[[nodiscard]] Vmcb& vmcb_at(std::uint64_t physical);

/// Permission maps of all ones: every port and every MSR exits. 15.10.1, 15.11.
struct PermissionMaps {
    std::uint64_t io = 0, msr = 0;
};
[[nodiscard]] std::optional<PermissionMaps> allocate_permission_maps(FrameAllocator& frames);

/// Maps guest-physical 0 to `size` onto host-physical `base`: the value for nCR3. With `has_a20` gate_a20()
/// works.
[[nodiscard]] std::optional<std::uint64_t> build_npt(FrameAllocator& frames, std::uint64_t base,
                                                     std::uint64_t size, bool has_a20 = false);

/// Opens or closes the gate of address line 20: closed, the second MiB shows the first. The caller drops
/// cached translations. False where the tables weren't built for it, or the memory has less than 2 MiB.
[[nodiscard]] bool gate_a20(std::uint64_t root, std::uint64_t base, bool open);

}  // namespace vitrine::svm
