#pragma once
// The text that a guest writes, byte by byte through whatever port or call, cut into lines for the log.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "guest/machine/attention.hpp"
#include "guest/machine/state.hpp"

namespace vitrine::guest {

/// The way that a byte of text came.
enum class ConsoleSource : std::uint8_t { uart, debug_console, hypercall, screen };

/// A finished line, without its end. The views last until the next call on the Console.
struct ConsoleLine {
    std::string_view source;
    std::string_view text;
};

/// Each source has a line of its own, which ends at a newline or when it is full; a carriage return at its
/// end is dropped.
class Console {
public:
    /// Longest line, in bytes; text without newlines is cut there.
    static constexpr std::size_t longest_line = 256;
    /// Bytes that may come between two calls of take_line() that return nothing: what one exit can write.
    static constexpr std::size_t capacity = 4096;

    /// Takes a byte. False when there is no room: the bytes that came were not taken out.
    bool put(ConsoleSource source, std::uint8_t byte);

    /// The next finished line.
    [[nodiscard]] std::optional<ConsoleLine> take_line();

    /// Whether take_line() would have something to do.
    [[nodiscard]] bool waiting() const { return next_ != count_; }

    /// Who is asked for once bytes came; null: nobody.
    void call(Attention* attention) { attention_ = attention; }

    /// Ends the unfinished lines: take_line() gives them too. For the guest's end.
    void flush() { flushing_ = true; }

    [[nodiscard]] static constexpr std::string_view name() { return "console"; }
    /// The unfinished lines: between two runs no byte is waiting().
    void state(State& state) { state(lines_); }
    [[nodiscard]] bool take_loaded();

private:
    static constexpr std::size_t sources = 4;

    struct Pending {
        ConsoleSource source{};
        std::uint8_t byte = 0;
    };
    struct Unfinished {
        std::array<char, longest_line> text{};
        std::size_t length = 0;
        bool taken = false;  ///< the line was handed out; the next byte begins anew

        void state(State& state) { state(text, length, taken); }
    };

    [[nodiscard]] ConsoleLine take(std::size_t source);

    std::array<Pending, capacity> pending_{};
    std::size_t count_ = 0;  ///< of pending bytes
    std::size_t next_ = 0;   ///< first of them not yet looked at
    std::array<Unfinished, sources> lines_{};
    bool flushing_ = false;
    Attention* attention_ = nullptr;
};

}  // namespace vitrine::guest
