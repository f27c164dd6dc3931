#include "guest/machine/emulate/string_io.hpp"

#include <gtest/gtest.h>

#include "fake_cpu.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/uart.hpp"

namespace vitrine::guest {
namespace {

/// Counts up at each read, keeps what was written.
class Counter final : public Device {
public:
    std::string_view name() const override { return "counter"; }
    std::uint8_t widest() const override { return 4; }
    std::uint64_t read(Access) override { return ++reads; }
    void write(Access, std::uint64_t value) override { written.push_back(static_cast<std::uint32_t>(value)); }
    void read_block(Access access, std::span<std::uint8_t> bytes) override {
        blocks.push_back(bytes.size() / access.size);
        Device::read_block(access, bytes);
    }
    void write_block(Access access, std::span<const std::uint8_t> bytes) override {
        blocks.push_back(bytes.size() / access.size);
        Device::write_block(access, bytes);
    }
    std::vector<std::size_t> blocks;
    std::uint32_t reads = 0;
    std::vector<std::uint32_t> written;
};

class StringIo : public testing::Test {
protected:
    StringIo() { EXPECT_TRUE(ports.attach({0x100, 0x103}, counter)); }

    Action emulate(exit::PortAccess access) {
        if (access.port == 0) access.port = 0x100;
        exit.cause = exit::Io{access};
        return emulate_io(cpu, own.memory, ports, requests, exit);
    }
    const exit::Io& io() { return std::get<exit::Io>(exit.cause); }

    FakeCpu cpu;
    OwnMemory own{1U << 20};
    Counter counter;
    PortBus ports;
    Requests requests;
    Exit exit;
};

TEST_F(StringIo, InChangesOnlyItsPartOfRax) {
    counter.reads = 0x1122'3343;
    cpu.gpr[Gpr::rax] = ~0ULL;
    EXPECT_TRUE(emulate({.in = true, .size = 1}).is<action::Advance>());
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0xFFFF'FFFF'FFFF'FF44U);
    (void)emulate({.in = true, .size = 2});
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0xFFFF'FFFF'FFFF'3345U);
    (void)emulate({.in = true, .size = 4});
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0x1122'3346U);
    EXPECT_EQ(io().device, "counter");
}

TEST_F(StringIo, OutSendsItsPartOfRax) {
    cpu.gpr[Gpr::rax] = 0xFFFF'FFFF'8765'4321;
    for (const int size : {1, 2, 4}) (void)emulate({.size = static_cast<std::uint8_t>(size)});
    EXPECT_EQ(counter.written, (std::vector<std::uint32_t>{0x21, 0x4321, 0x8765'4321}));
}

TEST_F(StringIo, RepOutsUpwards) {
    for (std::uint16_t i = 0; i < 5; ++i)
        ASSERT_TRUE(own.memory.write<std::uint16_t>(0x8000 + i * 2U, 0x1000 + i));
    cpu.gpr[Gpr::rsi] = 0xABCD'0000'1234'8000;
    cpu.gpr[Gpr::rcx] = 0xABCD'0000'1234'0005;
    EXPECT_TRUE(emulate({.string = true, .rep = true, .size = 2}).is<action::Advance>());
    EXPECT_EQ(counter.written, (std::vector<std::uint32_t>{0x1000, 0x1001, 0x1002, 0x1003, 0x1004}));
    EXPECT_EQ(cpu.gpr[Gpr::rsi], 0xABCD'0000'1234'800AU);  // SI and CX alone changed
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 0xABCD'0000'1234'0000U);
    EXPECT_EQ(io().count, 5U);
    EXPECT_EQ(io().address, 0x8000U);
    EXPECT_EQ(io().values[4], 0x1004U);
}

TEST_F(StringIo, InsDownwardsWith32BitAddresses) {
    cpu.registers[Register::rflags] |= rflags::df;
    cpu.gpr[Gpr::rdi] = 0xFFFF'FFFF'0000'9008;
    cpu.gpr[Gpr::rcx] = 3;
    (void)emulate(
        {.in = true, .string = true, .rep = true, .size = 4, .address_size = 4, .segment = SegmentName::es});
    EXPECT_EQ(own.memory.read<std::uint32_t>(0x9008), 1U);
    EXPECT_EQ(own.memory.read<std::uint32_t>(0x9000), 3U);
    EXPECT_EQ(cpu.gpr[Gpr::rdi], 0x8FFCU);  // a 32-bit write clears the upper half
}

TEST_F(StringIo, WithoutRepOneElementAndNoCount) {
    cpu.gpr[Gpr::rsi] = 0xFFFF;
    cpu.gpr[Gpr::rcx] = 9;
    (void)emulate({.string = true, .size = 1});
    EXPECT_EQ(io().count, 1U);
    EXPECT_EQ(cpu.gpr[Gpr::rsi], 0U);  // SI wraps
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 9U);
}

TEST_F(StringIo, RepOfZeroDoesNothing) {
    cpu.gpr[Gpr::rcx] = 0x1'0000;  // CX is 0
    EXPECT_TRUE(emulate({.string = true, .rep = true, .size = 1}).is<action::Advance>());
    EXPECT_EQ(io().count, 0U);
    EXPECT_TRUE(counter.written.empty());
}

TEST_F(StringIo, ASectorIsOneCallOfTheDevice) {
    cpu.gpr[Gpr::rdi] = 0x8000;
    cpu.gpr[Gpr::rcx] = 256;
    (void)emulate({.in = true, .string = true, .rep = true, .size = 2, .segment = SegmentName::es});
    EXPECT_EQ(counter.blocks, (std::vector<std::size_t>{256}));
    EXPECT_EQ(own.memory.read<std::uint16_t>(0x8000 + 2 * 255), 256U);
    EXPECT_EQ(io().values[1], 2U);
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 0U);
}

TEST_F(StringIo, ABlockEndsAtAPageAndWhereTheSegmentEnds) {
    cpu.gpr[Gpr::rdi] = 0x8FFB;
    cpu.gpr[Gpr::rcx] = 6;
    const exit::PortAccess words{
        .in = true, .string = true, .rep = true, .size = 2, .segment = SegmentName::es};
    (void)emulate(words);
    EXPECT_EQ(counter.blocks, (std::vector<std::size_t>{2, 1, 3}));  // the third lies in both pages
    EXPECT_EQ(own.memory.read<std::uint16_t>(0x8FFF), 3U);
    counter.blocks.clear();
    cpu.segment_of(SegmentName::es).limit = 5;
    cpu.gpr[Gpr::rdi] = 0;
    cpu.gpr[Gpr::rcx] = 9;
    EXPECT_TRUE(emulate(words).is<action::Inject>());
    EXPECT_EQ(counter.blocks, (std::vector<std::size_t>{1, 1, 1}));
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 6U);
}

TEST_F(StringIo, AStringIsOverWithTheElementThatEndsTheMachine) {
    DebugExit debug_exit(requests);
    ASSERT_TRUE(ports.attach({0x200, 0x203}, debug_exit));
    ASSERT_TRUE(own.memory.write<std::uint8_t>(0x8000, 3));
    cpu.gpr[Gpr::rsi] = 0x8000;
    cpu.gpr[Gpr::rcx] = 5;
    (void)emulate({.string = true, .rep = true, .size = 1, .port = 0x200});
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 4U);
    EXPECT_EQ(io().count, 1U);
    const auto end = requests.take_end();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->code, 7U);
}

TEST_F(StringIo, SegmentOverride) {
    cpu.segment_of(SegmentName::gs).base = 0x2'0000;
    ASSERT_TRUE(own.memory.write<std::uint8_t>(0x2'0010, 0x77));
    cpu.gpr[Gpr::rsi] = 0x10;
    (void)emulate({.string = true, .size = 1, .segment = SegmentName::gs});
    EXPECT_EQ(counter.written, (std::vector<std::uint32_t>{0x77}));
}

TEST_F(StringIo, ALongStringGoesOnInTheNextExit) {
    cpu.gpr[Gpr::rcx] = string_elements_per_exit + 1;
    EXPECT_TRUE(emulate({.string = true, .rep = true, .size = 1}).is<action::Resume>());
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 1U);
    EXPECT_EQ(io().count, string_elements_per_exit);
    EXPECT_TRUE(emulate({.string = true, .rep = true, .size = 1}).is<action::Advance>());
}

TEST_F(StringIo, AFaultInTheMiddleLeavesWhatWasDone) {
    cpu.gpr[Gpr::rsi] = 0xFFFC;
    cpu.gpr[Gpr::rcx] = 4;
    const Action action = emulate({.string = true, .rep = true, .size = 2});
    EXPECT_TRUE(action.is<action::Advance>());  // wraps at 0x10000 exactly
    cpu.gpr[Gpr::rsi] = 0xFFFD;
    cpu.gpr[Gpr::rcx] = 4;
    counter.written.clear();
    const Action faulted = emulate({.string = true, .rep = true, .size = 2});
    ASSERT_TRUE(faulted.is<action::Inject>());
    EXPECT_EQ(faulted.injected().vector, vector::gp);
    EXPECT_EQ(cpu.gpr[Gpr::rsi], 0xFFFFU);
    EXPECT_EQ(cpu.gpr[Gpr::rcx], 3U);
    EXPECT_EQ(counter.written.size(), 1U);
}

TEST_F(StringIo, AFaultingInsReadsNothing) {
    cpu.segment_of(SegmentName::es).limit = 3;
    cpu.gpr[Gpr::rcx] = 2;
    cpu.gpr[Gpr::rdi] = 0;
    const Action action =
        emulate({.in = true, .string = true, .rep = true, .size = 4, .segment = SegmentName::es});
    ASSERT_TRUE(action.is<action::Inject>());
    EXPECT_EQ(counter.reads, 1U);
}

}  // namespace
}  // namespace vitrine::guest
