#pragma once
// Virtual processors are numbered on their board.

#include <cstddef>
#include <cstdint>

namespace vitrine::guest {

/// A virtual processor's number on its board, from 0.
using VcpuId = std::uint8_t;

/// The one that a machine begins on, and of those with one processor the only one.
inline constexpr VcpuId boot_vcpu = 0;

/// As many as a board may have.
inline constexpr std::size_t most_vcpus = 8;

}  // namespace vitrine::guest
