// INT 15h, AH=87h: memory moved by a table of descriptors.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosBlockMove : public BiosTest {
protected:
    static constexpr std::uint64_t table = 0x8000;

    void describe(std::uint64_t at_offset, std::uint32_t base, std::uint32_t limit, bool pages = false) {
        put<std::uint64_t>(table + at_offset, (limit & 0xFFFFU) | std::uint64_t{base & 0xFF'FFFF} << 16 |
                                                  0x93ULL << 40 | std::uint64_t{limit >> 16 & 0xF} << 48 |
                                                  (pages ? 1ULL << 55 : 0) | std::uint64_t{base >> 24} << 56);
    }
    void move(std::uint16_t words) {
        set_segment(SegmentName::es, 0x0700);
        set(Gpr::rsi, 0x1000);
        set(Gpr::rcx, words);
        call(0x15, 0x8700);
        EXPECT_EQ(log().function, "block-move");
        expect_only_changed({Gpr::rax});
    }
    void expect_moved() {
        EXPECT_FALSE(carry());
        EXPECT_TRUE(zero());
        EXPECT_EQ(high(Gpr::rax), 0);
        EXPECT_EQ(status(), "ok");
    }
    void expect_refused() {
        EXPECT_TRUE(carry());
        EXPECT_FALSE(zero());
        EXPECT_EQ(high(Gpr::rax), 2);
        EXPECT_EQ(status(), "bad-argument");
    }
};

TEST_F(BiosBlockMove, CopiesAboveOneMebibyte) {
    put<std::uint32_t>(0x2'0000, 0xDEAD'BEEF);
    describe(0x10, 0x2'0000, 0xFFFF);
    describe(0x18, 0x12'3456, 0xFFFF);
    move(2);
    expect_moved();
    EXPECT_EQ(at<std::uint32_t>(0x12'3456), 0xDEAD'BEEF);
    EXPECT_EQ(logged(key::source), 0x2'0000U);
    EXPECT_EQ(logged(key::target), 0x12'3456U);
    EXPECT_EQ(logged(key::count), 2U);
}

TEST_F(BiosBlockMove, A20StaysAsItIs) {
    devices.a20.set(false);
    put<std::uint16_t>(0x2'0000, 0x1234);
    describe(0x10, 0x2'0000, 0xFFFF);
    describe(0x18, 0x10'0500, 0xFFFF);
    move(1);
    expect_moved();
    EXPECT_EQ(at<std::uint16_t>(0x10'0500), 0x1234);
    EXPECT_FALSE(devices.a20.open());
}

TEST_F(BiosBlockMove, TheMostAndTheLeast) {
    describe(0x10, 0x1'0000, 0xFFFF);
    describe(0x18, 0x11'0000, 0xFFFF);
    put<std::uint8_t>(0x1'FFFF, 0x77);
    move(0x8000);
    expect_moved();
    EXPECT_EQ(at<std::uint8_t>(0x11'FFFF), 0x77);
    move(0x8001);
    expect_refused();
    move(0);
    expect_moved();
}

TEST_F(BiosBlockMove, TheLimitHolds) {
    describe(0x10, 0x1'0000, 3);
    describe(0x18, 0x11'0000, 0xFFFF);
    move(2);
    expect_moved();
    move(3);
    expect_refused();
    describe(0x10, 0x1'0000, 0, true);  // one page
    move(0x800);
    expect_moved();
    move(0x801);
    expect_refused();
}

TEST_F(BiosBlockMove, OutsideOfMemory) {
    put<std::uint16_t>(2 * mib - 2, 0x5A5A);
    describe(0x10, 2 * mib - 2, 0xFFFF);
    describe(0x18, 0x3'0000, 0xFFFF);
    move(1);
    expect_moved();
    move(2);
    expect_refused();
    describe(0x18, 0xFFFF'FFFE, 0xFFFF);
    move(1);
    expect_refused();
}

TEST_F(BiosBlockMove, OverlappingBlocksAndATableOutsideOfMemory) {
    put<std::uint64_t>(0x2'0000, 0x8877'6655'4433'2211);
    describe(0x10, 0x2'0000, 0xFFFF);
    describe(0x18, 0x2'0002, 0xFFFF);
    move(3);
    expect_moved();
    EXPECT_EQ(at<std::uint64_t>(0x2'0002) & 0xFFFF'FFFF'FFFF, 0x6655'4433'2211U);
    cpu.segment_of(SegmentName::es).base = 0xFFFF'0000;
    set(Gpr::rcx, 1);
    call(0x15, 0x8700);
    expect_refused();
}

}  // namespace
}  // namespace vitrine::guest::bios
