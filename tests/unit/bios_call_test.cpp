// What all services share: the caller's flags and memory, and vectors that nobody serves.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosCallTest : public BiosTest {
protected:
    /// INT 15h, AH=88h, which clears CF, with the stack at SS:SP.
    void call_on_stack(std::uint64_t base, std::uint64_t rsp) {
        cpu.segment_of(SegmentName::ss).base = base;
        cpu.registers[Register::rsp] = rsp;
        set(Gpr::rax, 0x8800);
        EXPECT_TRUE(interrupt(0x15).is<action::Advance>());
    }
    /// Paging of 4 KiB, linear as physical up to 2 MiB.
    void enter_virtual_8086() {
        constexpr std::uint32_t directory = 0x10'0000, table = 0x10'1000, present_writable_user = 7;
        put<std::uint32_t>(directory, table | present_writable_user);
        for (std::uint32_t page = 0; page < 512; ++page)
            put<std::uint32_t>(table + page * 4, page << 12 | present_writable_user);
        cpu.registers[Register::cr3] = directory;
        cpu.registers[Register::cr0] |= cr0::pe | cr0::pg;
        cpu.registers[Register::rflags] |= rflags::vm;
        page_table = table;
    }
    /// INT 13h, AH=02h: a sector of A5h.
    void read_sector(std::uint16_t segment) {
        set_segment(SegmentName::es, segment);
        set(Gpr::rbx, 0);
        set(Gpr::rcx, 1);
        set(Gpr::rdx, 0x80);
        call(0x13, 0x0201);
    }
    void add_marked_disk() {
        (void)add_hard_disk();
        std::fill_n(images[0].begin(), 512, std::uint8_t{0xA5});
    }

    std::uint64_t page_table = 0;
};

TEST_F(BiosCallTest, OnlyTheRomsVmcallsAreCalls) {
    const auto is_call = [this](std::uint16_t selector, std::uint64_t rip) {
        set_segment(SegmentName::cs, selector);
        const Exit at{.rip = rip, .length = 3, .cause = exit::Vmcall{}};
        return Bios::is_call(cpu, at);
    };
    EXPECT_TRUE(is_call(0xF000, 0xE080));
    EXPECT_TRUE(is_call(0xFE00, 0x0080));  // the same place
    EXPECT_FALSE(is_call(0xF000, 0x1000));
    EXPECT_FALSE(is_call(0x0000, 0x7C00));
    cpu.registers[Register::cr0] |= cr0::pe;  // the ROM is for real mode
    EXPECT_FALSE(is_call(0xF000, 0xE080));
    cpu.registers[Register::rflags] |= rflags::vm;
    EXPECT_TRUE(is_call(0xF000, 0xE080));
}

TEST_F(BiosCallTest, FlagsAreThoseOnTheStack) {
    caller_flags = 0x0ED7;
    call(0x15, 0x8800);
    EXPECT_EQ(flags, 0x0ED6);  // CF alone
    caller_flags = 0x0202;
    call(0x15, 0xFF00);
    EXPECT_EQ(flags, 0x0203);
    EXPECT_EQ(cpu.registers[Register::rflags], real_mode_state()[Register::rflags]);
}

TEST_F(BiosCallTest, TheStackWrapsInItsSegment) {
    caller_flags = 0x0203;
    call_on_stack(0x3'0000, 0x0004);  // IP at FFFEh, CS at 0, FLAGS at 2
    EXPECT_EQ(at<std::uint16_t>(0x3'0002), 0x0202);
    EXPECT_EQ(log().caller_offset, caller_offset);
    EXPECT_EQ(log().caller_segment, caller_segment);
    call_on_stack(0x3'0000, 0xABCD'7000);  // the upper half of ESP means nothing
    EXPECT_EQ(at<std::uint16_t>(0x3'6FFE), 0x0202);
}

TEST_F(BiosCallTest, AStackOutsideOfMemory) {
    call_on_stack(0xFFFF'0000, 0x1000);
    EXPECT_EQ(log().caller_segment, 0);
    EXPECT_EQ(word(Gpr::rax), 1024);
}

TEST_F(BiosCallTest, A20ClosedFoldsTheSecondMebibyte) {
    add_marked_disk();
    devices.a20.set(false);
    read_sector(0xFFFF);  // FFFF:0000, of which 16 bytes lie below 1 MiB
    EXPECT_EQ(status(), "ok");
    EXPECT_EQ(at<std::uint8_t>(0xF'FFFF), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x00'0000), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x00'01EF), 0xA5);
    EXPECT_NE(at<std::uint8_t>(0x00'01F0), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x10'0000), 0);
    devices.a20.set(true);
    read_sector(0xFFFF);
    EXPECT_EQ(at<std::uint8_t>(0x10'0000), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x10'01EF), 0xA5);
}

TEST_F(BiosCallTest, A20ClosedAboveOneMebibyte) {
    add_marked_disk();
    devices.a20.set(false);
    cpu.segment_of(SegmentName::es).base = 0x10'5000;
    set(Gpr::rbx, 0);
    set(Gpr::rcx, 1);
    set(Gpr::rdx, 0x80);
    call(0x13, 0x0201);
    EXPECT_EQ(at<std::uint8_t>(0x0'5000), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x10'5000), 0);
}

TEST_F(BiosCallTest, Virtual8086ModeSeesItsPages) {
    add_marked_disk();
    enter_virtual_8086();
    put<std::uint32_t>(page_table + 0x20 * 4, 0x5'0007);  // 20000h lies at 50000h
    read_sector(0x2000);
    EXPECT_EQ(status(), "ok");
    EXPECT_EQ(at<std::uint8_t>(0x5'0000), 0xA5);
    EXPECT_EQ(at<std::uint8_t>(0x2'0000), 0);
    EXPECT_EQ(log().caller_segment, caller_segment);
    EXPECT_FALSE(carry());
}

TEST_F(BiosCallTest, APageThatIsNotThere) {
    add_marked_disk();
    enter_virtual_8086();
    put<std::uint32_t>(page_table + 0x21 * 4, 0);
    read_sector(0x20FF);  // the sector's last bytes
    EXPECT_EQ(status(), "bad-buffer");
    EXPECT_TRUE(carry());
    EXPECT_EQ(at<std::uint8_t>(0x2'0FF0), 0);                              // nothing of it is moved
    put<std::uint32_t>(page_table + 0x21 * 4, 0x0000'0007 | 0x3000'0000);  // outside of memory
    read_sector(0x2100);
    EXPECT_EQ(status(), "bad-buffer");
}

TEST_F(BiosCallTest, ACallOfNoService) {
    for (const unsigned vector : {0x21U, 0x2FU, 0x33U, 0x60U, 0xF1U}) {
        call(vector, 0x1234);
        EXPECT_EQ(log().function, "unknown");
        EXPECT_EQ(status(), "unsupported");
        EXPECT_EQ(logged(key::ax), 0x1234U);
        EXPECT_FALSE(log().silent);
        expect_only_changed({});
    }
}

TEST_F(BiosCallTest, AnInterruptOfADeviceThatNobodyServes) {
    devices.pic.set_line(0, true);
    EXPECT_EQ(devices.pic.acknowledge(), 0x08);
    EXPECT_TRUE(raise(0x08).is<action::Advance>());
    EXPECT_TRUE(log().silent);
    EXPECT_FALSE(devices.pic.in_service(0));
}

TEST_F(BiosCallTest, ExceptionsEndAProgramThatExpectsNone) {
    for (const unsigned vector : {0x00U, 0x06U, 0x07U, 0x0DU}) {
        const Action action = raise(vector);
        ASSERT_TRUE(action.is<action::Stop>()) << vector;
        EXPECT_EQ(action.stop().status, Status::crash);
        EXPECT_EQ(log().vector, vector);
        EXPECT_EQ(log().function, "exception");
        EXPECT_EQ(status(), "crash");
        EXPECT_FALSE(log().silent);
    }
    for (const unsigned vector : {0x01U, 0x03U, 0x04U})  // traps that are no failure
        EXPECT_TRUE(raise(vector).is<action::Advance>()) << vector;
}

TEST_F(BiosCallTest, ExceptionsThatAreCalledAreNone) {
    for (const unsigned vector : {0x00U, 0x06U, 0x0DU}) {
        call(vector, 0);
        EXPECT_EQ(log().function, "unknown");
    }
}

}  // namespace
}  // namespace vitrine::guest::bios
