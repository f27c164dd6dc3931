#include "guest/machine/emulate/translate.hpp"

#include <gtest/gtest.h>

#include "fake_cpu.hpp"
#include "guest/machine/emulate/linear.hpp"

namespace vitrine::guest {
namespace {

class Translate : public testing::Test {
protected:
    template <class T>
    void poke(std::uint64_t address, T value) {
        ASSERT_TRUE(own.memory.write<T>(address, value));
    }
    /// The error code of the page fault, or nothing when it's translated.
    std::optional<std::uint32_t> fault(std::uint64_t linear, bool write) {
        const auto result = translate(cpu, own.memory, linear, write);
        if (result) return std::nullopt;
        const exit::Exception raised = result.error().injected();
        EXPECT_EQ(raised.vector, vector::pf);
        EXPECT_EQ(raised.address, linear);
        return raised.error_code;
    }
    void use_32bit_paging(std::uint8_t dpl = 0) {
        cpu.enter_protected_mode(dpl);
        cpu.registers[Register::cr0] |= cr0::pg;
        cpu.registers[Register::cr3] = 0x1000;
        poke<std::uint32_t>(0x1000, 0x2007);
        poke<std::uint32_t>(0x2000 + 5 * 4, 0x9007);
    }
    void use_4level_paging(std::uint8_t dpl = 0) {
        cpu.enter_long_mode(dpl);
        cpu.registers[Register::cr3] = 0x1000;
        poke<std::uint64_t>(0x1000, 0x2007);
        poke<std::uint64_t>(0x2000, 0x3007);
        poke<std::uint64_t>(0x3000, 0x4007);
        poke<std::uint64_t>(0x4000 + 5 * 8, 0x9007);
    }

    FakeCpu cpu;
    OwnMemory own{1U << 20};
};

TEST_F(Translate, WithoutPagingLinearIsPhysical) {
    EXPECT_EQ(translate(cpu, own.memory, 0x1'2345'6789, true), 0x2345'6789U);
}

TEST_F(Translate, Paging32) {
    use_32bit_paging();
    EXPECT_EQ(translate(cpu, own.memory, 0x5123, false), 0x9123U);
    EXPECT_EQ(own.memory.read<std::uint32_t>(0x1000), 0x2027U);          // accessed
    EXPECT_EQ(own.memory.read<std::uint32_t>(0x2000 + 5 * 4), 0x9027U);  // not dirty
    EXPECT_EQ(translate(cpu, own.memory, 0x5123, true), 0x9123U);
    EXPECT_EQ(own.memory.read<std::uint32_t>(0x2000 + 5 * 4), 0x9067U);
    EXPECT_EQ(fault(0x6000, false), 0U);
    EXPECT_EQ(fault(0x6000, true), 2U);
    EXPECT_EQ(fault(0x40'0000, true), 2U);
}

TEST_F(Translate, LargePagesOf32BitPaging) {
    use_32bit_paging();
    poke<std::uint32_t>(0x1000 + 4, 0x0040'2087 | 1U << 13);  // PSE-36: address bit 32
    cpu.registers[Register::cr4] |= cr4::pse;
    EXPECT_EQ(translate(cpu, own.memory, 0x41'2345, false), 0x1'0041'2345U);
    poke<std::uint32_t>(0x1000 + 8, 0x0020'0087);
    EXPECT_EQ(fault(0x80'0000, false), 9U);  // a reserved bit
}

TEST_F(Translate, WithoutPseALargePageIsATable) {
    use_32bit_paging();
    poke<std::uint32_t>(0x1000 + 4, 0x3087);
    poke<std::uint32_t>(0x3000, 0xA007);
    EXPECT_EQ(translate(cpu, own.memory, 0x40'0123, false), 0xA123U);
}

TEST_F(Translate, ReadOnlyAndUserPages) {
    use_32bit_paging();
    poke<std::uint32_t>(0x2000 + 5 * 4, 0x9001);
    EXPECT_EQ(fault(0x5000, true), std::nullopt);  // CR0.WP is off: the supervisor may
    cpu.registers[Register::cr0] |= cr0::wp;
    EXPECT_EQ(fault(0x5000, true), 3U);
    use_32bit_paging(3);
    poke<std::uint32_t>(0x2000 + 5 * 4, 0x9005);
    EXPECT_EQ(fault(0x5000, false), std::nullopt);
    EXPECT_EQ(fault(0x5000, true), 7U);
    poke<std::uint32_t>(0x2000 + 5 * 4, 0x9003);
    EXPECT_EQ(fault(0x5000, false), 5U);
    EXPECT_EQ(fault(0x6000, false), 4U);
}

TEST_F(Translate, SupervisorModeAccessPrevention) {
    use_32bit_paging();
    cpu.registers[Register::cr4] |= cr4::smap;
    EXPECT_EQ(fault(0x5000, false), 1U);
    cpu.registers[Register::rflags] |= 1U << 18;
    EXPECT_EQ(fault(0x5000, false), std::nullopt);
}

TEST_F(Translate, Pae) {
    cpu.enter_protected_mode();
    cpu.registers[Register::cr0] |= cr0::pg;
    cpu.registers[Register::cr4] |= cr4::pae;
    cpu.pdptes = {0x3001, 0, 0, 0};
    poke<std::uint64_t>(0x3000 + 8, 0x0020'0083);
    EXPECT_EQ(translate(cpu, own.memory, 0x21'2345, true), 0x21'2345U);
    EXPECT_EQ(fault(0x4000'0000, false), 0U);
    poke<std::uint64_t>(0x3000 + 16, 0x0000'0083 | 1ULL << 13);
    EXPECT_EQ(fault(0x40'0000, false), 9U);
}

TEST_F(Translate, FourLevels) {
    use_4level_paging();
    EXPECT_EQ(translate(cpu, own.memory, 0x5123, true), 0x9123U);
    EXPECT_EQ(own.memory.read<std::uint64_t>(0x4000 + 5 * 8), 0x9067U);
    poke<std::uint64_t>(0x4000 + 6 * 8, 0x9003 | 1ULL << 63);
    EXPECT_EQ(fault(0x6000, false), 9U);  // NX is reserved without EFER.NXE
    cpu.registers[Register::efer] |= efer::nxe;
    EXPECT_EQ(fault(0x6000, false), std::nullopt);
    poke<std::uint64_t>(0x2000 + 8, 0x4000'0083);
    EXPECT_EQ(translate(cpu, own.memory, 0x4000'1234, false), 0x4000'1234U);
}

TEST_F(Translate, ATableOutsideOfMemoryStopsTheGuest) {
    use_4level_paging();
    poke<std::uint64_t>(0x3000, 0x7FFF'F007);
    const auto result = translate(cpu, own.memory, 0x5000, false);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().stop().status, Status::crash);
}

TEST_F(Translate, BytesAcrossAPageAllOrNothing) {
    use_4level_paging();
    poke<std::uint64_t>(0x4000 + 6 * 8, 0xB007);
    const std::array<std::uint8_t, 4> bytes{1, 2, 3, 4};
    ASSERT_TRUE(write_linear(cpu, own.memory, 0x5FFE, bytes));
    EXPECT_EQ(own.memory.read<std::uint16_t>(0x9FFE), 0x0201);
    EXPECT_EQ(own.memory.read<std::uint16_t>(0xB000), 0x0403);
    std::array<std::uint8_t, 4> back{};
    ASSERT_TRUE(read_linear(cpu, own.memory, 0x5FFE, back));
    EXPECT_EQ(back, bytes);

    poke<std::uint64_t>(0x4000 + 6 * 8, 0xB005);
    cpu.registers[Register::cr0] |= cr0::wp;
    const std::array<std::uint8_t, 4> others{9, 9, 9, 9};
    EXPECT_FALSE(write_linear(cpu, own.memory, 0x5FFE, others));
    EXPECT_EQ(own.memory.read<std::uint16_t>(0x9FFE), 0x0201);
}

std::optional<std::uint8_t> raised(FakeCpu& cpu, SegmentName name, std::uint64_t offset, std::uint32_t size,
                                   bool write) {
    const auto result = linear_address(cpu, name, offset, size, write);
    return result ? std::nullopt : std::optional(result.error().exception.vector);
}

TEST(Linear, RealModeAddsTheBase) {
    FakeCpu cpu;
    cpu.segment_of(SegmentName::es).base = 0x1'2340;
    EXPECT_EQ(linear_address(cpu, SegmentName::es, 0x10, 2, true), 0x1'2350U);
    EXPECT_EQ(raised(cpu, SegmentName::es, 0xFFFF, 1, true), std::nullopt);
    EXPECT_EQ(raised(cpu, SegmentName::es, 0xFFFF, 2, true), vector::gp);
    EXPECT_EQ(raised(cpu, SegmentName::ss, 0xFFFF, 2, false), vector::ss);
}

TEST(Linear, LimitsAndTypes) {
    FakeCpu cpu;
    cpu.enter_protected_mode();
    cpu.segment_of(SegmentName::ds).limit = 0xFF;
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0xFC, 4, true), std::nullopt);
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0xFD, 4, true), vector::gp);
    cpu.segment_of(SegmentName::ds).access = 0xC097;  // expand-down, writable
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0xFF, 1, true), vector::gp);
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0x100, 4, true), std::nullopt);
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0xFFFF'FFFE, 4, true), vector::gp);
    cpu.segment_of(SegmentName::ds).access = 0x8097;  // the same, 16-bit
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0x1'0000, 1, true), vector::gp);
    cpu.segment_of(SegmentName::fs).access = 0xC091;  // read-only
    EXPECT_EQ(raised(cpu, SegmentName::fs, 0, 1, false), std::nullopt);
    EXPECT_EQ(raised(cpu, SegmentName::fs, 0, 1, true), vector::gp);
    EXPECT_EQ(raised(cpu, SegmentName::cs, 0, 1, false), std::nullopt);
    EXPECT_EQ(raised(cpu, SegmentName::cs, 0, 1, true), vector::gp);
    cpu.segment_of(SegmentName::cs).access = 0xC099;  // execute-only
    EXPECT_EQ(raised(cpu, SegmentName::cs, 0, 1, false), vector::gp);
    cpu.segment_of(SegmentName::gs).access = Segment::unusable_bit;
    EXPECT_EQ(raised(cpu, SegmentName::gs, 0, 1, false), vector::gp);
}

TEST(Linear, LongModeHasBasesInFsAndGsAlone) {
    FakeCpu cpu;
    cpu.enter_long_mode();
    cpu.segment_of(SegmentName::ds).base = 0x1000;
    cpu.segment_of(SegmentName::gs).base = 0xFFFF'8000'0000'0000;
    EXPECT_EQ(linear_address(cpu, SegmentName::ds, 0x10, 1, true), 0x10U);
    EXPECT_EQ(linear_address(cpu, SegmentName::gs, 0x10, 1, true), 0xFFFF'8000'0000'0010U);
    EXPECT_EQ(raised(cpu, SegmentName::ds, 0x7FFF'FFFF'FFFF, 2, false), vector::gp);
    EXPECT_EQ(raised(cpu, SegmentName::ss, 0x8000'0000'0000, 1, false), vector::ss);
}

}  // namespace
}  // namespace vitrine::guest
