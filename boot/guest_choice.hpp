#pragma once
// Which guests are to run and how: the command line's lists, read by those who know their words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "boot/context.hpp"
#include "guest/configuration.hpp"
#include "guest/trace.hpp"
#include "kernel/close_match.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// A guest to run.
struct Program {
    std::string_view name;
    std::span<const std::uint8_t> bytes;
};

/// A word of the command line that means nothing.
struct ChoiceError {
    std::string_view option;  ///< as it stands
    std::string_view cause;   ///< in words; a literal
    std::string_view valid;   ///< what would have been right
    CloseMatches close{{}};   ///< what may have been meant; stands in place of `valid` where there is any
};

struct GuestChoices {
    static constexpr std::size_t most_programs = 8;
    static constexpr std::size_t most_injections = 16;

    guest::TraceFilter trace;
    std::uint32_t exception_bitmap = 0;
    bool intercept_rdtsc = false;
    bool intercept_cr3 = false;

    [[nodiscard]] std::span<const Program> programs() const {
        return std::span(programs_).first(program_count_);
    }
    [[nodiscard]] std::span<const guest::Injection> injections() const {
        return std::span(injections_).first(injection_count_);
    }

    [[nodiscard]] bool add(const Program& program);
    [[nodiscard]] bool add(const guest::Injection& injection);

private:
    std::array<Program, most_programs> programs_{};
    std::size_t program_count_ = 0;
    std::array<guest::Injection, most_injections> injections_{};
    std::size_t injection_count_ = 0;
};

/// Reads `guest=`, `trace=`, `intercept=` and `inject=`.
[[nodiscard]] Result<GuestChoices, ChoiceError> choose_guests(const Context& context);

}  // namespace vitrine
