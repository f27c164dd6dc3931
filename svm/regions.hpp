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

}  // namespace vitrine::svm
