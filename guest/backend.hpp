#pragma once
// A vendor's virtual processor as the run loop drives it. Handlers see only its VirtualCpu part, so that
// nobody but the run loop enters the guest, moves its RIP or delivers events to it.

#include <array>
#include <string_view>

#include "guest/exit.hpp"
#include "guest/virtual_cpu.hpp"
#include "kernel/result.hpp"

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

class Backend : public VirtualCpu {
public:
    /// Enters the guest and returns at its next exit.
    [[nodiscard]] virtual Result<Exit, EntryFailure> enter() = 0;

    /// Moves RIP past the instruction that exited, with all that its completion implies: the shadow of STI
    /// and MOV SS ends, and a single-step trap becomes pending.
    virtual void advance(const Exit& exit) = 0;

    /// Delivers `exception` at the next entry. `exit` gives the length of an INT3, INTO or INT1 that caused
    /// it.
    virtual void inject(const Exit& exit, const exit::Exception& exception) = 0;

protected:
    ~Backend() = default;
};

}  // namespace vitrine::guest
