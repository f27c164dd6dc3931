#pragma once
// Why something can't be done, and the one `error` line that says so.

#include <cstdint>
#include <string_view>

#include "kernel/close_match.hpp"
#include "kernel/log/log.hpp"
#include "kernel/result.hpp"
#include "kernel/status.hpp"

namespace vitrine {

/// Text of the program itself, in one word.
class Literal {
public:
    constexpr Literal(const char* text = "") : text_(text) {}      // NOLINT(google-explicit-constructor)
    constexpr operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] constexpr bool empty() const { return *text_ == 0; }
    friend constexpr bool operator==(Literal one, std::string_view other) { return one.text_ == other; }

private:
    const char* text_;
};

/// The subject stands where it was read.
struct Complaint {
    enum class About : std::uint8_t {
        nothing,  ///< in particular
        word,     ///< of the command line, a module or a list; the hint says which would be valid
        feature,  ///< which this processor or its firmware lacks
    };

    Status status = Status::bad_input;  ///< of the run that can't be
    About about = About::nothing;
    Literal cause = "";  ///< in words, with what it costs the user
    Literal hint = "";   ///< what to do; empty where nothing helps
    std::string_view subject{};
    /// The known names that the subject may have meant; any stand in place of the hint.
    CloseMatches (*close)(std::string_view subject) = nullptr;

    // Functions, since they are many: a complaint is large.
    [[nodiscard]] static Complaint of(Literal cause, Literal hint = "");
    [[nodiscard]] static Complaint of_word(std::string_view word, Literal cause, Literal valid);
    [[nodiscard]] static Complaint of_feature(Literal feature, Literal cause, Literal hint);
};

/// Writes the `error` line, which shows no more than the beginning of a long subject; gives the complaint
/// back.
const Complaint& complain(Sink& sink, const Complaint& complaint);

/// There is no memory for something of a guest's; `cause` says for what.
[[nodiscard]] Complaint out_of_memory(Literal cause);

}  // namespace vitrine
