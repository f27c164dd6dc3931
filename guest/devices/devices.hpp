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
#include "guest/machine/bus.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest::pc {

struct Devices {
    explicit Devices(Requests& requests)
        : keyboard(pic, a20, typist, requests), system(clock, pit, a20, requests) {}
    Devices(const Devices&) = delete;
    Devices& operator=(const Devices&) = delete;

    Clock clock;
    Pic pic;
    Pit pit{clock, pic};
    Rtc rtc{clock, pic};
    A20Gate a20;
    Typist typist{clock};
    Keyboard keyboard;
    SystemControl system;
    Vga vga{clock};
    Disks disks;

    /// All to the state of power-on.
    void reset();

    /// Puts them at their ports; false when one is taken.
    [[nodiscard]] bool attach(PortBus& ports);

    /// Brings all up to the clock.
    void update();

    /// When update() next has something to do.
    [[nodiscard]] Ticks next_event() const;
};

}  // namespace vitrine::guest::pc
