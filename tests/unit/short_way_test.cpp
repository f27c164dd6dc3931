// The short way and the long way of an exit come to the same, in the guest's registers and in the log.

#include "guest/machine/short_way.hpp"

#include <gtest/gtest.h>
#include <random>

#include "guest/devices/debug_console.hpp"
#include "guest/devices/debug_exit.hpp"
#include "guest/devices/uart.hpp"
#include "guest/machine/emulate/unclaimed.hpp"
#include "guest/machine/run_loop.hpp"
#include "scripted_backend.hpp"

namespace vitrine::guest {
namespace {

/// A guest with its machine, from a seed: what it does and what it has in its registers.
class Life {
public:
    explicit Life(unsigned seed) : random_(seed) {
        EXPECT_TRUE(ports_.attach(Uart::ports, uart_));
        EXPECT_TRUE(ports_.attach(DebugConsole::ports, debug_console_));
        EXPECT_TRUE(ports_.attach(DebugExit::ports, debug_exit_));
        cpu.give_all_features();
        for (const std::uint32_t leaf : {0U, 2U, 0x16U, 0x8000'0002U})
            cpu.cpuid[{leaf, 0}] = {pick(), pick(), pick(), pick()};
        cpu.cpuid[{0, 0}].eax = 0x20;
        if (pick() % 2 == 0) cpu.enter_long_mode();
        if (pick() % 4 == 0) cpu.segment_of(SegmentName::cs) = {.selector = 0x123, .base = 0x1230};
        for (std::uint64_t& value : cpu.gpr.value) value = std::uint64_t{pick()} << 32 | pick();
        for (int exit = 0; exit < 40; ++exit) add_exit();
        cpu.registers[Register::rip] = pick() % 4 == 0 ? pick() % 32 : 0x7C00;
    }

    void run(Trace trace) {
        Machine machine{cpu, own_.memory, ports_, console_};
        ending = guest::run(cpu, machine, trace);
    }

    ScriptedBackend cpu;
    Ending ending;

private:
    std::uint32_t pick() { return static_cast<std::uint32_t>(random_()); }

    /// The register values that matter to the next exit are set by an exit of their own, which stands for the
    /// guest's instructions in between.
    void add_exit() {
        constexpr std::uint8_t sizes[] = {1, 2, 4};
        constexpr std::uint16_t ports[] = {0x3F8, 0x3F9, 0x3FB, 0x3FC, 0x3FD, 0x3FF, 0xE9,
                                           0xF7,  0x80,  0x3F7, 0xE8,  0x500, 0xFFFF};
        switch (pick() % 6) {
            case 0:
                cpu.script.emplace_back(exit::Vmcall{});
                break;
            case 1:
                cpu.script.emplace_back(exit::Cpuid{});
                break;
            case 2:
                cpu.script.emplace_back(exit::Msr{.write = pick() % 2 == 0});
                break;
            case 3:
                cpu.script.emplace_back(
                    exit::ControlRegister{.number = static_cast<std::uint8_t>(pick() % 4 == 0 ? 4 : 0),
                                          .access = static_cast<exit::ControlRegister::Access>(pick() % 3),
                                          .gpr = static_cast<Gpr>(pick() % gpr_count)});
                break;
            default:
                cpu.script.emplace_back(exit::Io{{.in = pick() % 2 == 0,
                                                  .string = pick() % 8 == 0,
                                                  .size = sizes[pick() % 3],
                                                  .port = ports[pick() % std::size(ports)]}});
                break;
        }
        cpu.before.push_back(
            [rax = interesting(), rbx = std::uint64_t{pick()}, rcx = interesting()](ScriptedBackend& guest) {
                guest.gpr[Gpr::rax] = rax;
                guest.gpr[Gpr::rbx] = rbx;
                guest.gpr[Gpr::rcx] = rcx;
            });
    }

    std::uint64_t interesting() {
        constexpr std::uint64_t values[] = {0,
                                            1,
                                            2,
                                            4,
                                            5,
                                            7,
                                            0xD,
                                            0x16,
                                            0x17,
                                            0x8000'0002,
                                            0x4000'0000,
                                            0x10,
                                            0x174,
                                            0x176,
                                            0x277,
                                            0xC000'0080,
                                            0xC000'0084,
                                            0xC000'0085,
                                            0xC000'0100,
                                            0xC000'0103,
                                            cr0::et,
                                            cr0::et | cr0::am,
                                            cr0::et | cr0::pe | cr0::pg | cr0::ne,
                                            cr0::et | cr0::pe | cr0::pg,
                                            cr0::et | cr0::pe | cr0::pg | cr0::ts | cr0::wp,
                                            ~0ULL};
        return values[pick() % std::size(values)];
    }

    std::mt19937 random_;
    OwnMemory own_{64U << 10};
    Console console_;
    Uart uart_{console_};
    DebugConsole debug_console_{console_};
    DebugExit debug_exit_;
    PortBus ports_;
};

TEST(ShortWay, GoesWhereTheLongWayGoes) {
    unsigned short_ways = 0;
    for (unsigned seed = 0; seed < 2000; ++seed) {
        SCOPED_TRACE(seed);
        StringSink long_sink, short_sink, silent_sink;
        std::vector<std::byte> room(64U << 10);

        Life by_long_way(seed);
        by_long_way.run(Trace(long_sink, *TraceFilter::parse("all,-steps")));

        Life by_short_way(seed);
        by_short_way.cpu.takes_short_ways = true;
        by_short_way.run(Trace(short_sink, *TraceFilter::parse("all,-steps"), EventStore(room)));
        short_ways += by_short_way.cpu.short_ways;

        Life silently(seed);
        silently.cpu.takes_short_ways = true;
        silently.run(Trace(silent_sink, *TraceFilter::parse("none")));

        ASSERT_EQ(short_sink.text, long_sink.text);
        for (const Life* other : {&by_short_way, &silently}) {
            ASSERT_EQ(other->cpu.gpr.value, by_long_way.cpu.gpr.value);
            ASSERT_EQ(other->cpu.registers, by_long_way.cpu.registers);
            ASSERT_EQ(other->cpu.calls, by_long_way.cpu.calls);
            ASSERT_EQ(other->ending.exits, by_long_way.ending.exits);
            ASSERT_EQ(other->ending.stop.cause, by_long_way.ending.stop.cause);
        }
    }
    EXPECT_GT(short_ways, 5000U);
}

TEST(ShortWay, IsClosedToKindsThatAreWrittenAtOnce) {
    StringSink sink;
    Life run(1);
    run.cpu.takes_short_ways = true;
    run.run(Trace(sink, *TraceFilter::parse("all,-steps")));
    EXPECT_EQ(run.cpu.short_ways, 0U);
}

TEST(ShortWay, OrdinaryPlaces) {
    using Way = ShortWay<ScriptedBackend>;
    EXPECT_FALSE(Way::is_ordinary_place(unclaimed_stub_offsets - 1 + 3));
    EXPECT_FALSE(Way::is_ordinary_place(0x1'0000'0000));
    EXPECT_FALSE(Way::is_ordinary_place(0x1'0000'0002));
    EXPECT_TRUE(Way::is_ordinary_place(0xFFFF'FFFF));
    EXPECT_TRUE(Way::is_ordinary_place(0x7C02));
}

TEST(KnownCpuid, LeafOneIsForgottenWithCr4) {
    KnownCpuid known;
    Registers gpr;
    exit::Cpuid cpuid;
    known.remember(1, {1, 2, 3, 4});
    known.remember(0, {5, 6, 7, 8});
    known.remember(7, {9, 9, 9, 9});
    gpr[Gpr::rax] = 7;
    EXPECT_FALSE(known.answer(gpr, cpuid)) << "by subleaf";
    gpr[Gpr::rax] = 1;
    EXPECT_TRUE(known.answer(gpr, cpuid));
    EXPECT_EQ(gpr[Gpr::rdx], 4U);
    known.forget_leaf_1();
    gpr[Gpr::rax] = 1;
    EXPECT_FALSE(known.answer(gpr, cpuid));
    gpr[Gpr::rax] = 0;
    EXPECT_TRUE(known.answer(gpr, cpuid));
    gpr[Gpr::rax] = 0x4000'0000;
    EXPECT_FALSE(known.answer(gpr, cpuid));
}

}  // namespace
}  // namespace vitrine::guest
