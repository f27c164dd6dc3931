#pragma once
// The BIOS's video modes that the guest's machine has. IBM VGA XGA Technical Reference Manual, 1992, table of
// BIOS modes.

#include <cstdint>

namespace vitrine::guest::pc {

struct VideoMode {
    std::uint8_t number = 3;
    bool text = true;
    std::uint8_t bits_a_pixel = 4;  ///< of graphics modes; of text: 4
    std::uint8_t columns = 80, rows = 25;
    std::uint8_t character_height = 16;       ///< pixels
    std::uint16_t width = 640, height = 400;  ///< pixels; of text modes as a picture has them
    std::uint8_t pages = 8;
    std::uint16_t page_size = 0x1000;  ///< bytes, as the BIOS data area tells
    std::uint32_t memory = 0xB8000;    ///< guest-physical
};

/// The mode of that number: 0 to 7 and 13h. Null for one that the machine doesn't have.
[[nodiscard]] const VideoMode* find_video_mode(std::uint8_t number);

}  // namespace vitrine::guest::pc
