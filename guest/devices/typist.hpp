#pragma once
// Who types on the guest's keyboard: a script, or somebody at a terminal. Text in, scan codes out, each at
// its time.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/devices/clock.hpp"
#include "guest/devices/scan_codes.hpp"
#include "guest/machine/state.hpp"
#include "guest/machine/wires.hpp"

namespace vitrine::guest::pc {

/// A script is text of a US keyboard; newline is Enter. A word in braces is a key or a pause: {up}, {f1},
/// {esc}, {ctrl-c}, {alt-x}, {ctrl-alt-del}, {wait 500ms}, {wait 2s}, up to an hour; {{ is a brace.
///
/// The script waits until the guest first asks for a key; a guest that never asks gets it from the first
/// second of its time on. Then a key comes every tenth of a second.
class Typist final {
public:
    /// A word of a script that means nothing.
    struct BadWord {
        std::string_view word;
    };

    explicit Typist(const Clock& clock) : clock_(clock), next_key_(clock.hertz()) {}

    [[nodiscard]] static constexpr std::string_view name() { return "typist"; }
    /// The script begins anew.
    void reset();

    /// Calls back whenever script(), type() or asked() may have changed next_event().
    void when_due_changes(Callback changed) { changed_ = changed; }

    /// Checks the whole script and takes it; the text must outlive the typist.
    [[nodiscard]] std::optional<BadWord> script(std::string_view text);

    /// A byte typed at a terminal, to be given at once: CR is Enter, DEL is Backspace, ESC [ A and the like
    /// are cursor and function keys, 1 to 26 are Ctrl with a letter. Bytes that come faster than they can be
    /// given, more than a buffer of them, are lost.
    void type(std::uint8_t byte);

    /// The guest looked whether there is a key, or waits for one.
    void asked();

    /// When the next byte of a scan code is due, in guest time; `never` when there is none.
    [[nodiscard]] Ticks next_event() const;

    /// That byte, once it is due.
    [[nodiscard]] std::optional<std::uint8_t> take();

    /// Nothing is left to type.
    [[nodiscard]] bool finished() const {
        return rest_.empty() && typed_count_ == 0 && next_byte_ == byte_count_;
    }

    void state(State& state);
    [[nodiscard]] bool take_loaded();

private:
    /// What a script's next word says.
    struct Word {
        std::optional<Key> key;
        std::uint64_t pause = 0;  ///< milliseconds
        std::size_t length = 0;   ///< of the text; 0: it means nothing
    };

    [[nodiscard]] static Word next_word(std::string_view text);
    [[nodiscard]] static Word braced(std::string_view text);
    void press(const Key& key);
    void add(std::uint8_t byte);
    [[nodiscard]] std::span<const std::uint8_t> typed() const {
        return std::span(typed_).first(typed_count_);
    }
    void press_typed();

    static constexpr std::size_t most_typed = 64;
    static constexpr std::size_t most_bytes = 24;

    const Clock& clock_;
    Callback changed_;
    std::string_view script_, rest_;  ///< of the script
    Ticks next_key_;                  ///< of the script
    bool started_ = false;
    bool fits_script_ = true;  ///< what was loaded was saved with this script
    std::array<std::uint8_t, most_typed> typed_{};
    std::size_t typed_count_ = 0;
    Ticks typed_at_ = 0;
    std::array<std::uint8_t, most_bytes> bytes_{};  ///< of the key that is being typed
    std::size_t byte_count_ = 0, next_byte_ = 0, first_release_ = 0;
    Ticks next_time_ = 0;  ///< of the next of those
};

}  // namespace vitrine::guest::pc
