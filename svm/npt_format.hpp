#pragma once
// Nested page tables: from guest-physical to host-physical, in the format of ordinary paging. APM volume 2,
// 15.25.

#include "kernel/page_tables.hpp"

namespace vitrine::svm {

/// Every guest access is a user's (15.25.5). The processor sets the accessed and dirty flags.
inline constexpr PageFormat npt_format{.valid = 1U << 0,
                                       .table = 7,                 // present, writable, user
                                       .leaf = 1U << 0 | 1U << 2,  // present, user
                                       .writable = 1U << 1,
                                       .no_execute = 1ULL << 63,
                                       .uncached = 1U << 3 | 1U << 4,  // PWT and PCD
                                       .accessed = 1U << 5,
                                       .dirty = 1U << 6,
                                       .address_bits = 48};

}  // namespace vitrine::svm
