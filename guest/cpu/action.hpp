#pragma once
// What a handler wants done next. The run loop does it; nobody else moves the guest's RIP or injects.

#include <cstdint>
#include <string_view>
#include <variant>

#include "guest/cpu/exit.hpp"
#include "kernel/status.hpp"

namespace vitrine::guest {

namespace action {

/// Go on after the instruction.
struct Advance {};

/// Go on at the same instruction: run it again, or go on with the rest of a REP.
struct Resume {};

/// Deliver an exception to the guest at the instruction.
struct Inject {
    exit::Exception exception;
};

/// The guest is over.
struct Stop {
    Status status = Status::ok;
    std::uint32_t code = 0;  ///< the guest's own, for ok and failed; else the status' number
    std::string_view cause;  ///< in words; a literal
};

}  // namespace action

using Action = std::variant<action::Advance, action::Resume, action::Inject, action::Stop>;

/// Exception vectors that Vitrine injects. Intel SDM vol. 3A, table 6-1.
namespace vector {
inline constexpr std::uint8_t de = 0, db = 1, nmi = 2, bp = 3, of = 4, br = 5, ud = 6, nm = 7, df = 8,
                              ts = 10, np = 11, ss = 12, gp = 13, pf = 14, mf = 16, ac = 17, mc = 18, xm = 19,
                              ve = 20, cp = 21;
}  // namespace vector

/// The exception as an event to deliver; `length` is that of the instruction, for INT1, INT3 and INTO.
[[nodiscard]] constexpr VectoredEvent event_of(const exit::Exception& exception, std::uint8_t length) {
    using From = exit::Exception::Type;
    using Type = VectoredEvent::Type;
    return {.valid = true,
            .type = exception.type == From::software              ? Type::software_exception
                    : exception.type == From::privileged_software ? Type::privileged_software_exception
                                                                  : Type::hardware_exception,
            .vector = exception.vector,
            .instruction_length = length,
            .has_error_code = exception.has_error_code,
            .error_code = exception.error_code,
            .address = exception.address};
}

[[nodiscard]] constexpr action::Inject inject_ud() {
    return {{.vector = vector::ud}};
}

[[nodiscard]] constexpr action::Inject inject_gp() {
    return {{.vector = vector::gp, .has_error_code = true, .error_code = 0}};
}

[[nodiscard]] constexpr action::Inject inject_ss() {
    return {{.vector = vector::ss, .has_error_code = true, .error_code = 0}};
}

[[nodiscard]] constexpr action::Inject inject_pf(std::uint32_t error_code, std::uint64_t linear) {
    return {{.vector = vector::pf, .has_error_code = true, .error_code = error_code, .address = linear}};
}

}  // namespace vitrine::guest
