// INT 10h: colours, and settings of the display.

#include <algorithm>
#include <array>

#include "guest/firmware/video.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = BiosCall::Style;

/// A function's number in AL.
constexpr std::uint8_t set_one = 0x00, set_border = 0x01, set_all = 0x02, set_blink = 0x03, get_one = 0x07,
                       get_border = 0x08, get_all = 0x09, set_dac_one = 0x10, set_dac_block = 0x12,
                       get_dac_one = 0x15, get_dac_block = 0x17;
constexpr std::uint8_t mode_register = 16, border_register = 17;
constexpr std::size_t palette_size = 17;

Next palette_all(Call& call, bool write) {
    std::array<std::uint8_t, palette_size> bytes{};
    const std::uint64_t address = call.linear(SegmentName::es, call.word(Gpr::rdx));
    pc::Vga& vga = call.devices.vga;
    const auto place = [](std::size_t index) {
        return static_cast<std::uint8_t>(index + 1 == palette_size ? border_register : index);
    };
    if (write) {
        if (!call.read(address, bytes)) return call.done("set-palette", "bad-buffer");
        for (std::size_t index = 0; index < bytes.size(); ++index)
            vga.set_attribute(place(index), bytes[index]);
        return call.done("set-palette");
    }
    for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = vga.attributes()[place(index)];
    return call.done("get-palette", call.write(address, bytes) ? "ok" : "bad-buffer");
}

Next dac_block(Call& call, bool write) {
    constexpr unsigned colours = 256;
    const unsigned first = call.word(Gpr::rbx) & 0xFFU;
    const unsigned count = std::min<unsigned>(call.word(Gpr::rcx), colours - first);
    const std::uint64_t address = call.linear(SegmentName::es, call.word(Gpr::rdx));
    pc::Vga& vga = call.devices.vga;
    call.log.add(key::index, first);
    call.log.add(key::count, count, Style::number);
    bool good = true;
    for (unsigned index = 0; index < count; ++index) {
        std::array<std::uint8_t, 3> colour{};
        const std::uint64_t at = address + std::uint64_t{index} * colour.size();
        if (write) {
            good = good && call.read(at, colour);
            if (good) vga.set_dac(static_cast<std::uint8_t>(first + index), colour[0], colour[1], colour[2]);
        } else {
            std::ranges::copy(vga.dac().subspan((first + index) * colour.size(), colour.size()),
                              colour.begin());
            good = good && call.write(at, colour);
        }
    }
    return call.done(write ? "set-dac-block" : "get-dac-block", good ? "ok" : "bad-buffer");
}

Next set_dac(Call& call) {
    const auto index = static_cast<std::uint8_t>(call.word(Gpr::rbx));
    call.devices.vga.set_dac(index, call.high(Gpr::rdx), call.high(Gpr::rcx), call.low(Gpr::rcx));
    call.log.add(key::index, index);
    return call.done("set-dac");
}

Next get_dac(Call& call) {
    const auto index = static_cast<std::uint8_t>(call.word(Gpr::rbx));
    const auto colour = call.devices.vga.dac().subspan(std::size_t{index} * 3, 3);
    call.set_high(Gpr::rdx, colour[0]);
    call.set_high(Gpr::rcx, colour[1]);
    call.set_low(Gpr::rcx, colour[2]);
    call.log.add(key::index, index);
    return call.done("get-dac");
}

}  // namespace

Next video_border(Call& call) {
    const std::uint8_t value = call.low(Gpr::rbx);
    call.log.add(key::value, value);
    pc::Vga& vga = call.devices.vga;
    constexpr std::uint8_t palette_select = 1, intensity = 0x10;
    if (call.high(Gpr::rbx) != palette_select) {
        const auto colour = static_cast<std::uint8_t>((value & 0x07) | (value & 0x08) << 1);
        vga.set_attribute(border_register, colour);
        if (!Display(call).mode().text) vga.set_attribute(0, colour);
        return call.done("set-border");
    }
    // CGA's two palettes: green, red and brown; cyan, magenta and white.
    for (std::uint8_t index = 1; index < 4; ++index)
        vga.set_attribute(index, static_cast<std::uint8_t>((vga.attributes()[index] & intensity) |
                                                           (index * 2 + (value & 1))));
    return call.done("set-cga-palette");
}

Next video_palette(Call& call) {
    pc::Vga& vga = call.devices.vga;
    const std::uint8_t function = call.low(Gpr::rax);
    switch (function) {
        case set_one:
            call.log.add(key::index, call.low(Gpr::rbx));
            call.log.add(key::value, call.high(Gpr::rbx));
            vga.set_attribute(call.low(Gpr::rbx), call.high(Gpr::rbx));
            return call.done("set-palette-register");
        case set_border:
            vga.set_attribute(border_register, call.high(Gpr::rbx));
            return call.done("set-border");
        case set_all:
            return palette_all(call, true);
        case set_blink: {
            constexpr std::uint8_t blink = 0x08;
            const std::uint8_t mode = vga.attributes()[mode_register];
            const bool blinks = call.low(Gpr::rbx) != 0;
            vga.set_attribute(mode_register,
                              static_cast<std::uint8_t>(blinks ? mode | blink : mode & ~blink));
            call.log.add(key::state_word, blinks ? 1 : 0, Style::on_off);
            return call.done("set-blink");
        }
        case get_one: {
            const std::uint8_t index = call.low(Gpr::rbx);
            const auto attributes = vga.attributes();
            call.set_high(Gpr::rbx, index < attributes.size() ? attributes[index] : std::uint8_t{0});
            return call.done("get-palette-register");
        }
        case get_border:
            call.set_high(Gpr::rbx, vga.attributes()[border_register]);
            return call.done("get-border");
        case get_all:
            return palette_all(call, false);
        case set_dac_one:
            return set_dac(call);
        case set_dac_block:
            return dac_block(call, true);
        case get_dac_one:
            return get_dac(call);
        case get_dac_block:
            return dac_block(call, false);
        default:
            return no_such_function(call);
    }
}

Next video_alternate(Call& call) {
    constexpr std::uint8_t information = 0x10, scan_lines = 0x30, cursor_emulation = 0x34, supported = 0x12;
    const std::uint8_t function = call.low(Gpr::rbx);
    call.log.add(key::bx, call.word(Gpr::rbx));
    if (function == information) {
        call.set_word(Gpr::rbx, 0x0003);  // colour, 256 KiB
        call.set_word(Gpr::rcx, 0x0009);
        return call.done("ega-information");
    }
    if (function < scan_lines || function > 0x36) return no_such_function(call);
    if (function == cursor_emulation) {
        const std::uint8_t control = call.data.get(data_field::video_control);
        call.data.set(data_field::video_control,
                      static_cast<std::uint8_t>((control & ~1) | (call.low(Gpr::rax) & 1)));
    }
    call.set_low(Gpr::rax, supported);
    return call.done("video-setting");
}

}  // namespace vitrine::guest::bios
