#pragma once
// A guest's memory over the vendor's nested page tables.

#include <optional>
#include <span>

#include "boot/in_frames.hpp"
#include "guest/machine/address_space.hpp"
#include "kernel/frames.hpp"
#include "kernel/table_frames.hpp"

namespace vitrine {

/// The space and the frames of its tables, which stay where they are.
struct GuestSpace {
    TableFrames tables;
    std::optional<guest::AddressSpace> space;
};

/// A space whose ram is `ram` at guest-physical 0; null when there is no memory for it. With `has_a20` its
/// gate of address line 20 never lacks a table. `operation` is the vendor's, which says what its tables look
/// like.
template <class Operation>
[[nodiscard]] guest::AddressSpace* make_guest_space(FrameAllocator& frames, const Operation& operation,
                                                    std::span<std::uint8_t> ram, bool has_a20) {
    auto* const made = make_in_frames<GuestSpace>(frames, TableFrames(&frames));
    if (made == nullptr) return nullptr;
    const auto space = guest::AddressSpace::create(made->tables, operation.nested_page_format(),
                                                   operation.largest_nested_page());
    if (!space) return nullptr;
    guest::AddressSpace& placed = made->space.emplace(*space);
    const guest::Region whole{
        .start = 0, .size = ram.size(), .kind = guest::RegionKind::ram, .bytes = ram.data()};
    if (!placed.add(whole)) return nullptr;
    // The tables that a closed gate needs are kept once they were there.
    if (has_a20 && (!placed.gate_a20(false) || !placed.gate_a20(true))) return nullptr;
    return &placed;
}

}  // namespace vitrine
