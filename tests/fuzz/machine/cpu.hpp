#pragma once
// The run loop's processor: the one place that knows how the loop drives it.

#include <cstdint>

#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/run_loop.hpp"
#include "rules.hpp"

namespace vitrine::fuzz {

class ScriptedCpu final : public FakeVcpu {
public:
    ScriptedCpu(Script& script, Dice& dice, const Memory& memory)
        : script_(script), dice_(dice), memory_(memory) {}

    Rules* rules = nullptr;

    VITRINE_KEEPS_NO_REGISTER Exit& run(const Entry& entry) override {
        deliver(entry.event);
        rules->limited(entry.ticks);
        rules->entered(*this);
        const Step step = script_.next(*this, memory_);
        blocked_ = dice_.one_in(4);
        rules->left(step, *this);
        exit_ = step.exit;
        if (step.kind == Step::Kind::unseen) exit_.cause.emplace<exit::Unseen>();
        if (step.kind == Step::Kind::refused)
            exit_.cause = exit::EntryFailed{{.cause = "the processor refuses the entry"}};
        return exit_;
    }
    void advance(const Exit& exit) override {
        rules->advanced(exit.length);
        registers[Register::rip] += exit.length;
    }
    bool can_interrupt() override {
        return !blocked_ && (registers[Register::rflags] & rflags::interrupt) != 0;
    }

    // EFER.LMA follows CR0.PG, as write() of VirtualCpu says.
    void write(Register name, std::uint64_t value) override {
        FUZZ_REQUIRE(name != Register::rip, "a handler moves RIP");
        FakeCpuOf::write(name, value);
        if (name != Register::cr0 && name != Register::efer) return;
        std::uint64_t& efer = registers[Register::efer];
        const bool active = (efer & efer::lme) != 0 && (registers[Register::cr0] & cr0::pg) != 0;
        efer = active ? efer | efer::lma : efer & ~efer::lma;
    }
    CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override {
        return FakeCpuOf::host_cpuid(leaf, leaf == 7 || leaf == 0xD ? subleaf : 0);
    }

private:
    void deliver(const VectoredEvent& event) {
        if (!event.valid || rules->delivered_again(event)) return;
        if (event.is_exception()) {
            rules->injected(event, (registers[Register::cr0] & cr0::pe) != 0);
        } else {
            rules->interrupted(can_interrupt());
        }
    }

    Script& script_;
    Dice& dice_;
    const Memory& memory_;
    bool blocked_ = false;
};

/// The guest from its first entry to its end.
inline void run_to_the_end(ScriptedCpu& cpu, Machine& machine) {
    const Ending ending = guest::run(cpu, machine);
    cpu.rules->ended(ending.stop, ending.exits, cpu);
}

}  // namespace vitrine::fuzz
