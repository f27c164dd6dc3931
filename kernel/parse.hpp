#pragma once
// Numbers and lists as a person types them.

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine {

/// A decimal number, or a hexadecimal one after 0x. Nothing when it is anything else or doesn't fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

/// A size in bytes: a decimal number with K, M, G or KiB, MiB, GiB (powers of 1024) or nothing after it.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// A count: a decimal number with K, M, G (powers of 1000) or nothing after it.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text);

/// A time as in 500ms or 2s, of at most an hour; in milliseconds.
[[nodiscard]] std::optional<std::uint64_t> parse_milliseconds(std::string_view text);

/// Cuts the list at its first separator: returns what stood before it and leaves the rest. Without a
/// separator the rest is empty.
[[nodiscard]] std::string_view take_word(std::string_view& list, char separator);

}  // namespace vitrine
