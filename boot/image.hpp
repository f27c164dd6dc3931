#pragma once
// Where the parts of the kernel's image lie: linker.ld's symbols.

#include <cstdint>

#include "kernel/frames.hpp"

namespace vitrine {

extern "C" {
extern const std::uint8_t image_start, text_end, rodata_end, loaded_end, data_end, image_end;
}

[[nodiscard]] inline std::uint64_t address_of(const std::uint8_t& symbol) {
    return reinterpret_cast<std::uint64_t>(&symbol);
}

[[nodiscard]] inline Range image() {
    return {address_of(image_start), address_of(image_end)};
}
[[nodiscard]] inline Range image_text() {
    return {address_of(image_start), address_of(text_end)};
}
[[nodiscard]] inline Range image_rodata() {
    return {address_of(text_end), address_of(rodata_end)};
}
[[nodiscard]] inline Range image_data() {
    return {address_of(rodata_end), address_of(data_end)};
}

}  // namespace vitrine
