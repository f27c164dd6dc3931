#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::uint64_t mib = 1 << 20;

class CmosTest : public PcTest {
protected:
    unsigned get(unsigned index) { return in_at(0x70, index); }
    unsigned word(unsigned index) { return get(index) | get(index + 1) << 8; }
};

TEST_F(CmosTest, TellsTheMemory) {
    devices.rtc.configure(16 * mib, 0, 0, 0);
    EXPECT_EQ(word(0x15), 640U);
    EXPECT_EQ(word(0x17), 15U * 1024);
    EXPECT_EQ(word(0x30), 15U * 1024);
    EXPECT_EQ(word(0x34), 0U);
    devices.rtc.configure(256 * mib, 0, 0, 0);
    EXPECT_EQ(word(0x17), 0xFFFFU);
    EXPECT_EQ(word(0x34), 240U * 16);
    devices.rtc.configure(1ULL << 40, 0, 0, 0);
    EXPECT_EQ(word(0x34), 0xFFFFU);
    devices.rtc.configure(mib / 2, 0, 0, 0);
    EXPECT_EQ(word(0x17), 0U);
}

TEST_F(CmosTest, TellsTheDrives) {
    devices.rtc.configure(16 * mib, 0, 4, 0);
    EXPECT_EQ(get(0x10), 0x00U);
    EXPECT_EQ(get(0x12), 0x00U);
    EXPECT_EQ(get(0x14) & 0xC1, 0x00U);
    devices.rtc.configure(16 * mib, 1, 4, 1);
    EXPECT_EQ(get(0x10), 0x40U);
    EXPECT_EQ(get(0x12), 0xF0U);
    EXPECT_EQ(get(0x19), 47U);
    EXPECT_EQ(get(0x1A), 0U);
    EXPECT_EQ(get(0x14) & 0xC1, 0x01U);
    devices.rtc.configure(16 * mib, 2, 2, 2);
    EXPECT_EQ(get(0x10), 0x22U);
    EXPECT_EQ(get(0x12), 0xFFU);
    EXPECT_EQ(get(0x1A), 47U);
    EXPECT_EQ(get(0x14) & 0xC1, 0x41U);
    devices.rtc.configure(16 * mib, 4, 4, 0);
    EXPECT_EQ(get(0x14) & 0xC1, 0x41U);  // no more than two have bits
    EXPECT_EQ(get(0x14) & 0x32, 0x02U);  // a coprocessor, a VGA
}

TEST_F(CmosTest, TheChecksumIsOf10hTo2Dh) {
    devices.rtc.configure(64 * mib, 2, 4, 1);
    unsigned sum = 0;
    for (unsigned index = 0x10; index < 0x2E; ++index) sum += get(index);
    EXPECT_EQ(get(0x2E) << 8 | get(0x2F), sum);
}

TEST_F(CmosTest, TheRestKeepsWhatTheGuestWrites) {
    for (unsigned index = 0x0E; index < 0x80; ++index) {
        if (index != 0x32) out_at(0x70, index, index ^ 0x5A);
    }
    for (unsigned index = 0x0E; index < 0x80; ++index) {
        if (index != 0x32) EXPECT_EQ(get(index), index ^ 0x5A);
    }
}

}  // namespace
}  // namespace vitrine::guest::pc
