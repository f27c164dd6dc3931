#pragma once
// The devices of a PC, wired together.

#include <string_view>
#include <tuple>

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
#include "guest/machine/state.hpp"
#include "guest/machine/timers.hpp"
#include "guest/machine/wires.hpp"

namespace vitrine::guest::pc {

struct Devices {
    /// `hertz`: ticks of guest time a second.
    explicit Devices(Requests& requests, Ticks hertz = ticks_per_second)
        : clock(hertz),
          keyboard(timers, {pic, 1}, a20, typist, requests),
          system(clock, pit, a20, requests) {}

    Clock clock;
    Timers timers{clock};
    PendingInterrupts pending;
    A20Gate a20;
    Pic pic{pending};
    Pit pit{clock, timers, {pic, 0}};
    Rtc rtc{clock, timers, {pic, 8}};
    Typist typist{clock};
    Keyboard keyboard;
    SystemControl system;
    Vga vga{clock};
    Disks disks;

    [[nodiscard]] static constexpr std::string_view name() { return "pc"; }

    /// All to the state of power-on.
    void reset();

    /// All, as one part of a machine after the other. A load that fails leaves all in the state of power-on,
    /// but the disks may have bytes of both.
    void save_all(StateWriter& writer);
    [[nodiscard]] bool load_all(StateReader& reader);

    /// Puts them at their ports; false when one is taken.
    [[nodiscard]] bool attach(PortBus& ports);

    /// What the board itself has.
    void state(State& state) {
        Ticks hertz = clock.hertz();
        bool a20_open = a20.open();
        state(hertz, clock.now, a20_open);
        a20.set(a20_open);
        same_rate_ = hertz == clock.hertz();
    }
    [[nodiscard]] bool take_loaded() {
        constexpr Ticks latest = never / 4;  // devices look ahead
        if (same_rate_ && clock.now <= latest) return true;
        clock.now = 0;
        return false;
    }

private:
    /// Its parts, in the order in which they are saved.
    [[nodiscard]] auto parts() { return std::tie(pic, pit, rtc, typist, keyboard, system, vga, disks); }

    bool same_rate_ = true;
};

}  // namespace vitrine::guest::pc
