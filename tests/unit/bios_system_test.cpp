// INT 11h, 12h and 15h.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

constexpr std::uint32_t smap = 0x534D'4150;
constexpr std::uint16_t buffer = 0x0600;

class BiosSystem : public BiosTest {
protected:
    explicit BiosSystem(std::size_t memory_size = 32 * mib) : BiosTest(memory_size) {}

    void expect_unsupported(unsigned ax) {
        call(0x15, ax);
        EXPECT_TRUE(carry()) << ax;
        EXPECT_EQ(high(Gpr::rax), 0x86) << ax;
        EXPECT_EQ(low(Gpr::rax), ax & 0xFF) << ax;
        EXPECT_EQ(log().function, "unknown");
        EXPECT_EQ(status(), "unsupported");
        EXPECT_EQ(logged(key::ax), ax);
        expect_only_changed({Gpr::rax});
    }

    /// INT 15h, E820h with the index in EBX.
    void map(std::uint32_t index) {
        cpu.gpr[Gpr::rbx] = index;
        cpu.gpr[Gpr::rcx] = 20;
        cpu.gpr[Gpr::rdx] = smap;
        set(Gpr::rdi, buffer);
        set_segment(SegmentName::es, 0);
        call(0x15, 0xE820);
    }
    void expect_range(std::uint64_t start, std::uint64_t end, std::uint32_t type, std::uint32_t next) {
        EXPECT_FALSE(carry());
        EXPECT_EQ(cpu.gpr[Gpr::rax] & 0xFFFF'FFFF, smap);
        EXPECT_EQ(cpu.gpr[Gpr::rbx], next);
        EXPECT_EQ(cpu.gpr[Gpr::rcx], 20U);
        EXPECT_EQ(at<std::uint64_t>(buffer), start);
        EXPECT_EQ(at<std::uint64_t>(buffer + 8), end - start);
        EXPECT_EQ(at<std::uint32_t>(buffer + 16), type);
        EXPECT_EQ(logged(key::base), start);
        EXPECT_EQ(logged(key::size), end - start);
    }
};

TEST_F(BiosSystem, EquipmentAndMemorySizeComeFromTheDataArea) {
    call(0x11, 0xFFFF);
    EXPECT_EQ(word(Gpr::rax), 0x0222);
    EXPECT_EQ(log().function, "equipment");
    expect_only_changed({Gpr::rax});
    call(0x12, 0xFFFF);
    EXPECT_EQ(word(Gpr::rax), 639);
    EXPECT_EQ(logged(key::size), 639U * 1024);
    expect_only_changed({Gpr::rax});
    set_data<std::uint16_t>(data_field::memory_kib, 600);  // a resident program took the rest
    call(0x12, 0);
    EXPECT_EQ(word(Gpr::rax), 600);
}

TEST_F(BiosSystem, MemoryMapRangeByRange) {
    map(0);
    expect_range(0, 0x9'FC00, 1, 1);
    map(1);
    expect_range(0x9'FC00, 0xA'0000, 2, 2);
    map(2);
    expect_range(0xF'0000, mib, 2, 3);
    map(3);
    expect_range(mib, 32 * mib, 1, 0);
    EXPECT_EQ(log().function, "memory-map");
    EXPECT_EQ(cpu.gpr[Gpr::rdx], smap);
    EXPECT_EQ(word(Gpr::rdi), buffer);
}

TEST_F(BiosSystem, MemoryMapRefuses) {
    map(4);  // past the end
    EXPECT_TRUE(carry());
    EXPECT_EQ(high(Gpr::rax), 0x86);
    EXPECT_EQ(status(), "bad-argument");
    cpu.gpr[Gpr::rbx] = 0;
    cpu.gpr[Gpr::rcx] = 19;  // too small a buffer
    cpu.gpr[Gpr::rdx] = smap;
    call(0x15, 0xE820);
    EXPECT_TRUE(carry());
    cpu.gpr[Gpr::rcx] = 20;
    cpu.gpr[Gpr::rdx] = smap + 1;
    call(0x15, 0xE820);
    EXPECT_TRUE(carry());
}

TEST_F(BiosSystem, MemoryMapIntoAPlaceOutsideOfMemory) {
    cpu.segment_of(SegmentName::es).base = 32 * mib - 10;
    cpu.gpr[Gpr::rbx] = 0;
    cpu.gpr[Gpr::rcx] = 24;
    cpu.gpr[Gpr::rdx] = smap;
    cpu.gpr[Gpr::rdi] = 0;
    call(0x15, 0xE820);
    EXPECT_TRUE(carry());
    EXPECT_EQ(status(), "bad-buffer");
    EXPECT_EQ(own.bytes.back(), 0);
}

TEST_F(BiosSystem, MemorySizesAboveOneMebibyte) {
    call(0x15, 0xE801);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rax), 15 * 1024);
    EXPECT_EQ(word(Gpr::rbx), 16 * 16);  // 16 MiB in pieces of 64 KiB
    EXPECT_EQ(word(Gpr::rcx), 15 * 1024);
    EXPECT_EQ(word(Gpr::rdx), 16 * 16);
    expect_only_changed({Gpr::rax, Gpr::rbx, Gpr::rcx, Gpr::rdx});
    EXPECT_EQ(logged(key::size), 31 * mib);
    call(0x15, 0xE881);
    EXPECT_EQ(cpu.gpr[Gpr::rax] & 0xFFFF'FFFF, 15U * 1024);
    EXPECT_EQ(cpu.gpr[Gpr::rbx] & 0xFFFF'FFFF, 256U);
    call(0x15, 0x8800);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rax), 31 * 1024);
    expect_only_changed({Gpr::rax});
}

class BiosSystemOfOneMebibyte : public BiosSystem {
protected:
    BiosSystemOfOneMebibyte() : BiosSystem(mib) {}
};

TEST_F(BiosSystemOfOneMebibyte, HasNothingAbove) {
    map(2);
    expect_range(0xF'0000, mib, 2, 0);
    map(3);
    EXPECT_TRUE(carry());
    call(0x15, 0xE801);
    EXPECT_EQ(word(Gpr::rax), 0);
    EXPECT_EQ(word(Gpr::rbx), 0);
    call(0x15, 0x8800);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rax), 0);
}

class BiosSystemOfMany : public BiosSystem {
protected:
    BiosSystemOfMany() : BiosSystem(80 * mib) {}
};

TEST_F(BiosSystemOfMany, OldFunctionStopsAt63Mebibytes) {
    call(0x15, 0x8800);
    EXPECT_EQ(word(Gpr::rax), 0xFC00);
}

TEST_F(BiosSystem, A20) {
    call(0x15, 0x2402);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rax), 0x0001);
    call(0x15, 0x2400);
    EXPECT_EQ(high(Gpr::rax), 0);
    EXPECT_FALSE(devices.a20.open());
    EXPECT_EQ(log().function, "a20-disable");
    expect_only_changed({Gpr::rax});
    call(0x15, 0x2402);
    EXPECT_EQ(word(Gpr::rax), 0x0000);
    call(0x15, 0x2401);
    EXPECT_TRUE(devices.a20.open());
    call(0x15, 0x2403);
    EXPECT_EQ(word(Gpr::rbx), 3);  // by the keyboard controller and by port 92h
    EXPECT_EQ(high(Gpr::rax), 0);
    expect_unsupported(0x2404);
}

TEST_F(BiosSystem, WaitTakesItsTime) {
    set(Gpr::rcx, 0x0001);
    set(Gpr::rdx, 0x86A0);  // 100,000 us
    set(Gpr::rax, 0x8600);
    EXPECT_TRUE(interrupt(0x15).is<action::Resume>());
    EXPECT_EQ(status(), "waiting");
    EXPECT_EQ(logged(key::microseconds), 100'000U);
    EXPECT_EQ(cpu.registers[Register::rip], rom::slot_offset(0x15) + rom::wait_offset);
    EXPECT_TRUE(Bios::is_waiting(cpu));
    pass(pc::ticks_per_second / 20);
    EXPECT_TRUE(again().is<action::Resume>());
    EXPECT_TRUE(log().silent);  // it is told once
    pass(pc::ticks_per_second / 20 + 1);
    EXPECT_TRUE(again().is<action::Advance>());
    EXPECT_FALSE(carry());
    EXPECT_EQ(log().function, "wait");
    EXPECT_EQ(status(), "ok");
    expect_only_changed({});
}

TEST_F(BiosSystem, AHandlersOwnCallIsNotTheOneThatWaits) {
    set(Gpr::rcx, 1);
    set(Gpr::rdx, 0);
    set(Gpr::rax, 0x8600);
    ASSERT_TRUE(interrupt(0x15).is<action::Resume>());
    const std::uint64_t rip = cpu.registers[Register::rip];
    const Registers waiting = cpu.gpr;
    call(0x15, 0x8800);  // by a timer's handler, deeper in the stack
    cpu.registers[Register::rip] = rip;
    cpu.gpr = waiting;
    pass(pc::ticks_per_second);
    EXPECT_TRUE(again().is<action::Advance>());
    EXPECT_EQ(log().function, "wait");
}

TEST_F(BiosSystem, EventWaitSetsItsFlagInTime) {
    set_segment(SegmentName::es, 0x2000);
    set(Gpr::rbx, 0x10);
    set(Gpr::rcx, 0);
    set(Gpr::rdx, 50'000);
    put<std::uint8_t>(0x2'0010, 0x01);
    call(0x15, 0x8300);
    EXPECT_FALSE(carry());
    EXPECT_EQ(log().function, "event-wait");
    call(0x15, 0x8300);
    EXPECT_TRUE(carry());
    EXPECT_EQ(high(Gpr::rax), 0x83);  // one runs already
    EXPECT_EQ(status(), "busy");
    (void)own_call(rom::OwnCall::timer_tick);
    EXPECT_EQ(at<std::uint8_t>(0x2'0010), 0x01);
    pass(pc::ticks_per_second / 20);
    (void)own_call(rom::OwnCall::timer_tick);
    EXPECT_EQ(at<std::uint8_t>(0x2'0010), 0x81);
    call(0x15, 0x8300);
    EXPECT_FALSE(carry());
}

TEST_F(BiosSystem, EventWaitCanBeCancelled) {
    set_segment(SegmentName::es, 0x2000);
    set(Gpr::rbx, 0x10);
    set(Gpr::rcx, 0);
    set(Gpr::rdx, 1);
    call(0x15, 0x8300);
    call(0x15, 0x8301);
    EXPECT_FALSE(carry());
    pass(pc::ticks_per_second);
    (void)own_call(rom::OwnCall::timer_tick);
    EXPECT_EQ(at<std::uint8_t>(0x2'0010), 0);
    expect_unsupported(0x8302);
}

TEST_F(BiosSystem, Configuration) {
    call(0x15, 0xC000);
    EXPECT_FALSE(carry());
    EXPECT_EQ(high(Gpr::rax), 0);
    expect_only_changed({Gpr::rax, Gpr::rbx});
    const std::uint64_t table = cpu.segment(SegmentName::es).base + word(Gpr::rbx);
    EXPECT_EQ(at<std::uint16_t>(table), 8);        // bytes that follow
    EXPECT_EQ(at<std::uint8_t>(table + 2), 0xFC);  // a PC/AT
    EXPECT_EQ(at<std::uint8_t>(table + 5), 0x74);  // second PIC, clock, keyboard intercept, EBDA
    call(0x15, 0xC100);
    EXPECT_FALSE(carry());
    EXPECT_EQ(cpu.segment(SegmentName::es).selector, 0x9FC0);
    EXPECT_EQ(cpu.segment(SegmentName::es).base, 0x9'FC00U);
}

TEST_F(BiosSystem, SmallAnswers) {
    call(0x15, 0x4F1E);
    EXPECT_TRUE(carry());  // the scan code is to be taken as it is
    EXPECT_EQ(word(Gpr::rax), 0x4F1E);
    EXPECT_TRUE(log().silent);
    for (const unsigned ax : {0x9000, 0x9102}) {
        call(0x15, ax);
        EXPECT_FALSE(carry());
        EXPECT_EQ(high(Gpr::rax), 0);
    }
    set(Gpr::rbx, 2);
    call(0x15, 0xEC00);
    EXPECT_FALSE(carry());
    EXPECT_EQ(high(Gpr::rax), 0);
}

TEST_F(BiosSystem, WhatThisMachineHasNot) {
    // Cassette, APM, joystick, extended memory of others, pointing device, watchdog, EISA, E820h's cousins.
    for (const unsigned ax : {0x0000, 0x5300, 0x5301, 0x8401, 0x8A00, 0xC200, 0xC201, 0xC205, 0xC207, 0xC300,
                              0xD800, 0xE8FF, 0xEC01, 0xFFFF})
        expect_unsupported(ax);
}

}  // namespace
}  // namespace vitrine::guest::bios
