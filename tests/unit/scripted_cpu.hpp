#pragma once
// A virtual processor whose guest exits for the reasons of a script.

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "fake_cpu.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// Leaves the guest for the reasons of a script; then entries fail.
class ScriptedCpu final : public FakeVcpu {
public:
    std::deque<Cause> script;
    /// What was asked of it: "advance", "inject N", "interrupt N", "window".
    std::vector<std::string> calls;
    /// The same of events, whole.
    std::vector<VectoredEvent> delivered;
    /// In the middle of which event's delivery the guest leaves, by exit; in none where there is no element.
    std::deque<VectoredEvent> interrupted;
    /// By which time each bounded entry was to end.
    std::vector<std::uint64_t> limits;
    bool interruptible = true;
    /// What the guest does before each exit; nothing where there is no element.
    std::deque<std::function<void(ScriptedCpu&)>> before;

    VITRINE_KEEPS_NO_REGISTER Exit& run(const Entry& entry) override {
        note(entry);
        if (script.empty()) {
            exit_ = {.cause = exit::EntryFailed{{.cause = "the script is over"}}};
            return exit_;
        }
        exit_ = {.rip = registers[Register::rip], .length = 2, .cause = script.front()};
        script.pop_front();
        if (!interrupted.empty()) {
            exit_.interrupted = interrupted.front();
            interrupted.pop_front();
        }
        if (!before.empty()) {
            before.front()(*this);
            before.pop_front();
        }
        return exit_;
    }
    void advance(const Exit& exit) override {
        registers[Register::rip] = exit.rip + exit.length;
        calls.emplace_back("advance");
    }
    bool can_interrupt() override { return interruptible; }

    /// As hardware: most leaves don't look at ECX.
    CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override {
        const bool by_subleaf = leaf == 4 || leaf == 7 || leaf == 0xB || leaf == 0xD;
        return FakeCpuOf::host_cpuid(leaf, by_subleaf ? subleaf : 0);
    }

private:
    void note(const Entry& entry) {
        if (entry.event.valid) {
            calls.push_back((entry.event.is_exception() ? "inject " : "interrupt ") +
                            std::to_string(entry.event.vector));
            delivered.push_back(entry.event);
        }
        if (entry.window) calls.emplace_back("window");
        if (entry.ticks != Entry::unbounded) limits.push_back(entry.ticks);
    }
};

}  // namespace vitrine::guest
