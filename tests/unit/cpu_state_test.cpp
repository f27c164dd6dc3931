#include "guest/cpu/cpu_state.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "fake_cpu.hpp"
#include "guest/cpu/state_check.hpp"
#include "guest/machine/state.hpp"
#include "scripted_cpu.hpp"

namespace vitrine::guest {
namespace {

constexpr std::uint32_t area_size = 576;
constexpr StateLimits limits{.xsave = true, .components = 7, .extended_size = area_size};

struct alignas(64) Area {
    std::array<std::uint8_t, area_size> bytes{};
};

/// Every value of it differs from that of a reset.
CpuState busy(Area& area) {
    CpuState state{.extended = area.bytes};
    std::uint64_t next = 0x1111'0000'0001;
    for (std::uint64_t& value : state.gpr.value) value = next++;
    state.gpr[Gpr::rsp] = 0;
    for (std::uint64_t& value : state.registers) value = next++;
    for (Segment& segment : state.segments)
        segment = {.selector = 8, .base = next++, .limit = 0xFFFF, .access = 0x93};
    state.gdtr = {.base = next++, .limit = 0x27};
    state.idtr = {.base = next++, .limit = 0xFFF};
    state[Register::cr0] = cr0::pe | cr0::pg;
    state[Register::cr4] = cr4::pae;
    state[Register::efer] = 0;
    state.pdptes = {1, 2, 3, 4};
    state.event = {.valid = true, .vector = 14, .has_error_code = true, .error_code = 2, .address = 0x1000};
    state.pending_debug = pending_debug::single_step;
    state.sti_blocking = state.mov_ss_blocking = state.nmi_blocking = true;
    state.activity = Activity::wait_for_sipi;
    area.bytes[0] = 0x7F;
    return state;
}

TEST(CpuStateTest, WhatIsLoadedIsSaved) {
    Area area, other_area;
    const CpuState state = busy(area);
    ScriptedCpu cpu;
    ASSERT_EQ(cpu.load(state), "");
    CpuState saved{.extended = other_area.bytes};
    cpu.save(saved);
    StringSink sink;
    EXPECT_EQ(log_differences(sink, state, saved), 0U) << sink.text;
    EXPECT_TRUE(state == saved);
}

TEST(CpuStateTest, EveryDifferenceIsNamed) {
    Area area, other_area;
    const CpuState state = busy(area);
    CpuState other = busy(other_area);
    other[Register::dr6] = 5;
    other[SegmentName::ss].limit = 6;
    other.activity = Activity::hlt;
    other_area.bytes[3] = 1;
    StringSink sink;
    EXPECT_EQ(log_differences(sink, state, other), 4U);
    EXPECT_TRUE(sink.text.contains("error field=dr6 "));
    EXPECT_TRUE(sink.text.contains("error field=ss detail=limit value=0xffff found=0x6\n"));
    EXPECT_TRUE(sink.text.contains("error field=activity value=0x3 found=0x1\n"));
    EXPECT_TRUE(sink.text.contains("error field=extended offset=3\n"));
    EXPECT_FALSE(state == other);
}

TEST(CpuStateTest, ItsBytesHoldAllOfIt) {
    Area area, other_area;
    CpuState state = busy(area);
    StateWriter count({});
    count(state);
    std::vector<std::uint8_t> bytes(count.size());
    StateWriter writer(bytes);
    writer.begin("cpu", 1);
    writer(state);
    writer.end();
    bytes.resize(writer.size());
    StateWriter again(bytes);
    again.begin("cpu", 1);
    again(state);
    again.end();
    ASSERT_TRUE(again.fits());

    CpuState loaded{.extended = other_area.bytes};
    StateReader reader(bytes);
    reader.begin("cpu", 1);
    reader(loaded);
    reader.end();
    EXPECT_TRUE(reader.good());
    EXPECT_TRUE(loaded == state);
}

TEST(CpuStateTest, ValuesThatWouldFaultAreNamed) {
    Area area;
    const auto with = [&](auto change) {
        CpuState state = real_mode_state();
        area = {};
        state.extended = area.bytes;
        change(state);
        return unloadable(state, limits);
    };
    EXPECT_EQ(with([](CpuState&) {}), "");
    EXPECT_EQ(with([](CpuState& s) { s[Register::lstar] = 1ULL << 47; }), "lstar");
    EXPECT_EQ(with([](CpuState& s) { s[Register::dr7] = 1ULL << 32; }), "dr7");
    EXPECT_EQ(with([](CpuState& s) { s[Register::cr8] = 16; }), "cr8");
    EXPECT_EQ(with([](CpuState& s) { s[Register::xcr0] = 0; }), "xcr0");
    EXPECT_EQ(with([](CpuState& s) { s[Register::xcr0] = 9; }), "xcr0");
    EXPECT_EQ(with([](CpuState& s) { s.extended = s.extended.first(575); }), "extended");
    EXPECT_EQ(with([](CpuState& s) { s.extended[26] = 1; }), "mxcsr");
    EXPECT_EQ(with([](CpuState& s) { s.extended[512] = 8; }), "xstate_bv");
    EXPECT_EQ(with([](CpuState& s) { s.extended[527] = 0x80; }), "xcomp_bv");
    EXPECT_EQ(with([](CpuState& s) { s.extended = {}; }), "");
}

/// Loses a register when it is loaded.
class Forgetful final : public FakeVcpu {
public:
    VITRINE_KEEPS_NO_REGISTER Exit& run(const Entry& /*entry*/) override { return exit_; }
    void advance(const Exit& /*exit*/) override {}
    bool can_interrupt() override { return false; }
    std::string_view load(const CpuState& state) override {
        const auto name = FakeVcpu::load(state);
        registers[Register::cr2] = 0;
        return name;
    }
};

TEST(CpuStateTest, ACheckFindsWhatIsLost) {
    alignas(StateCheck::room_alignment) std::array<std::uint8_t, StateCheck::room_size> room{};
    StateCheck check;
    check.use(room);
    StringSink sink;
    ScriptedCpu good;
    EXPECT_TRUE(check.once(good, sink, true));
    Forgetful bad;
    bad.registers[Register::cr2] = 7;
    EXPECT_FALSE(check.once(bad, sink, true));
    EXPECT_EQ(sink.text, "error field=cr2 value=0x7 found=0x0\n");
    check.log(sink);
    EXPECT_TRUE(sink.text.ends_with("check name=state count=2 status=ok\n"));
}

}  // namespace
}  // namespace vitrine::guest
