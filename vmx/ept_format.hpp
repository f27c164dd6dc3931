#pragma once
// Extended page tables: from guest-physical to host-physical. Intel SDM vol. 3C, 29.3.

#include <cstdint>

#include "kernel/page_tables.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// Tables 29-1 to 29-7. The accessed and dirty flags are not turned on in the EPT pointer.
inline constexpr PageFormat ept_format{.valid = 7,
                                       .table = 7,
                                       .leaf = 1U << 0,  // may be read
                                       .writable = 1U << 1,
                                       .executable = 1U << 2,
                                       .cached = 6U << 3,  // write-back
                                       .address_bits = 48};

/// The largest page that the processor takes.
[[nodiscard]] constexpr PageSize largest_page(const EptVpid& capabilities) {
    if (capabilities.pages_1g) return PageSize::gib_1;
    return capabilities.pages_2m ? PageSize::mib_2 : PageSize::kib_4;
}

/// The EPT pointer of a root: write-back, walk length 4, no accessed and dirty flags. 25.6.11.
[[nodiscard]] constexpr std::uint64_t ept_pointer(std::uint64_t root) {
    constexpr std::uint64_t write_back = 6;
    constexpr std::uint64_t walk_length_4 = 3U << 3;
    return root | write_back | walk_length_4;
}

}  // namespace vitrine::vmx
