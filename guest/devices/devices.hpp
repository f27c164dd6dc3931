#pragma once
// The devices of a PC, wired together.

#include "guest/devices/clock.hpp"
#include "guest/devices/disk.hpp"
#include "guest/devices/keyboard.hpp"
#include "guest/devices/pic.hpp"
#include "guest/devices/pit.hpp"
#include "guest/devices/rtc.hpp"
#include "guest/devices/system_control.hpp"
#include "guest/devices/typist.hpp"
#include "guest/devices/vga.hpp"
#include "guest/machine/port_bus.hpp"

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
