#pragma once
// A guest with a PC around it and what may end it, moved by hand.

#include <deque>
#include <gtest/gtest.h>
#include <initializer_list>

#include "fake_cpu.hpp"
#include "guest/boards/pc.hpp"
#include "guest/machine/machine.hpp"
#include "guest/policies/policies.hpp"

namespace vitrine::guest {

inline constexpr std::uint64_t mib = 1 << 20;
inline constexpr std::size_t start = 0x7C00;
inline constexpr Ticks second = pc::ticks_per_second;

class TypedKeys final : public KeySource {
public:
    std::optional<std::uint8_t> receive() override {
        if (bytes.empty()) return std::nullopt;
        const std::uint8_t byte = bytes.front();
        bytes.pop_front();
        return byte;
    }
    std::deque<std::uint8_t> bytes;
};

struct Guest {
    explicit Guest(const Limits& limits = {.patience = 5 * second}, const PcSettings& settings = {})
        : board(settings, console, requests), policies(machine, limits) {
        EXPECT_TRUE(board.devices().attach(ports));
        cpu.registers[Register::rflags] |= rflags::interrupt;
    }

    void out(std::uint16_t port, unsigned value) { ports.write(boot_vcpu, port, 1, value); }
    void mask_all() {
        out(0x21, 0xFF);
        out(0xA1, 0xFF);
    }
    /// Channel 0 counts no more.
    void stop_timer() { out(0x43, 0x30); }
    /// Before an entry: the ending, if there is one.
    std::optional<action::Stop> prepare() {
        (void)board.enter(cpu);
        return requests.take_end();
    }
    void left_at(std::uint64_t tsc) {
        cpu.registers[Register::tsc] = tsc;
        board.left(cpu);
    }
    /// An exit for nothing that the guest did: the ending, if it is over where it is.
    std::optional<action::Stop> look() {
        machine.observers.tell(machine.event(event_kind::unseen));
        return requests.wants_end() ? requests.take_end() : std::nullopt;
    }
    /// An exit that is answered.
    Action left_by(const Exit& exit) {
        Action action = action::Advance{};
        GuestEvent event = machine.event(exit.cause.index());
        event.number = machine.exits != 0 ? machine.exits - 1 : 0;
        event.exit = &exit;
        event.action = &action;
        machine.observers.tell(event);
        return action;
    }
    Action halt() {
        exit::Hlt hlt;
        return board.halt(machine, hlt);
    }
    Ticks now() { return board.clock.now; }
    void interrupts_off() { cpu.registers[Register::rflags] &= ~std::uint64_t{rflags::interrupt}; }
    void code(std::initializer_list<unsigned> bytes) {
        std::size_t address = start;
        for (const unsigned byte : bytes) own.bytes[address++] = static_cast<std::uint8_t>(byte);
    }

    FakeCpu cpu;
    OwnMemory own{2 * mib};
    Console console;
    Requests requests;
    PortBus ports;
    PcBoard board;
    Machine machine{cpu, own.memory, ports, console, requests, board};
    Policies policies;
};

inline bool ends(const Action& action, Status status) {
    return action.is<action::Stop>() && action.stop().status == status;
}

inline Exit reads(std::uint16_t port, std::uint32_t value) {
    exit::Io io;
    io.in = true;
    io.port = port;
    io.count = 1;
    io.values[0] = value;
    return {.rip = start, .length = 2, .cause = io};
}

}  // namespace vitrine::guest
