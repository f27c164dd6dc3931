#include "guest/machine/emulate/linear.hpp"

#include "guest/cpu/mode.hpp"

namespace vitrine::guest {

namespace {

/// Type bits of a descriptor. Intel SDM vol. 3A, table 3-1.
bool type_allows(const Segment& segment, bool write) {
    constexpr std::uint8_t readable_or_writable = 2;
    const bool flag = (segment.type() & readable_or_writable) != 0;
    return segment.is_code() ? flag && !write : flag || !write;
}

bool within_limit(const Segment& segment, std::uint64_t offset, std::uint64_t last) {
    constexpr std::uint8_t expand_down = 4;
    if (last < offset) return false;
    if (segment.is_code() || (segment.type() & expand_down) == 0) return last <= segment.limit;
    const std::uint64_t top = segment.big() ? 0xFFFF'FFFF : 0xFFFF;
    return offset > segment.limit && last <= top;
}

}  // namespace

Result<std::uint64_t, action::Inject> linear_address(VirtualCpu& cpu, SegmentName name, std::uint64_t offset,
                                                     std::uint32_t size, bool write) {
    return linear_address(cpu.segment(name), in_64bit_mode(cpu), name, offset, size, write);
}

Result<std::uint64_t, action::Inject> linear_address(const Segment& segment, bool long_mode, SegmentName name,
                                                     std::uint64_t offset, std::uint32_t size, bool write) {
    const action::Inject fault = name == SegmentName::ss ? inject_ss() : inject_gp();
    const std::uint64_t last = offset + size - 1;
    if (long_mode) {
        const bool has_base = name == SegmentName::fs || name == SegmentName::gs;
        const std::uint64_t base = has_base ? segment.base : 0;
        if (last < offset || !is_canonical(base + offset) || !is_canonical(base + last)) return fail(fault);
        return base + offset;
    }
    if (segment.unusable() || !type_allows(segment, write) || !within_limit(segment, offset, last)) {
        return fail(fault);
    }
    return (segment.base + offset) & 0xFFFF'FFFF;
}

}  // namespace vitrine::guest
