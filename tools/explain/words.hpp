#pragma once
// The words and numbers of a line.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vitrine::tools {

/// A number of digits alone, in that base, or hexadecimal after 0x. Nothing when it doesn't fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_in_base(std::string_view text, int base);

/// What stands between spaces, brackets, commas, colons, semicolons, bars and `=`.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view line);

}  // namespace vitrine::tools
