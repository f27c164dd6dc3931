#pragma once
// How many exits of each kind there were, by which ports and which calls of the BIOS: the `summary` lines.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/events/kinds.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

class Tally final : public Observer {
public:
    /// Ports, and calls of the BIOS by vector and function, that are counted apart; what comes more is
    /// counted together.
    static constexpr std::size_t most_ports = 64, most_calls = 64;

    Tally() : Observer(all_exits | kinds(event_kind::bios, event_kind::irq)) {}

    void see(const GuestEvent& event) override;

    /// A line for each kind in Cause's order, each port in the order of their numbers, each call by its
    /// vector.
    void write(Sink& sink) const;

private:
    struct Port {
        std::uint16_t number = 0;
        std::uint32_t in = 0, out = 0;
        std::string_view device{};
    };
    struct Call {
        std::uint8_t vector = 0;
        std::string_view function{};
        std::uint32_t count = 0;
    };

    void count_port(const exit::Io& io);
    void count_call(const BiosCall& call);

    std::array<std::uint64_t, told_kinds> kinds_{};
    std::array<Port, most_ports> ports_{};  ///< in the order of their numbers
    std::size_t port_count_ = 0;
    Port other_ports_;
    std::array<Call, most_calls> calls_{};  ///< in the order of their vectors
    std::size_t call_count_ = 0;
    std::uint32_t other_calls_ = 0;
};

}  // namespace vitrine::guest
