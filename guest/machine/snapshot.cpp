#include "guest/machine/snapshot.hpp"

namespace vitrine::guest {

namespace {

constexpr std::uint8_t longest_instruction = 15;

/// Types are numbered with a gap. Intel SDM vol. 3C, table 25-17.
bool is_type(VectoredEvent::Type type) {
    return type <= VectoredEvent::Type::software_exception && static_cast<unsigned>(type) != 1;
}

}  // namespace

void ProcessorPart::state(State& state) {
    loaded_.extended = extended_;
    if (!state.loads()) {
        cpu_.save(loaded_);
        loaded_.event = machine_.delivery;
        exits_ = machine_.exits;
        halted_ = machine_.halted;
    }
    state(loaded_, exits_, halted_);
}

bool ProcessorPart::take_loaded() {
    if (!is_type(loaded_.event.type) || loaded_.activity > Activity::wait_for_sipi ||
        halted_ > longest_instruction || !cpu_.load(loaded_).empty())
        return false;
    machine_.delivery = loaded_.event;
    machine_.exits = exits_;
    machine_.halted = halted_;
    machine_.cpuid = {};
    return true;
}

void MemoryPart::state(State& state) {
    std::uint64_t size = memory_.size();
    state(size);
    same_size_ = size == memory_.size();
    if (same_size_) state.bytes(memory_.bytes());
}

}  // namespace vitrine::guest
