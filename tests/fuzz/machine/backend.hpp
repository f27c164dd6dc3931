#pragma once
// The run loop's processor: the one place that knows how the loop drives it.

#include <cstdint>
#include <optional>

#include "guest/cpu/backend.hpp"
#include "guest/machine/run_loop.hpp"
#include "rules.hpp"

namespace vitrine::fuzz {

class ScriptedCpu final : public FakeCpuOf<VirtualCpu> {
public:
    ScriptedCpu(Script& script, Dice& dice, const Memory& memory)
        : script_(script), dice_(dice), memory_(memory) {}

    Rules* rules = nullptr;

    // What the run loop wants of a backend.
    using Departure = Step;
    Step enter() {
        rules->entered(*this);
        pending_ = false;
        Step step = script_.next(*this, memory_);
        blocked_ = dice_.one_in(4);
        rules->left(step, *this);
        return step;
    }
    Step resume(const Step&) { return enter(); }
    bool quiet() const { return true; }
    bool answer(const Step&, ShortWay<ScriptedCpu>&) { return false; }
    bool refused(const Step& step) const { return step.kind == Step::Kind::refused; }
    EntryFailure explain(const Step&) const { return {"the processor refuses the entry"}; }
    std::optional<Exit> decode(const Step& step) const {
        return step.kind == Step::Kind::exit ? std::optional(step.exit) : std::nullopt;
    }
    void advance(const Step&, std::uint64_t length) {
        rules->advanced(length);
        registers[Register::rip] += length;
    }
    void advance(const Step& step) { advance(step, step.exit.length); }
    void inject(const Exit& exit, const exit::Exception& exception) {
        pending_ = true;
        rules->injected(exit, exception, (registers[Register::cr0] & cr0::pe) != 0);
    }
    bool can_interrupt() {
        return !pending_ && !blocked_ && (registers[Register::rflags] & rflags::interrupt) != 0;
    }
    void interrupt(std::uint8_t) {
        rules->interrupted(can_interrupt());
        pending_ = true;
    }
    void ask_for_window() {}
    void limit(std::uint64_t ticks) { rules->limited(ticks); }

    // What only the short way wants.
    std::optional<std::uint16_t> code_segment() { return std::nullopt; }
    std::uint64_t cr0() { return registers[Register::cr0]; }
    void set_plain_cr0(std::uint64_t value) { registers[Register::cr0] = value; }
    std::optional<std::uint64_t> read_quickly(Register) { return std::nullopt; }

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
    Script& script_;
    Dice& dice_;
    const Memory& memory_;
    bool pending_ = false, blocked_ = false;
};

/// The guest from its first entry to its end.
inline void run_to_the_end(ScriptedCpu& cpu, Machine& machine, Trace& trace) {
    const Ending ending = guest::run(cpu, machine, trace);
    cpu.rules->ended(ending.stop, ending.exits, cpu);
}

}  // namespace vitrine::fuzz
