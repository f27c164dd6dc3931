#pragma once
// A PC whose BIOS is called as its ROM's stubs call it: by a VMCALL in the slot of a vector, with what INT
// pushed on the stack.

#include <deque>
#include <gtest/gtest.h>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "fake_cpu.hpp"
#include "guest/firmware/bios.hpp"
#include "guest/firmware/data_area.hpp"
#include "guest/firmware/rom.hpp"

namespace vitrine::guest::bios {

class BiosTest : public testing::Test {
protected:
    static constexpr std::size_t mib = 1U << 20;
    static constexpr std::uint16_t caller_segment = 0x0123, caller_offset = 0x4568;
    static constexpr std::uint64_t caller = (std::uint64_t{caller_segment} << 4) + caller_offset;
    static constexpr std::uint16_t stack_top = 0x7C00;
    /// What the upper parts of the registers hold; no service may change it.
    static constexpr std::uint64_t upper = 0xA5A5'5A5A'C3C3'0000;

    explicit BiosTest(std::size_t memory_size = 2 * mib) : own(memory_size) {
        for (std::size_t index = 0; index < cpu.gpr.value.size(); ++index)
            cpu.gpr.value[index] = upper | (0x1111 * (index + 1) & 0xFFFF);
        devices.a20.guard(own.memory, requests);
        bios.install(own.memory);
    }

    /// A disk of zeroes, present at power-on.
    pc::Disk* add_disk(std::size_t sectors, pc::DriveKind kind) {
        auto& image = images.emplace_back(sectors * pc::sector_size);
        auto& dirty = images.emplace_back(sectors / 8 + 1);
        auto disk = pc::Disk::open(image, dirty, kind);
        EXPECT_TRUE(disk.has_value());
        EXPECT_TRUE(devices.disks.add(*disk));
        bios.install(own.memory);
        return devices.disks.find(devices.disks.drive_of(devices.disks.all().size() - 1));
    }
    pc::Disk* add_floppy() { return add_disk(2880, pc::DriveKind::floppy); }
    pc::Disk* add_hard_disk(std::size_t sectors = 4 * 16 * 63) {
        return add_disk(sectors, pc::DriveKind::hard_disk);
    }

    /// INT `vector`, from caller_segment:caller_offset less 2.
    Action interrupt(unsigned vector) {
        EXPECT_TRUE(
            own.memory.write<std::uint16_t>(caller - 2, static_cast<std::uint16_t>(0xCD | vector << 8)));
        return raise(vector);
    }
    /// The same for a vector that a device or an exception raises.
    Action raise(unsigned vector) {
        before = cpu.gpr;
        push(caller_flags);
        push(caller_segment);
        push(caller_offset);
        return enter(vector);
    }
    /// A call that waited comes again after an interrupt.
    Action again() {
        return enter(static_cast<unsigned>((cpu.registers[Register::rip] - rom::slots) / rom::slot_size));
    }

    /// A call of the ROM's own handlers.
    Action own_call(rom::OwnCall call) {
        before = cpu.gpr;
        push(0xE903);
        const Action action = enter(rom::vectors + static_cast<unsigned>(call));
        cpu.registers[Register::rsp] += 2;
        return action;
    }

    /// INT `vector` with AX, which returns.
    void call(unsigned vector, unsigned ax) {
        set(Gpr::rax, ax);
        const Action action = interrupt(vector);
        ASSERT_TRUE(action.is<action::Advance>()) << "int " << vector << " ax " << ax;
        EXPECT_EQ(log().vector, vector);
        EXPECT_EQ(log().caller_segment, caller_segment);
        EXPECT_EQ(log().caller_offset, caller_offset);
        EXPECT_FALSE(log().function.empty());
        EXPECT_FALSE(log().status.empty());
    }
    /// The bytes come from the keyboard, through IRQ 1.
    void scan(std::initializer_list<unsigned> bytes) {
        for (const unsigned byte : bytes) {
            cpu.gpr[Gpr::rax] = byte;
            EXPECT_TRUE(own_call(rom::OwnCall::key).is<action::Advance>());
        }
    }

    void set(Gpr name, unsigned value) { cpu.gpr[name] = upper | (value & 0xFFFF); }
    std::uint16_t word(Gpr name) { return static_cast<std::uint16_t>(cpu.gpr[name]); }
    std::uint8_t low(Gpr name) { return static_cast<std::uint8_t>(cpu.gpr[name]); }
    std::uint8_t high(Gpr name) { return static_cast<std::uint8_t>(cpu.gpr[name] >> 8); }
    void set_segment(SegmentName name, std::uint16_t selector) { cpu.set_real_mode_segment(name, selector); }

    /// Every register but the low words of these is as the call found it.
    void expect_only_changed(std::initializer_list<Gpr> names) {
        Registers expected = before;
        for (const Gpr name : names) expected[name] = (expected[name] & ~std::uint64_t{0xFFFF}) | word(name);
        EXPECT_EQ(cpu.gpr.value, expected.value);
    }

    bool carry() const { return (flags & rflags::cf) != 0; }
    bool zero() const { return (flags & rflags::zf) != 0; }

    const BiosCall& log() { return bios.last_call(); }
    std::string_view status() { return log().status; }
    /// A parameter of the log's line.
    std::optional<std::uint64_t> logged(Key key) {
        for (std::size_t index = 0; index < log().parameter_count; ++index) {
            if (std::string_view(log().parameters[index].key.name) == key.name)
                return log().parameters[index].value;
        }
        return std::nullopt;
    }

    template <class T>
    T data(DataField<T> field) {
        return DataArea(own.memory).get(field);
    }
    template <class T>
    void set_data(DataField<T> field, T value) {
        DataArea(own.memory).set(field, value);
    }
    /// The ram itself, whatever the gate of address line 20 shows of it.
    template <class T>
    T at(std::uint64_t address) {
        return FlatMemory(own.bytes).read<T>(address).value();
    }
    template <class T>
    void put(std::uint64_t address, T value) {
        ASSERT_TRUE(FlatMemory(own.bytes).write<T>(address, value));
    }

    void pass(pc::Ticks ticks) {
        devices.clock.now += ticks;
        devices.timers.expire();
    }

    FakeCpu cpu;
    OwnMemory own;
    Console console;
    Requests requests;
    pc::Devices devices{requests};
    Bios bios{devices, console};
    Exit exit;
    std::deque<std::vector<std::uint8_t>> images;
    std::uint16_t caller_flags = 0x0202;  ///< what INT pushes
    std::uint16_t flags = 0;              ///< what IRET would pop
    Registers before;

private:
    void push(std::uint16_t value) {
        std::uint64_t& rsp = cpu.registers[Register::rsp];
        rsp = (rsp & ~std::uint64_t{0xFFFF}) | ((rsp - 2) & 0xFFFF);
        (void)own.memory.write(cpu.segment(SegmentName::ss).base + (rsp & 0xFFFF), value);
    }
    /// As the run loop has it. Resume stands for a call that waits: the guest is at the slot's halt.
    Action enter(unsigned slot) {
        set_segment(SegmentName::cs, rom::segment);
        cpu.registers[Register::rip] = rom::slot_offset(slot);
        exit = Exit{.rip = rom::slot_offset(slot), .length = 3, .cause = exit::Vmcall{}};
        EXPECT_TRUE(Bios::is_call(cpu, exit));
        const Action action = bios.call(cpu, own.memory, exit);
        if (action.is<action::Advance>()) cpu.registers[Register::rip] += exit.length;
        if (exit.length == rom::wait_offset) return action::Resume{};
        if (slot < rom::vectors) {
            std::uint64_t& rsp = cpu.registers[Register::rsp];
            flags = own.memory.read<std::uint16_t>(cpu.segment(SegmentName::ss).base + ((rsp + 4) & 0xFFFF))
                        .value_or(0);
            rsp = (rsp & ~std::uint64_t{0xFFFF}) | ((rsp + 6) & 0xFFFF);
        }
        return action;
    }
};

}  // namespace vitrine::guest::bios
