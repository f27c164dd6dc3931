#pragma once
// `check=state`: a guest is saved and loaded before each of its entries, and nothing may change by it.

#include <cstdint>
#include <span>

#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

class StateCheck {
public:
    /// Bytes that the two extended states take, and what they are aligned to.
    static constexpr std::size_t room_size = 2 * most_extended, room_alignment = 64;

    /// Gives it the room: room_size bytes, which outlive it. Before the first check.
    void use(std::span<std::uint8_t> room) { room_ = room; }

    /// Saves the state, loads it, saves it again and compares. False when they differ or can't be loaded,
    /// which the log tells value by value. `time_stands` while the guest is out.
    [[nodiscard]] bool once(Vcpu& cpu, Sink& sink, bool time_stands);

    /// Says how often that was done, if it was.
    void log(Sink& sink) const;

private:
    std::span<std::uint8_t> room_;
    std::uint64_t count_ = 0;
};

}  // namespace vitrine::guest
