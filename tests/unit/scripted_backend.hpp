#pragma once
// A backend whose guest exits for the reasons of a script.

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fake_cpu.hpp"
#include "guest/cpu/backend.hpp"
#include "guest/machine/short_way.hpp"

namespace vitrine::guest {

/// Leaves the guest for the reasons of a script; then entries fail.
class ScriptedBackend final : public FakeCpuOf<VirtualCpu> {
public:
    struct Departure {
        Cause cause;
        std::uint64_t rip = 0;
        Registers* gpr = nullptr;
        std::uint64_t length = 2;
        bool refused = false;
    };
    std::deque<Cause> script;
    std::vector<std::string> calls;
    std::vector<std::uint64_t> limits;
    bool interruptible = true;
    /// What the guest does before each exit; nothing where there is no element.
    std::deque<std::function<void(ScriptedBackend&)>> before;
    bool takes_short_ways = false;
    unsigned short_ways = 0;

    Departure enter() {
        if (script.empty()) return {.refused = true};
        Departure left{.cause = script.front(), .rip = registers[Register::rip], .gpr = &gpr};
        script.pop_front();
        if (!before.empty()) {
            before.front()(*this);
            before.pop_front();
        }
        return left;
    }
    Departure resume(const Departure&) { return enter(); }
    bool quiet() const { return true; }
    bool can_interrupt() const { return interruptible; }
    void interrupt(std::uint8_t vector) { calls.push_back("interrupt " + std::to_string(vector)); }
    void ask_for_window() { calls.emplace_back("window"); }
    void limit(std::uint64_t ticks) { limits.push_back(ticks); }
    bool answer(const Departure& left, ShortWay<ScriptedBackend>& short_way) {
        if (!takes_short_ways || left.refused || !short_way.is_ordinary_place(left.rip + left.length))
            return false;
        return std::visit(Overload{[&](const exit::Vmcall&) { return short_way.vmcall(left); },
                                   [&](const exit::Cpuid&) { return short_way.cpuid(left); },
                                   [&](const exit::Msr& msr) { return !msr.write && short_way.rdmsr(left); },
                                   [&](const exit::Io& io) {
                                       return !io.string && io.size == 1 &&
                                              short_way.byte_io(left, [&io] { return exit::PortAccess(io); });
                                   },
                                   [&](const exit::ControlRegister& access) {
                                       return access.number == 0 &&
                                              access.access == exit::ControlRegister::Access::write &&
                                              short_way.write_cr0(left, access.gpr);
                                   },
                                   [](const auto&) { return false; }},
                          left.cause);
    }
    bool refused(const Departure& left) const { return left.refused; }
    EntryFailure explain(const Departure&) const { return {"the script is over"}; }
    std::optional<Exit> decode(const Departure& left) const {
        return Exit{.rip = left.rip, .length = static_cast<std::uint8_t>(left.length), .cause = left.cause};
    }
    void advance(const Departure&, std::uint64_t length) {
        registers[Register::rip] += length;
        calls.emplace_back("advance");
    }
    void advance(const Departure& left) {
        ++short_ways;
        advance(left, left.length);
    }
    void inject(const Exit&, const exit::Exception& exception) {
        calls.push_back("inject " + std::to_string(exception.vector));
    }

    /// As hardware: most leaves don't look at ECX.
    CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override {
        const bool by_subleaf = leaf == 4 || leaf == 7 || leaf == 0xB || leaf == 0xD;
        return FakeCpuOf::host_cpuid(leaf, by_subleaf ? subleaf : 0);
    }

    std::optional<std::uint16_t> code_segment() {
        const Segment& cs = segment_of(SegmentName::cs);
        return cs.base != 0 ? std::optional(cs.selector) : std::nullopt;
    }
    std::uint64_t cr0() { return registers[Register::cr0]; }
    void set_plain_cr0(std::uint64_t value) { registers[Register::cr0] = value; }
    std::optional<std::uint64_t> read_quickly(Register name) {
        const bool slow = name == Register::tsc_aux || name == Register::tsc || name == Register::none;
        return slow ? std::nullopt : std::optional(registers[name]);
    }
};

}  // namespace vitrine::guest
