#pragma once
// Vitrine's own address space: memory where it is, no page both writable and executable, nothing at address
// 0, a hole below each stack.

#include <cstdint>

#include "kernel/complaint.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// Builds the page tables from `frames` and switches to them. `memory` is all the RAM that lies outside of
/// the kernel's image.
[[nodiscard]] Result<void> build_address_space(FrameAllocator& frames, const FrameAllocator& memory);

/// What a walk of the live page tables found.
struct PagingCensus {
    std::uint64_t pages = 0;
    std::uint64_t writable = 0;
    std::uint64_t executable = 0;
    std::uint64_t writable_executable = 0;
    bool null_mapped = false;
    bool guards_mapped = false;

    [[nodiscard]] bool sound() const {
        return writable_executable == 0 && !null_mapped && !guards_mapped && executable > 0;
    }
};

/// Walks the page tables that the processor uses now.
[[nodiscard]] PagingCensus take_paging_census();

}  // namespace vitrine
