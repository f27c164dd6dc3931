#pragma once
// What an entry into the guest carries, and what is said of one that fails.

#include <array>
#include <cstdint>
#include <string_view>

namespace vitrine::guest {

/// An event that goes through the guest's IDT: one that an entry delivers (VM-entry event injection,
/// EVENTINJ), or whose delivery an exit interrupted (IDT-vectoring information, EXITINTINFO). Intel SDM vol.
/// 3C, 27.6 and 28.2.4; APM volume 2, 15.20 and 15.7.3.
struct VectoredEvent {
    /// Numbered as in the interruption-information fields. SVM has one type for the exceptions.
    enum class Type : std::uint8_t {
        external_interrupt = 0,
        nmi = 2,
        hardware_exception = 3,
        software_interrupt = 4,
        privileged_software_exception = 5,
        software_exception = 6,
    };
    bool valid = false;
    Type type = Type::hardware_exception;
    std::uint8_t vector = 0;
    std::uint8_t instruction_length = 0;  ///< bytes, of a software event's; 0 for others
    bool has_error_code = false;
    std::uint32_t error_code = 0;
    std::uint64_t address = 0;  ///< #PF: the linear address; #DB: what goes into DR6

    [[nodiscard]] constexpr bool is_exception() const {
        return type == Type::hardware_exception || type == Type::privileged_software_exception ||
               type == Type::software_exception;
    }

    bool operator==(const VectoredEvent&) const = default;

    /// INT n, INT1, INT3 or INTO: what the guest returns to is the next instruction.
    [[nodiscard]] constexpr bool is_software() const {
        return type == Type::software_interrupt || type == Type::privileged_software_exception ||
               type == Type::software_exception;
    }
};

/// Where guest-physical addresses lead: EPT, or nested paging.
struct NestedPaging {
    std::uint64_t root = 0;        ///< the root table's host-physical address
    std::uint64_t generation = 0;  ///< moves when a translation changed that the processor may have cached
};

/// What one entry is to do besides going on with the guest.
struct Entry {
    /// No bound by time.
    static constexpr std::uint64_t unbounded = ~std::uint64_t{0};

    /// For any of what follows, or its nested paging has moved: else the entry looks at nothing of it.
    bool asks = false;
    VectoredEvent event;              ///< is delivered first, if valid: the guest must be able to take it
    bool window = false;              ///< leave as soon as the guest could take an external interrupt
    std::uint64_t ticks = unbounded;  ///< leave after about so many TSC ticks of the guest's, at most
    const NestedPaging* nested = nullptr;  ///< of the guest's memory: always given to a real processor
};

/// The processor refused to enter the guest. The vendor has logged the particulars.
struct EntryFailure {
    std::string_view cause;  ///< in words; a literal
    std::string_view
        kind{};            ///< in a word: a VM-instruction error's or an exit reason's number, or "invalid"
    bool had_run = false;  ///< the guest had exited before: the state is its own doing, or its emulator's
};

/// What the manual's rules say of an entry before it is tried.
struct EntryForecast {
    unsigned rules = 0, broken = 0;
    unsigned unknown = 0;                        ///< rules that could not be judged
    std::array<std::string_view, 2> refusals{};  ///< the processor may refuse in these ways; else empty

    [[nodiscard]] bool accepts() const { return broken == 0; }
};

}  // namespace vitrine::guest
