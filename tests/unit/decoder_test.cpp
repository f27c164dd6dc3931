#include "guest/cpu/decoder.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "fake_cpu.hpp"
#include "guest/machine/emulate/vendor_call.hpp"

namespace vitrine::guest {
namespace {

std::optional<Instruction> take(std::vector<std::uint8_t> bytes, std::uint8_t code_size) {
    return decode(bytes, code_size);
}

unsigned length(std::vector<std::uint8_t> bytes, std::uint8_t code_size = 2) {
    bytes.resize(bytes.size() + 4, 0xCC);
    const auto found = decode(bytes, code_size);
    return found ? found->length : 0;
}

TEST(Decoder, SystemInstructions) {
    EXPECT_EQ(length({0xF4}), 1U);
    EXPECT_EQ(length({0x0F, 0xA2}), 2U);
    EXPECT_EQ(length({0x0F, 0x30}), 2U);
    EXPECT_EQ(length({0x0F, 0x01, 0xC1}), 3U);
    EXPECT_EQ(length({0x0F, 0x01, 0xD9}), 3U);
    EXPECT_EQ(length({0x0F, 0x01, 0xD1}), 3U);
    EXPECT_EQ(length({0x66, 0xF3, 0x0F, 0x09}), 4U);
    EXPECT_EQ(length({0xCC}), 1U);
    EXPECT_EQ(length({0xCE}), 1U);
}

TEST(Decoder, Io) {
    EXPECT_EQ(length({0xE4, 0x61}), 2U);
    EXPECT_EQ(length({0x66, 0xE7, 0x80}), 3U);
    EXPECT_EQ(length({0xEC}), 1U);
    EXPECT_EQ(length({0xF3, 0x6E}), 2U);
    const auto outs = take({0x64, 0x67, 0xF3, 0x66, 0x6F}, 2);
    ASSERT_TRUE(outs);
    EXPECT_EQ(outs->length, 5);
    EXPECT_EQ(outs->segment, SegmentName::fs);
    EXPECT_EQ(outs->address_size, 4);
    EXPECT_EQ(take({0x67, 0x6E}, 4)->address_size, 2);
    EXPECT_EQ(take({0x67, 0x6E}, 8)->address_size, 4);
}

TEST(Decoder, MoveToControlRegister) {
    const auto plain = take({0x0F, 0x22, 0xC0}, 2);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->reg(), 0);
    EXPECT_EQ(plain->rm(), 0);
    const auto cr4 = take({0x0F, 0x20, 0x23}, 2);  // mod is ignored
    ASSERT_TRUE(cr4);
    EXPECT_EQ(cr4->length, 3);
    EXPECT_EQ(cr4->reg(), 4);
    EXPECT_EQ(cr4->rm(), 3);
    const auto cr8 = take({0x45, 0x0F, 0x22, 0xC7}, 8);
    ASSERT_TRUE(cr8);
    EXPECT_EQ(cr8->length, 4);
    EXPECT_EQ(cr8->reg(), 8);
    EXPECT_EQ(cr8->rm(), 15);
}

TEST(Decoder, LmswOfMemory) {
    EXPECT_EQ(length({0x0F, 0x01, 0xF0}), 3U);
    EXPECT_EQ(length({0x0F, 0x01, 0x36, 0x34, 0x12}), 5U);           // [0x1234]
    EXPECT_EQ(length({0x0F, 0x01, 0x77, 0x10}), 4U);                 // [bx + 0x10]
    EXPECT_EQ(length({0x0F, 0x01, 0xB7, 0x10, 0x10}), 5U);           // [bx + 0x1010]
    EXPECT_EQ(length({0x0F, 0x01, 0x35, 1, 2, 3, 4}, 4), 7U);        // [0x04030201]
    EXPECT_EQ(length({0x0F, 0x01, 0x34, 0x24}, 4), 4U);              // [esp]
    EXPECT_EQ(length({0x0F, 0x01, 0x34, 0x25, 1, 2, 3, 4}, 4), 8U);  // [0x04030201] by SIB
    EXPECT_EQ(length({0x0F, 0x01, 0x74, 0x24, 8}, 4), 5U);           // [esp + 8]
    EXPECT_EQ(length({0x67, 0x0F, 0x01, 0x36, 0x34, 0x12}, 4), 6U);  // 16-bit address in 32-bit code
}

TEST(Decoder, NothingForWhatItDoesNotKnowOrSee) {
    EXPECT_FALSE(take({}, 2));
    EXPECT_FALSE(take({0x0F}, 2));
    EXPECT_FALSE(take({0x0F, 0x22}, 2));
    EXPECT_FALSE(take({0xE4}, 2));
    EXPECT_FALSE(take({0x90}, 2));
    EXPECT_FALSE(take({0x0F, 0x0B}, 2));
    EXPECT_FALSE(take({0x0F, 0x01, 0x35, 1, 2}, 4));
    EXPECT_FALSE(take(std::vector<std::uint8_t>(15, 0x66), 2));
    EXPECT_EQ(take({0x48, 0x66, 0x0F, 0xA2}, 8)->rex, 0);  // before another prefix it counts for nothing
    EXPECT_EQ(take({0x48, 0x66, 0x0F, 0xA2}, 8)->length, 4);
    EXPECT_EQ(take({0x66, 0x48, 0x0F, 0xA2}, 8)->rex, 0x48);
    EXPECT_FALSE(take({0x48, 0xF4}, 4));  // REX is an INC or DEC outside of 64-bit code
    EXPECT_TRUE(take({0x48, 0xF4}, 8));
}

class VendorCall : public testing::Test {
protected:
    bool is_call(std::vector<std::uint8_t> code, bool delivering = false) {
        std::ranges::copy(code, own.bytes.begin() + 0x7C00);
        return is_other_vendors_call(cpu, own.memory, {.rip = 0x7C00, .interrupted = {.valid = delivering}});
    }
    FakeCpu cpu;
    OwnMemory own{1U << 20};
};

TEST_F(VendorCall, EitherIsACall) {
    EXPECT_TRUE(is_call({0x0F, 0x01, 0xC1}));
    EXPECT_TRUE(is_call({0x0F, 0x01, 0xD9}));
}

TEST_F(VendorCall, NothingElseIs) {
    EXPECT_FALSE(is_call({0x0F, 0x0B, 0x90}));
    EXPECT_FALSE(is_call({0x0F, 0x01, 0xC2}));
    EXPECT_FALSE(is_call({0x0F, 0x01, 0xC1}, true));
    cpu.segment_of(SegmentName::cs).limit = 0x7C01;  // its last byte lies past the segment
    EXPECT_FALSE(is_call({0x0F, 0x01, 0xC1}));
}

}  // namespace
}  // namespace vitrine::guest
