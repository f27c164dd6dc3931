#pragma once
// What a machine's run depends on besides its board and its devices, which save themselves: the virtual
// processor and the memory. It is saved between two runs, as when run() was paused, and loaded into a machine
// that was put together in the same way.

#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/cpu_state.hpp"
#include "guest/machine/machine.hpp"
#include "guest/machine/state.hpp"

namespace vitrine::guest {

/// A virtual processor of the machine's, with what it is in the middle of.
class ProcessorPart {
public:
    /// `extended` is room for its extended state: Vcpu::extended_size() bytes, aligned to 64.
    ProcessorPart(Vcpu& cpu, Machine& machine, std::span<std::uint8_t> extended)
        : cpu_(cpu), machine_(machine), extended_(extended) {}

    [[nodiscard]] static constexpr std::string_view name() { return "processor"; }
    void state(State& state);
    /// False where the processor can't have such a state; a load that fails leaves one that isn't to be run.
    [[nodiscard]] bool take_loaded();

private:
    Vcpu& cpu_;
    Machine& machine_;
    std::span<std::uint8_t> extended_;
    CpuState loaded_;
    std::uint64_t exits_ = 0;
    std::uint8_t halted_ = 0;
};

/// The ram.
class MemoryPart {
public:
    explicit MemoryPart(const Memory& memory) : memory_(memory) {}

    [[nodiscard]] static constexpr std::string_view name() { return "memory"; }
    void state(State& state);
    [[nodiscard]] bool take_loaded() const { return same_size_; }

private:
    const Memory& memory_;
    bool same_size_ = true;
};

}  // namespace vitrine::guest
