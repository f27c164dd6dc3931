// A whole PC is saved, runs on, is loaded and runs on again: the same answers, interrupts and times.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "guest/devices/devices.hpp"
#include "guest/devices/uart.hpp"
#include "guest/firmware/bios.hpp"
#include "saved_bytes.hpp"

namespace vitrine::guest::pc {
namespace {

/// Keys in the middle of which the guest is saved.
constexpr std::string_view script = "a{wait 300ms}B{ctrl-alt-del}{up}cd";

std::array<std::uint8_t, sector_size> sector_of(std::uint8_t byte) {
    std::array<std::uint8_t, sector_size> bytes;
    bytes.fill(byte);
    return bytes;
}

class Pc {
public:
    explicit Pc(std::vector<std::uint8_t> contents = std::vector<std::uint8_t>(4 * sector_size))
        : image(contents) {
        EXPECT_TRUE(devices.attach(ports));
        EXPECT_TRUE(ports.attach(Uart::ports, uart));
        EXPECT_FALSE(devices.typist.script(script));
        EXPECT_TRUE(devices.disks.add(*Disk::open(image, dirty, DriveKind::hard_disk)));
    }

    std::uint8_t in(std::uint16_t port) {
        return static_cast<std::uint8_t>(ports.read(boot_vcpu, port, 1).value);
    }
    void out(std::uint16_t port, unsigned value) { ports.write(boot_vcpu, port, 1, value); }

    /// All that can be in the middle of something is.
    void bring_into_motion() {
        out(0x21, 0x00);
        out(0xA1, 0x00);
        out(0x43, 0x34);  // channel 0: mode 2
        out(0x40, 0x00);
        out(0x40, 0x10);
        out(0x43, 0xB6);  // channel 2: mode 3, a count that is half written
        out(0x61, 0x03);
        out(0x42, 0x34);
        out(0x70, 0x0B);
        out(0x71, 0x72);  // periodic, alarm and update interrupts
        out(0x70, 0x0C);
        out(0x3C8, 0x05);
        out(0x3C9, 0x11);  // a colour that is half written
        out(0x3C0, 0x10);  // the attribute controller's flip-flop
        out(0x3FB, 0x83);
        out(0x3F8, 0x0C);
        out(0x64, 0xD1);  // the output port's value comes next
        out(0x92, 0x00);
        EXPECT_TRUE(devices.disks.find(0x80)->write(1, sector_of(0x11)));
        run(700);
    }

    /// What the guest would see: it asks everything in turn, takes interrupts, ends every other.
    std::string run(unsigned steps) {
        std::string seen;
        constexpr std::uint16_t asked[] = {0x20, 0x21, 0x40,  0x42,  0x61,  0x60,  0x64,  0x71,  0x80, 0x92,
                                           0xA0, 0xA1, 0x3C1, 0x3C9, 0x3D5, 0x3DA, 0x3F8, 0x3FA, 0x3FB};
        for (unsigned step = 0; step < steps; ++step) {
            devices.clock.now += 3001;
            devices.timers.expire();
            const std::uint16_t port = asked[step_++ % std::size(asked)];
            seen += std::to_string(in(port)) + ' ';
            if (step % 5 == 0) out(0x42, step & 0xFF);
            if (step % 7 == 0) out(0x43, 0x00);
            if (devices.pending.word != 0) {
                seen += "irq " + std::to_string(devices.pic.acknowledge()) + ' ';
                out(0xA0, 0x20);
                out(0x20, 0x20);
            }
            seen += std::to_string(devices.timers.next()) + '\n';
        }
        seen += std::to_string(devices.disks.all().front().is_dirty(1));
        seen += std::to_string(devices.a20.open());
        seen += std::to_string((*devices.disks.all().front().read(1))[7]);
        return seen;
    }

    std::vector<std::uint8_t> save() {
        return saved_bytes([this](StateWriter& writer) { save_to(writer); });
    }
    bool load(std::span<const std::uint8_t> bytes) {
        StateReader reader(bytes);
        return devices.load_all(reader) && guest::load(reader, bios) && guest::load(reader, uart) &&
               reader.finished();
    }
    unsigned step_ = 0;

    std::vector<std::uint8_t> image, dirty = std::vector<std::uint8_t>(8);
    Requests requests;
    Console console;
    PortBus ports;
    Uart uart{console};
    Devices devices{requests};
    bios::Bios bios{devices, console};

private:
    void save_to(StateWriter& writer) {
        devices.save_all(writer);
        guest::save(writer, bios);
        guest::save(writer, uart);
    }
};

TEST(PcState, ASavedPcRunsOnAsTheOneThatItWasSavedFrom) {
    Pc pc;
    pc.bring_into_motion();
    const auto saved = pc.save();
    const unsigned step = pc.step_;
    const std::string on = pc.run(2000);
    EXPECT_NE(on.find("irq"), std::string::npos);
    EXPECT_NE(on, pc.run(2000));
    EXPECT_TRUE(pc.devices.disks.find(0x80)->write(1, sector_of(0x22)));
    EXPECT_TRUE(pc.devices.disks.find(0x80)->write(2, sector_of(0x22)));

    ASSERT_TRUE(pc.load(saved));
    EXPECT_EQ(pc.save(), saved);
    EXPECT_FALSE(pc.devices.disks.all().front().is_dirty(2));
    pc.step_ = step;
    EXPECT_EQ(pc.run(2000), on);

    Pc other;
    ASSERT_TRUE(other.load(saved));
    other.step_ = step;
    EXPECT_EQ(other.run(2000), on);
}

TEST(PcState, WhatWasSavedOfAnotherMachineIsRefused) {
    Pc pc, larger(std::vector<std::uint8_t>(8 * sector_size));
    pc.bring_into_motion();
    const auto saved = pc.save();
    EXPECT_FALSE(larger.load(saved));
    Pc other;
    EXPECT_FALSE(other.devices.typist.script("another"));
    EXPECT_FALSE(other.load(saved));
    EXPECT_TRUE(other.devices.a20.open()) << "a PC that can't load is as at power-on";
    Requests requests;
    Devices faster(requests, 1'000'000'000);
    StateReader reader(saved);
    EXPECT_FALSE(faster.load_all(reader));
}

TEST(PcState, EveryTruncationIsRefused) {
    Pc pc;
    pc.bring_into_motion();
    const auto saved = pc.save();
    for (std::size_t size = 0; size < saved.size(); size += size < 2500 ? 1 : 97) {
        Pc other;
        EXPECT_FALSE(other.load(std::span(saved).first(size))) << size;
    }
}

TEST(PcState, AnotherRateOfTimeIsThatOfTheSamePc) {
    Requests requests;
    constexpr Ticks hertz = 1'000'000'000;
    Devices devices(requests, hertz);
    unsigned interrupts = 0;
    while (devices.timers.next() <= hertz) {
        devices.clock.now = devices.timers.next();
        devices.timers.expire();
        if (devices.pic.pending()) {
            EXPECT_EQ(devices.pic.acknowledge(), 0x08);
            devices.pic.end_of_interrupt(0);
            ++interrupts;
        }
    }
    EXPECT_EQ(interrupts, 18U);
    devices.clock.now = 2 * hertz;
    EXPECT_EQ(devices.rtc.now().second, (Rtc::epoch.second + 2) % 60);
}

}  // namespace
}  // namespace vitrine::guest::pc
