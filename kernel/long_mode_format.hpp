#pragma once
// The processor's own page tables in long mode. Intel SDM vol. 3A, 4.5, tables 4-15 to 4-20.

#include "kernel/page_tables.hpp"

namespace vitrine {

/// Of the lower half of the linear addresses. Pages are the supervisor's; none is writable and executable.
inline constexpr PageFormat long_mode_format{.valid = 1U << 0,
                                             .table = 1U << 0 | 1U << 1,
                                             .leaf = 1U << 0,
                                             .writable = 1U << 1,
                                             .no_execute = 1ULL << 63,
                                             .uncached = 1U << 3 | 1U << 4,  // PWT and PCD
                                             .accessed = 1U << 5,
                                             .dirty = 1U << 6,
                                             .global = 1U << 8,
                                             .address_bits = 47,
                                             .write_or_execute = true};

}  // namespace vitrine
