#pragma once
// Events kept in memory, to be written later: a guest whose timing matters isn't held up by the serial line.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "guest/events/kinds.hpp"
#include "guest/machine/console.hpp"

namespace vitrine::guest {

/// An exit, a BiosCall or a DeviceInterrupt as the log tells it.
struct ExitEvent {
    /// What `how` makes in place.
    template <class... How>
    ExitEvent(std::uint64_t its_number, std::uint64_t its_rip, std::optional<std::uint16_t> its_code_segment,
              How&&... how)
        : number(its_number), rip(its_rip), code_segment(its_code_segment), told(std::forward<How>(how)...) {}

    std::uint64_t number;
    std::uint64_t rip;
    std::optional<std::uint16_t> code_segment;  ///< CS's selector, where its base isn't 0
    std::optional<std::uint8_t> injected;       ///< vector of the exception that the guest got
    Told told;
};

/// A line that the guest wrote.
struct TextEvent {
    std::size_t after = 0;  ///< how many of the exits kept come before it
    std::string_view source;
    std::size_t length = 0;
    std::array<char, Console::longest_line> text;
};

/// Keeps events in the order in which they came, until it is full.
class EventStore {
public:
    /// Keeps nothing: whatever comes finds it full.
    EventStore() = default;
    /// Uses `room`, aligned for any object, seven parts in eight for exits.
    explicit EventStore(std::span<std::byte> room);

    [[nodiscard]] std::span<const ExitEvent> exits() const { return exits_.first(exit_count_); }
    [[nodiscard]] std::span<const TextEvent> texts() const { return texts_.first(text_count_); }
    [[nodiscard]] bool empty() const { return exit_count_ == 0 && text_count_ == 0; }
    /// Whether there is no room for another exit.
    [[nodiscard]] bool full() const { return exit_count_ == exits_.size(); }
    void clear() { exit_count_ = text_count_ = 0; }

    /// Makes one where it is kept, of what ExitEvent is made of; null when the store is full.
    template <class... How>
    [[nodiscard]] ExitEvent* make(How&&... how) {
        if (exit_count_ == exits_.size()) return nullptr;
        return std::construct_at(&exits_[exit_count_++], std::forward<How>(how)...);
    }
    /// False when the store is full.
    [[nodiscard]] bool add(const ConsoleLine& line);

private:
    std::span<ExitEvent> exits_;
    std::span<TextEvent> texts_;
    std::size_t exit_count_ = 0, text_count_ = 0;
};

}  // namespace vitrine::guest
