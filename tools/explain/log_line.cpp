#include "tools/explain/log_line.hpp"

#include <algorithm>

#include "kernel/parse.hpp"

namespace vitrine::tools {

namespace {

/// The length of a value: up to a space, or to the quote that ends it.
std::size_t value_length(std::string_view text) {
    if (!text.starts_with('"')) return std::min(text.find(' '), text.size());
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i + 1;
        }
    }
    return text.size();
}

}  // namespace

std::string_view take_line(std::string_view& text) {
    std::string_view line = take_word(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::optional<LogLine> LogLine::find(std::string_view line, std::string_view event) {
    const std::string_view before_keys = line.substr(0, line.find_first_of("=\""));
    for (std::size_t at = 0; (at = before_keys.find(event, at)) != std::string_view::npos; ++at) {
        const std::string_view after = line.substr(at + event.size());
        if ((at == 0 || line[at - 1] == ' ') && after.starts_with(' ')) return LogLine(after);
    }
    return std::nullopt;
}

std::optional<std::string_view> LogLine::written(std::string_view key) const {
    std::string_view left = keys_;
    while (!left.empty()) {
        left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
        const std::size_t name_length = std::min(left.find_first_of("= "), left.size());
        const std::string_view name = left.substr(0, name_length);
        left.remove_prefix(name_length);
        if (!left.starts_with('=')) continue;
        left.remove_prefix(1);
        const std::string_view value = left.substr(0, value_length(left));
        if (name == key) return value;
        left.remove_prefix(value.size());
    }
    return std::nullopt;
}

std::optional<std::string_view> LogLine::value(std::string_view key) const {
    const auto found = written(key);
    return found && found->starts_with('"') ? std::nullopt : found;
}

bool LogLine::has(std::string_view key) const {
    return written(key).has_value();
}

}  // namespace vitrine::tools
