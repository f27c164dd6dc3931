#pragma once
// Lines of text, and those among them that are events of Vitrine's log.

#include <optional>
#include <string_view>

namespace vitrine::tools {

/// Takes the first line off `text` and returns it without its end, LF or CR LF.
[[nodiscard]] std::string_view take_line(std::string_view& text);

/// An event of Vitrine's log: `event key=value key="two words" …`.
class LogLine {
public:
    /// The line's event when it is `event`. A time stamp or a name may stand before it, but no other event:
    /// what a guest wrote and the log quoted is not taken for the log's own.
    [[nodiscard]] static std::optional<LogLine> find(std::string_view line, std::string_view event);

    /// The key's value when it has one that isn't quoted.
    [[nodiscard]] std::optional<std::string_view> value(std::string_view key) const;

    /// Whether the line has the key, with any value.
    [[nodiscard]] bool has(std::string_view key) const;

private:
    /// The value as it is written.
    [[nodiscard]] std::optional<std::string_view> written(std::string_view key) const;

    explicit LogLine(std::string_view keys) : keys_(keys) {}

    std::string_view keys_;  ///< what follows the event
};

}  // namespace vitrine::tools
