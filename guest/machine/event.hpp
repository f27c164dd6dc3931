#pragma once
// What happens to a guest, as those are told of it who observe it: an exit, a call of its firmware, an
// interrupt that it gets, a line that it writes, its end.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/attention.hpp"
#include "guest/machine/console.hpp"
#include "kernel/log/log_names.hpp"

namespace vitrine::guest {

/// A call of a BIOS service, which a stub in the guest's ROM asks for by a VMCALL. It is told instead of that
/// exit.
struct BiosCall {
    /// How a parameter stands in the log.
    enum class Style : std::uint8_t { hex, number, character, on_off };
    struct Parameter {
        Key key{};
        std::uint64_t value = 0;  ///< a character is its code in code page 437
    };
    static constexpr std::size_t most_parameters = 6;

    std::uint8_t vector = 0;
    std::uint8_t parameter_count = 0;
    bool silent = false;  ///< no doing of the guest's, such as the tick that a timer interrupt ends in
    bool idle = false;    ///< it changed nothing: no sign of work
    bool alike = false;   ///< one of thousands, as pixels are: the log counts them whatever their parameters
    std::uint16_t caller_segment = 0, caller_offset = 0;  ///< where it returns to
    std::string_view function{};                          ///< "unknown" where there is none of that number
    std::string_view status{};                            ///< "ok", or what was wrong; a literal
    std::array<Parameter, most_parameters> parameters{};
    std::array<Style, most_parameters> styles{};  ///< of the parameters; apart from them, it takes less room

    /// Adds a parameter, in the order of the log; more than there is room for are dropped.
    void add(Key key, std::uint64_t value, Style style = Style::hex) {
        if (parameter_count == most_parameters) return;
        styles[parameter_count] = style;
        parameters[parameter_count++] = {key, value};
    }
};

/// An interrupt of a device of the guest is delivered to it.
struct DeviceInterrupt {
    std::uint8_t line = 0;
    std::uint8_t vector = 0;
};

/// Kinds of events. The first are those of exits: Cause's indices, below exit_kinds.
namespace event_kind {
inline constexpr std::size_t bios = exit_kinds,  ///< a BiosCall
    irq = exit_kinds + 1,                        ///< a DeviceInterrupt
    text = exit_kinds + 2,                       ///< a line that the guest wrote
    screen = exit_kinds + 3,                     ///< somebody wants to see the screen
    unseen = exit_kinds + 4,                     ///< the guest left for nothing that it did
    wait = exit_kinds + 5,                       ///< it let time pass in a halt
    input = exit_kinds + 6,                      ///< an Arrival
    due = exit_kinds + 7,  ///< it has made Machine::exits_due exits; may change the action
    end = exit_kinds + 8;  ///< it is over
}  // namespace event_kind

/// A set of kinds, a bit each.
using KindMask = std::uint32_t;
static_assert(event_kind::end < 32);

/// The set of these kinds.
template <class... Kinds>
[[nodiscard]] constexpr KindMask kinds(Kinds... kind) {
    return (KindMask{0} | ... | (KindMask{1} << kind));
}
/// All exits that are told as such.
inline constexpr KindMask all_exits = (KindMask{1} << exit_kinds) - 1;

class Board;
struct Arrival;

/// One event; what it points at lasts while it is told. Members that its kind doesn't name hold nothing.
struct GuestEvent {
    std::size_t kind;
    std::uint64_t number;  ///< of the exit, or of the next
    VirtualCpu& cpu;
    const Memory& memory;
    Board& board;
    const Exit* exit = nullptr;                  ///< of an exit and of bios
    Action* action = nullptr;                    ///< likewise, and of due: how it was answered
    const BiosCall* call = nullptr;              ///< of bios
    const DeviceInterrupt* interrupt = nullptr;  ///< of irq
    const ConsoleLine* line = nullptr;           ///< of text
    const action::Stop* stop = nullptr;          ///< of end
    const Arrival* input = nullptr;              ///< of input
    std::uint64_t ticks = 0;                     ///< of wait
};

/// Somebody who is told of events of some kinds.
class Observer {
public:
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    /// One of its kinds happened.
    virtual void see(const GuestEvent& event) = 0;

protected:
    explicit Observer(KindMask wanted) : wanted_(wanted) {}
    ~Observer() = default;

    /// From now on it is told of these kinds.
    void want(KindMask wanted);

private:
    friend class Observers;

    KindMask wanted_;
    class Observers* list_ = nullptr;
    Observer* next_ = nullptr;
};

/// All who observe a guest, in the order in which they are told.
class Observers {
public:
    Observers() = default;
    Observers(const Observers&) = delete;
    Observers& operator=(const Observers&) = delete;

    /// The observer, which is in no list, must last as long as the list is told anything.
    void add(Observer& observer);

    /// Whether anybody is to be told of the kind. A VMCALL stands for what firmware makes of it too.
    [[nodiscard]] bool want(std::size_t kind) const { return (wanted_ >> kind & 1) != 0; }

    /// Whether there is more to do after an exit than to answer it: its kind is to be told, or somebody
    /// asked.
    Attention attention;
    /// What was asked for is being done.
    void settle() { attention.settle(wanted_); }

    /// Tells those who want its kind.
    void tell(const GuestEvent& event) const;

private:
    friend class Observer;

    void changed();

    Observer* first_ = nullptr;
    KindMask wanted_ = 0;
};

}  // namespace vitrine::guest
