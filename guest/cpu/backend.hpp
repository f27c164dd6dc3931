#pragma once
// A vendor's virtual processor as the run loop drives it. Handlers see only its VirtualCpu part, so that
// nobody but the run loop enters the guest, moves its RIP or delivers events to it.

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

#include "guest/cpu/exit.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

/// The processor refused to enter the guest. The vendor has logged the particulars.
struct EntryFailure {
    std::string_view cause;  ///< in words; a literal
    std::string_view
        kind{};  ///< in a word: a VM-instruction error's or an exit reason's number, or "invalid"
};

/// What the manual's rules say of an entry before it is tried.
struct EntryForecast {
    unsigned rules = 0, broken = 0;
    unsigned unknown = 0;                        ///< rules that could not be judged
    std::array<std::string_view, 2> refusals{};  ///< the processor may refuse in these ways; else empty

    [[nodiscard]] bool accepts() const { return broken == 0; }
};

template <class Cpu>
class ShortWay;

/// A vendor's virtual processor. Its Departure is what the vendor knows of an exit before it is decoded; its
/// `length` is that of the instruction, where one exited.
template <class Cpu>
concept Backend = std::derived_from<Cpu, VirtualCpu> &&
                  requires(Cpu& cpu, const typename Cpu::Departure& left, ShortWay<Cpu>& short_way,
                           const Exit& exit, const exit::Exception& exception) {
                      /// Enters the guest and comes back at its next exit, or at once when the processor
                      /// refuses.
                      { cpu.enter() } -> std::same_as<typename Cpu::Departure>;
                      /// The same after this exit, which was answered the short way.
                      { cpu.resume(left) } -> std::same_as<typename Cpu::Departure>;
                      /// No step of the vendor's life cycle is to be logged any more.
                      { cpu.quiet() } -> std::same_as<bool>;
                      /// Answers the exit the short way, where its kind has one.
                      { cpu.answer(left, short_way) } -> std::same_as<bool>;
                      /// The processor refused to enter the guest; logs and says why.
                      { cpu.refused(left) } -> std::same_as<bool>;
                      { cpu.explain(left) } -> std::same_as<EntryFailure>;
                      /// What the guest did; nothing when it is to go on unseen.
                      { cpu.decode(left) } -> std::same_as<std::optional<Exit>>;
                      /// Moves RIP past the instruction of that length which exited, with all that its
                      /// completion implies: the shadow of STI and MOV SS ends, and a single-step trap
                      /// becomes pending.
                      { cpu.advance(left, std::uint64_t{}) };
                      /// The same by the length that the processor told, when ShortWay::is_ordinary_place()
                      /// lets the next one pass.
                      { cpu.advance(left) };
                      /// Delivers the exception at the next entry. `exit` gives the length of an INT3, INTO
                      /// or INT1 that caused it.
                      { cpu.inject(exit, exception) };
                      // For a guest with a platform:
                      /// Whether the next entry can deliver an interrupt: the guest has them on, nothing
                      /// blocks them, and nothing else is to be delivered.
                      { cpu.can_interrupt() } -> std::same_as<bool>;
                      /// Delivers a device's interrupt at the next entry, for which can_interrupt() holds.
                      { cpu.interrupt(std::uint8_t{}) };
                      /// The guest exits, unseen, as soon as can_interrupt() would hold.
                      { cpu.ask_for_window() };
                      /// The next entry ends, unseen, after about so many TSC ticks of the guest's at most.
                      { cpu.limit(std::uint64_t{}) };
                  };

}  // namespace vitrine::guest
