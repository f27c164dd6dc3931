#pragma once
// Bits of a register by the manual's names.

#include <cstdint>
#include <string_view>

namespace vitrine {

struct BitName {
    std::uint8_t bit = 0;
    std::string_view name;
};

}  // namespace vitrine
