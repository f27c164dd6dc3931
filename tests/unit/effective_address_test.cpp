#include "guest/cpu/effective_address.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace vitrine::guest {
namespace {

class EffectiveAddress : public testing::Test {
protected:
    EffectiveAddress() {
        for (unsigned number = 0; number < gpr_count; ++number)
            gpr[static_cast<Gpr>(number)] = 0x1000U * (number + 1);
    }

    /// The operand of LMSW with these prefixes, and this ModRM with what follows it.
    MemoryOperand of(std::vector<std::uint8_t> operand, std::uint8_t code_size,
                     std::vector<std::uint8_t> prefixes = {}) {
        prefixes.insert(prefixes.end(), {0x0F, 0x01});
        prefixes.insert(prefixes.end(), operand.begin(), operand.end());
        const auto found = decode(prefixes, code_size);
        EXPECT_TRUE(found && found->length == prefixes.size());
        return found ? effective_address(*found, gpr, next_rip) : MemoryOperand{};
    }

    Registers gpr;
    std::uint64_t next_rip = 0x1'0000'0000;
};

constexpr std::uint64_t ax = 0x1000, cx = 0x2000, bx = 0x4000, sp = 0x5000, bp = 0x6000, si = 0x7000,
                        di = 0x8000, r8 = 0x9000, r9 = 0xA000, r12 = 0xD000, r13 = 0xE000;

void expect(const MemoryOperand& operand, SegmentName segment, std::uint64_t offset) {
    EXPECT_EQ(operand.segment, segment);
    EXPECT_EQ(operand.offset, offset);
}

TEST_F(EffectiveAddress, Of16Bits) {
    expect(of({0x30}, 2), SegmentName::ds, bx + si);
    expect(of({0x31}, 2), SegmentName::ds, bx + di);
    expect(of({0x32}, 2), SegmentName::ss, bp + si);
    expect(of({0x33}, 2), SegmentName::ss, bp + di);
    expect(of({0x34}, 2), SegmentName::ds, si);
    expect(of({0x35}, 2), SegmentName::ds, di);
    expect(of({0x36, 0x34, 0x92}, 2), SegmentName::ds, 0x9234);
    expect(of({0x37}, 2), SegmentName::ds, bx);
    expect(of({0x76, 0xFE}, 2), SegmentName::ss, bp - 2);
    expect(of({0xB7, 0x00, 0x80}, 2), SegmentName::ds, bx + 0x8000);
}

TEST_F(EffectiveAddress, WrapsAtItsSize) {
    expect(of({0xB4, 0x00, 0xF0}, 2), SegmentName::ds, 0x6000);
    gpr[Gpr::rbx] = 0xFFFF'FFFF'FFFF'FFFF;
    expect(of({0x77, 2}, 2), SegmentName::ds, 1);
    expect(of({0x73, 2}, 4), SegmentName::ds, 1);
    expect(of({0x73, 1}, 8), SegmentName::ds, 0);
    expect(of({0x73, 0}, 8, {0x67}), SegmentName::ds, 0xFFFF'FFFF);
}

TEST_F(EffectiveAddress, Of32Bits) {
    expect(of({0x30}, 4), SegmentName::ds, ax);
    expect(of({0x35, 4, 3, 2, 0x81}, 4), SegmentName::ds, 0x8102'0304);
    expect(of({0x75, 0x80}, 4), SegmentName::ss, bp - 0x80);
    expect(of({0xB1, 0, 0, 1, 0}, 4), SegmentName::ds, cx + 0x1'0000);
    expect(of({0x30}, 2, {0x67}), SegmentName::ds, ax);
    expect(of({0x30}, 4, {0x67}), SegmentName::ds, bx + si);
}

TEST_F(EffectiveAddress, OfSib) {
    expect(of({0x34, 0x24}, 4), SegmentName::ss, sp);
    expect(of({0x34, 0x88}, 4), SegmentName::ds, ax + cx * 4);
    expect(of({0x34, 0x45, 0, 0, 2, 0}, 4), SegmentName::ds, ax * 2 + 0x2'0000);  // no base
    expect(of({0x74, 0x45, 8}, 4), SegmentName::ss, bp + ax * 2 + 8);
    expect(of({0x34, 0x25, 4, 3, 2, 1}, 4), SegmentName::ds, 0x0102'0304);  // neither
    expect(of({0x74, 0xE7, 1}, 4), SegmentName::ds, di + 1);                // no index, whatever its scale
}

TEST_F(EffectiveAddress, Of64Bits) {
    expect(of({0x35, 0xF0, 0xFF, 0xFF, 0xFF}, 8), SegmentName::ds, next_rip - 0x10);
    next_rip += 0x20;
    expect(of({0x35, 0xF0, 0xFF, 0xFF, 0xFF}, 8, {0x67}), SegmentName::ds, 0x10);
    expect(of({0x35, 0, 0, 0, 0}, 8, {0x41}), SegmentName::ds, next_rip);  // REX.B doesn't make it R13
    expect(of({0x30}, 8, {0x41}), SegmentName::ds, r8);
    expect(of({0x75, 1}, 8, {0x41}), SegmentName::ds, r13 + 1);
    expect(of({0x34, 0x24}, 8, {0x41}), SegmentName::ds, r12);
    expect(of({0x34, 0x20}, 8, {0x42}), SegmentName::ds, ax + r12);
    expect(of({0x34, 0xC9}, 8, {0x43}), SegmentName::ds, r9 + r9 * 8);
    expect(of({0x34, 0x25, 0, 0, 0, 0x80}, 8), SegmentName::ds, 0xFFFF'FFFF'8000'0000);
}

TEST_F(EffectiveAddress, SegmentPrefixes) {
    expect(of({0x36, 0, 0}, 2, {0x2E}), SegmentName::cs, 0);
    expect(of({0x76, 0}, 2, {0x3E}), SegmentName::ds, bp);
    expect(of({0x30}, 4, {0x64}), SegmentName::fs, ax);
    expect(of({0x30}, 8, {0x65}), SegmentName::gs, ax);
    expect(of({0x30}, 8, {0x65, 0x36}), SegmentName::gs, ax);  // SS counts for nothing there
    expect(of({0x34, 0x24}, 8, {0x26}), SegmentName::ss, sp);
}

}  // namespace
}  // namespace vitrine::guest
