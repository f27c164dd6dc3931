#pragma once
// A VM exit as a plain value: what the guest did, in words that no vendor owns. The backend makes it, a
// handler fills in the answer (the members under "answered"), the trace prints it.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "guest/cpu/entry.hpp"
#include "guest/cpu/registers.hpp"

namespace vitrine::guest {

namespace exit {

/// VMCALL: the guest asks Vitrine for a service. Intel SDM vol. 3C, 25.1.2.
struct Vmcall {
    // answered
    std::uint32_t number = 0;
    std::uint32_t returned = 0;  ///< what EAX gets
    std::string_view name{};     ///< of the service; empty when the number is unknown
    std::uint64_t argument = 0;  ///< as the service defines it
    bool firmware = false;       ///< it was a call of the guest's firmware, of which the board tells
    bool has_caller = false;     ///< an unclaimed vector: the interrupted code's address is known
    std::uint16_t caller_segment = 0, caller_offset = 0;
};

/// IN, OUT, INS or OUTS. Intel SDM vol. 3C, table 28-5.
struct PortAccess {
    bool in = false;
    bool string = false;
    bool rep = false;
    std::uint8_t size = 1;  ///< bytes an element: 1, 2 or 4
    std::uint16_t port = 0;
    std::uint8_t address_size = 2;          ///< bytes of the string instruction's address: 2, 4 or 8
    SegmentName segment = SegmentName::ds;  ///< OUTS' source; INS always goes to ES
};

/// Values of which only those that are counted elsewhere mean anything: they are not cleared.
template <std::size_t size>
struct KeptValues : std::array<std::uint32_t, size> {
    KeptValues() {}  // NOLINT(modernize-use-equals-default): that would clear them
};

/// A port access and what came of it.
struct Io : PortAccess {
    Io() : address(0), count(0) {}
    explicit Io(const PortAccess& access) : PortAccess(access), address(0), count(0) {}

    // answered
    static constexpr std::size_t values_kept = 16;  ///< how many elements of a string the log shows
    std::string_view device{};                      ///< who answered; "none" for a port without device
    std::uint64_t address;                          ///< linear address of the string's first element
    std::uint32_t count;                            ///< elements moved
    KeptValues<values_kept> values{};
};

/// CPUID.
struct Cpuid {
    // answered
    std::uint32_t leaf = 0, subleaf = 0;
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// HLT.
struct Hlt {
    // answered
    bool interrupts_on = false;
    bool silent = false;  ///< in the BIOS, whose call is what the log tells
};

/// RDMSR or WRMSR.
struct Msr {
    bool write = false;
    // answered
    std::uint32_t index = 0;
    std::string_view name{};  ///< empty for an MSR that Vitrine doesn't know
    std::uint64_t value = 0;
};

/// An access to a control register. Intel SDM vol. 3C, table 28-3.
struct ControlRegister {
    enum class Access : std::uint8_t { write, read, clts, lmsw };
    std::uint8_t number = 0;  ///< 0, 3, 4 or 8
    Access access = Access::write;
    Gpr gpr = Gpr::rax;  ///< source or destination of a MOV
    std::uint16_t lmsw_source = 0;
    /// Where LMSW's source is, when the processor doesn't tell its value; nothing once it is read.
    std::optional<MemoryOperand> lmsw_operand{};
    // answered
    std::uint64_t value = 0;  ///< written or read
};

/// INVD or WBINVD.
struct CacheFlush {
    bool write_back = false;
};

/// XSETBV.
struct Xsetbv {
    // answered
    std::uint32_t index = 0;
    std::uint64_t value = 0;
};

/// RDTSC or RDTSCP, when asked for.
struct Rdtsc {
    bool with_aux = false;
    // answered
    std::uint64_t value = 0;
};

/// An instruction that the guest's processor doesn't have: VMX's own, MONITOR, MWAIT, RDPMC. It gets #UD or
/// #GP.
struct AbsentInstruction {
    std::string_view instruction;
    bool general_protection = false;  ///< #GP(0) instead of #UD
};

/// An exception in the guest. Intel SDM vol. 3C, 28.2.2.
struct Exception {
    enum class Type : std::uint8_t { hardware, software, privileged_software };
    std::uint8_t vector = 0;
    Type type = Type::hardware;
    bool has_error_code = false;
    std::uint32_t error_code = 0;
    std::uint64_t address = 0;  ///< #PF: the linear address; #DB: what goes into DR6
};

/// Triple fault (VMX) or shutdown (SVM).
struct TripleFault {};

/// The guest touched guest-physical memory that it doesn't have, or not in that way.
struct MemoryViolation {
    bool read = false, write = false, fetch = false;
    std::uint64_t address = 0;  ///< guest-physical
    bool linear_valid = false;
    std::uint64_t linear = 0;
};

/// The nested page tables themselves are malformed: a defect of Vitrine.
struct MemoryMisconfiguration {
    std::uint64_t address = 0;  ///< guest-physical
};

/// An interrupt for the host.
struct ExternalInterrupt {
    std::uint8_t vector = 0;
};

/// The clock that bounds the guest ran out.
struct BudgetTimer {};

/// Anything else: the guest is stopped. The name is the vendor's own, from the manual.
struct Unhandled {
    std::uint32_t reason = 0;
    std::string_view name{};
    std::uint64_t qualification = 0;
};

/// Nothing that the guest did: the entry's time was up, its window opened, or the host took an interrupt.
struct Unseen {};

/// The guest was not entered: the processor refused.
struct EntryFailed : EntryFailure {};

}  // namespace exit

using Cause = std::variant<exit::Vmcall, exit::Io, exit::Cpuid, exit::Hlt, exit::Msr, exit::ControlRegister,
                           exit::CacheFlush, exit::Xsetbv, exit::Rdtsc, exit::AbsentInstruction,
                           exit::Exception, exit::TripleFault, exit::MemoryViolation,
                           exit::MemoryMisconfiguration, exit::ExternalInterrupt, exit::BudgetTimer,
                           exit::Unhandled, exit::Unseen, exit::EntryFailed>;

/// Which of Cause's alternatives a kind is.
template <class Kind>
inline constexpr std::size_t kind_index = [] {
    return []<class... Kinds>(const std::variant<Kinds...>*) {
        std::size_t index = 0;
        (void)((std::is_same_v<Kind, Kinds> || (++index, false)) || ...);
        return index;
    }(static_cast<const Cause*>(nullptr));
}();

/// The cause as what it is known to be.
template <class Kind>
[[nodiscard, gnu::always_inline]] inline Kind& as(Cause& cause) {
    auto* known = std::get_if<Kind>(&cause);
    [[assume(known != nullptr)]];
    return *known;
}

/// How many of the alternatives, from the first on, are exits that a guest makes: these are told.
inline constexpr std::size_t exit_kinds = kind_index<exit::Unseen>;

/// One VM exit.
struct Exit {
    std::uint64_t rip = 0;    ///< of the instruction that caused it, not linear: relative to CS
    std::uint8_t length = 0;  ///< of that instruction in bytes; 0 where there is none
    /// Was being delivered when the guest left. action::Resume delivers it again.
    VectoredEvent interrupted;
    Cause cause;
};

}  // namespace vitrine::guest
