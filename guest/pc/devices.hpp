#pragma once
// The devices of a PC, wired together.

#include "guest/pc/clock.hpp"
#include "guest/pc/disk.hpp"
#include "guest/pc/keyboard.hpp"
#include "guest/pc/pic.hpp"
#include "guest/pc/pit.hpp"
#include "guest/pc/rtc.hpp"
#include "guest/pc/system_control.hpp"
#include "guest/pc/typist.hpp"
#include "guest/pc/vga.hpp"
#include "guest/port_bus.hpp"

namespace vitrine::guest::pc {

struct Devices {
    Devices() = default;
    Devices(const Devices&) = delete;
    Devices& operator=(const Devices&) = delete;

    Clock clock;
    Pic pic;
    Pit pit{clock, pic};
    Rtc rtc{clock, pic};
    A20Gate a20;
    Typist typist{clock};
    Keyboard keyboard{pic, a20, typist};
    SystemControl system{clock, pit, a20};
    Vga vga{clock};
    Disks disks;

    /// Puts them at their ports; false when one is taken.
    [[nodiscard]] bool attach(PortBus& ports);

    /// Brings all up to the clock.
    void update();

    /// When update() next has something to do.
    [[nodiscard]] Ticks next_event() const;
};

}  // namespace vitrine::guest::pc
