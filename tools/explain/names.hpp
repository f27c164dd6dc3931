#pragma once
// Names in a row.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::tools {

/// "one, two, three".
[[nodiscard]] inline std::string join(const std::vector<std::string_view>& names) {
    std::string text;
    for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

}  // namespace vitrine::tools
