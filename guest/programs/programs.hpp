#pragma once
// The guests that the kernel carries: NASM sources in guest/programs/, assembled by the build.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vitrine::guest {

struct BuiltIn {
    std::string_view name;
    std::string_view about{};  ///< what it does, in words
    std::span<const std::uint8_t> bytes;
};

/// The guest of that name.
[[nodiscard]] std::optional<BuiltIn> find_built_in(std::string_view name);

}  // namespace vitrine::guest
