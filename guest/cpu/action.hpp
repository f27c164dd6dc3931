#pragma once
// What a handler wants done next. The run loop does it; nobody else moves the guest's RIP or injects.

#include <cstdint>
#include <string_view>

#include "guest/cpu/exit.hpp"
#include "kernel/status.hpp"

namespace vitrine::guest {

namespace action {

/// Go on after the instruction.
struct Advance {};

/// Go on at the same instruction: run it again, or go on with the rest of a REP. An event whose delivery the
/// exit interrupted is delivered again first.
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

/// One of these, in two registers: there is one for each exit.
class Action {
public:
    constexpr Action(action::Advance /*advance*/) : kind_(Kind::advance) {}
    constexpr Action(action::Resume /*resume*/) : kind_(Kind::resume) {}
    constexpr Action(const action::Inject& inject)
        : kind_(Kind::inject),
          number_(inject.exception.vector),
          detail_(static_cast<std::uint16_t>(static_cast<unsigned>(inject.exception.type) |
                                             (inject.exception.has_error_code ? has_error_code : 0))),
          code_(inject.exception.error_code),
          address_(inject.exception.address) {}
    constexpr Action(const action::Stop& stop)
        : kind_(Kind::stop),
          number_(static_cast<std::uint8_t>(stop.status)),
          detail_(static_cast<std::uint16_t>(stop.cause.size())),
          code_(stop.code),
          cause_(stop.cause.data()) {}

    /// Whether it is an action::Advance, or another of them.
    template <class Which>
    [[nodiscard]] constexpr bool is() const {
        return kind_ == kind_of(static_cast<const Which*>(nullptr));
    }
    /// What is to be injected; for an action::Inject alone.
    [[nodiscard]] constexpr exit::Exception injected() const {
        return {.vector = number_,
                .type = static_cast<exit::Exception::Type>(detail_ & 0xFF),
                .has_error_code = (detail_ & has_error_code) != 0,
                .error_code = code_,
                .address = address_};
    }
    /// How the guest ends; for an action::Stop alone.
    [[nodiscard]] constexpr action::Stop stop() const {
        return {.status = static_cast<Status>(number_), .code = code_, .cause = {cause_, detail_}};
    }

private:
    enum class Kind : std::uint8_t { advance, resume, inject, stop };
    static constexpr unsigned has_error_code = 0x100;

    static constexpr Kind kind_of(const action::Advance* /*type*/) { return Kind::advance; }
    static constexpr Kind kind_of(const action::Resume* /*type*/) { return Kind::resume; }
    static constexpr Kind kind_of(const action::Inject* /*type*/) { return Kind::inject; }
    static constexpr Kind kind_of(const action::Stop* /*type*/) { return Kind::stop; }

    Kind kind_;
    std::uint8_t number_ = 0;   ///< the exception's vector, or the status
    std::uint16_t detail_ = 0;  ///< the exception's type and has_error_code, or the length of the cause
    std::uint32_t code_ = 0;    ///< the error code, or the guest's own
    union {
        std::uint64_t address_ = 0;
        const char* cause_;
    };
};
static_assert(sizeof(Action) == 2 * sizeof(std::uint64_t));

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

/// The ending of a guest that gave no code of its own.
[[nodiscard]] constexpr action::Stop end_as(Status status, std::string_view cause) {
    return {.status = status, .code = static_cast<std::uint32_t>(status), .cause = cause};
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
