#pragma once
// The bytes of the guest's instruction.

#include <array>
#include <span>

#include "guest/cpu/decoder.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/machine/emulate/linear.hpp"
#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest {

/// Up to `buffer.size()` bytes at CS:RIP, as many as can be read, through the guest's own page tables.
[[nodiscard]] inline std::span<const std::uint8_t> fetch(VirtualCpu& cpu, const Memory& memory,
                                                         std::span<std::uint8_t> buffer) {
    const std::uint64_t rip = cpu.read(Register::rip);
    const auto whole =
        linear_address(cpu, SegmentName::cs, rip, static_cast<std::uint32_t>(buffer.size()), false);
    if (whole && read_linear(cpu, memory, *whole, buffer)) return buffer;
    // Near the end of a segment, a page or the memory: as far as it goes.
    std::size_t count = 0;
    for (; count < buffer.size(); ++count) {
        const auto linear = linear_address(cpu, SegmentName::cs, rip + count, 1, false);
        if (!linear || !read_linear(cpu, memory, *linear, buffer.subspan(count, 1))) break;
    }
    return buffer.first(count);
}

}  // namespace vitrine::guest
