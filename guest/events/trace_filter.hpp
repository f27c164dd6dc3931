#pragma once
// What the log shows of a guest: the value of `trace=`.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/events/kinds.hpp"
#include "kernel/result.hpp"

namespace vitrine::guest {

/// By default every exit and what the guest writes, and the first of each VMX step.
class TraceFilter {
public:
    /// A word of `trace=` that means nothing, or one port range too many.
    struct BadWord {
        std::string_view word;
    };

    /// Port ranges that one filter may name.
    static constexpr std::size_t most_ranges = 16;

    /// Of a bare machine.
    constexpr TraceFilter() = default;
    /// Of a machine with devices and a BIOS: the summary too, and what a guest repeats is counted.
    [[nodiscard]] static TraceFilter for_platform();

    /// Reads the value of `trace=`: words separated by commas, applied from left to right to `base`.
    ///   all, none     everything, nothing
    ///   steps         every step of the vendor's life cycle, not only the first of each kind
    ///   console       lines that the guest writes
    ///   screen        the screen at the guest's end
    ///   summary       counts at the guest's end
    ///   repeats       each event of a loop, rather than how often it went round
    ///   a kind        of exit (`io`, `vmcall`, …), `bios` or `irq`
    ///   port:N, port:N-M, bios:N
    ///                 accesses to those ports, calls by that vector
    /// A word with `-` before it takes away. A list that begins with a plain kind, port or vector shows that
    /// alone.
    [[nodiscard]] static Result<TraceFilter, BadWord> parse(std::string_view list, const TraceFilter& base);
    /// The same for a bare machine.
    [[nodiscard]] static Result<TraceFilter, BadWord> parse(std::string_view list);

    [[nodiscard]] bool shows(const GuestEvent& event) const;
    /// The kinds of which anything may be shown.
    [[nodiscard]] KindMask kinds_shown() const { return bits_ & kind_bits; }
    [[nodiscard]] bool shows_console() const { return (bits_ & console_bit) != 0; }
    [[nodiscard]] bool shows_every_step() const { return (bits_ & steps_bit) != 0; }
    [[nodiscard]] bool shows_screen() const { return (bits_ & screen_bit) != 0; }
    [[nodiscard]] bool shows_summary() const { return (bits_ & summary_bit) != 0; }
    [[nodiscard]] bool shows_repeats() const { return (bits_ & repeats_bit) != 0; }

    /// From now on no exit is shown.
    void hide_exits() { bits_ &= ~kind_bits; }

    /// The plain words of `trace=`, for messages: `index` from 0, an empty word past the last.
    [[nodiscard]] static std::string_view word(unsigned index);

private:
    static constexpr std::uint32_t kind_bits = (1U << told_kinds) - 1;
    static constexpr std::uint32_t console_bit = 1U << told_kinds;
    static constexpr std::uint32_t steps_bit = 1U << (told_kinds + 1);
    static constexpr std::uint32_t screen_bit = 1U << (told_kinds + 2);
    static constexpr std::uint32_t summary_bit = 1U << (told_kinds + 3);
    static constexpr std::uint32_t repeats_bit = 1U << (told_kinds + 4);

    struct Ports {
        std::uint16_t first, last;
        bool shown;
    };

    [[nodiscard]] bool apply(std::string_view name, bool show);
    [[nodiscard]] bool apply_ports(std::string_view range, bool show);
    [[nodiscard]] bool apply_vector(std::string_view number, bool show);
    void apply_bits(std::uint32_t bits, bool show);

    std::uint32_t bits_ = kind_bits | console_bit | screen_bit | repeats_bit;
    std::array<Ports, most_ranges> ports_{};  ///< the last that has a port decides
    std::size_t port_count_ = 0;
    bool other_ports_ = true;
    std::array<std::uint64_t, 4> vectors_{~0ULL, ~0ULL, ~0ULL, ~0ULL};  ///< of BIOS calls, a bit each
};

}  // namespace vitrine::guest
