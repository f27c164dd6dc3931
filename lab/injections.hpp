#pragma once
// `FIELD:VALUE` and `FIELD^BITS`: fields of the control structure to overwrite before an entry. A value
// `guest+OFFSET` is the physical address of the guest's memory at that offset.

#include <array>
#include <span>
#include <string_view>

#include "guest/machine/configuration.hpp"
#include "kernel/close_match.hpp"
#include "kernel/log/log.hpp"
#include "kernel/result.hpp"

namespace vitrine {

/// A word of the command line that means nothing.
struct ChoiceError {
    std::string_view option;  ///< as it stands
    std::string_view cause;   ///< in words; a literal
    std::string_view valid;   ///< what would have been right
    CloseMatches close{{}};   ///< what may have been meant; stands in place of `valid` where there is any
};

/// One without close matches. A function of its own: a ChoiceError is large, and made in many places.
[[nodiscard]] ChoiceError choice_error(std::string_view option, const char* cause, const char* valid);

/// Writes the `error` line.
void log_choice_error(Sink& sink, const ChoiceError& error);

class Injections {
public:
    static constexpr std::size_t most = 48;

    /// Adds the fields of a list that is separated by commas, by this processor's names.
    [[nodiscard]] Result<void, ChoiceError> add(std::string_view list);

    [[nodiscard]] std::span<const guest::Injection> list() const { return std::span(list_).first(count_); }

private:
    std::array<guest::Injection, most> list_{};
    std::size_t count_ = 0;
};

}  // namespace vitrine
