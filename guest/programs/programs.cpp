#include "guest/programs/programs.hpp"

#include <algorithm>
#include <array>

namespace vitrine::guest {

namespace {

constexpr std::uint8_t real_bytes[] = {
#embed "programs/real.bin"
};
constexpr std::uint8_t protected_bytes[] = {
#embed "programs/protected.bin"
};
constexpr std::uint8_t long_bytes[] = {
#embed "programs/long.bin"
};

// In the order of the documents.
constexpr std::array all{
    BuiltIn{"real", "16-bit real mode", real_bytes},
    BuiltIn{"protected", "from real mode to 32-bit protected mode with paging", protected_bytes},
    BuiltIn{"long", "from real mode to 64-bit long mode", long_bytes},
};

}  // namespace

std::optional<BuiltIn> find_built_in(std::string_view name) {
    const auto found = std::ranges::find(all, name, &BuiltIn::name);
    if (found == all.end()) return std::nullopt;
    return *found;
}

}  // namespace vitrine::guest
