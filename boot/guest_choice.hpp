#pragma once
// Which guests are to run and how: the command line's lists, read by those who know their words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "boot/context.hpp"
#include "boot/injections.hpp"
#include "guest/trace.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// A guest to run.
struct Program {
    std::string_view name;
    std::span<const std::uint8_t> bytes;
};

struct GuestChoices {
    static constexpr std::size_t most_programs = 8;

    guest::TraceFilter trace;
    std::uint32_t exception_bitmap = 0;
    bool intercept_rdtsc = false;
    bool intercept_cr3 = false;
    Injections injections;

    [[nodiscard]] std::span<const Program> programs() const {
        return std::span(programs_).first(program_count_);
    }

    [[nodiscard]] bool add(const Program& program);

private:
    std::array<Program, most_programs> programs_{};
    std::size_t program_count_ = 0;
};

/// Reads `guest=`, `trace=`, `intercept=` and `inject=`.
[[nodiscard]] Result<GuestChoices, ChoiceError> choose_guests(const Context& context);

}  // namespace vitrine
