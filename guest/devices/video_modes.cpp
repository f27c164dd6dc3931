#include "guest/devices/video_modes.hpp"

#include <array>

namespace vitrine::guest::pc {

namespace {

constexpr std::uint32_t graphics_memory = 0xA0000, mono_memory = 0xB0000, colour_memory = 0xB8000;

constexpr std::array modes{
    VideoMode{0x00, true, 4, 40, 25, 16, 320, 400, 8, 0x0800, colour_memory},
    VideoMode{0x01, true, 4, 40, 25, 16, 320, 400, 8, 0x0800, colour_memory},
    VideoMode{0x02, true, 4, 80, 25, 16, 640, 400, 8, 0x1000, colour_memory},
    VideoMode{0x03, true, 4, 80, 25, 16, 640, 400, 8, 0x1000, colour_memory},
    VideoMode{0x04, false, 2, 40, 25, 8, 320, 200, 1, 0x4000, colour_memory},
    VideoMode{0x05, false, 2, 40, 25, 8, 320, 200, 1, 0x4000, colour_memory},
    VideoMode{0x06, false, 1, 80, 25, 8, 640, 200, 1, 0x4000, colour_memory},
    VideoMode{0x07, true, 4, 80, 25, 16, 640, 400, 8, 0x1000, mono_memory},
    VideoMode{0x13, false, 8, 40, 25, 8, 320, 200, 1, 0x0000, graphics_memory},
};

}  // namespace

const VideoMode* find_video_mode(std::uint8_t number) {
    for (const VideoMode& mode : modes) {
        if (mode.number == number) return &mode;
    }
    return nullptr;
}

}  // namespace vitrine::guest::pc
