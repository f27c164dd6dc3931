#pragma once
// A PC around the guest's processor: its devices, its BIOS, its time. The run loop asks it before each entry
// and tells it of each exit.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/devices/devices.hpp"
#include "guest/firmware/bios.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest::pc {

/// Why a guest is over whose budget is used up.
inline constexpr std::string_view out_of_time = "the guest used up its time (budget=)";

/// What makes the guest's time pass.
enum class Pace : std::uint8_t {
    work,  ///< the guest's own instructions: a TSC tick is a tick, and a halt takes no time
    real,  ///< the host's clock
};

/// Where somebody's keys come from while the guest runs.
class KeySource {
public:
    /// A byte that was typed, if there is one: Ctrl-] asks for the screen, Ctrl-\ for the guest's end, all
    /// else is a key.
    [[nodiscard]] virtual std::optional<std::uint8_t> receive() = 0;

protected:
    ~KeySource() = default;
};

struct PlatformSettings {
    Pace pace = Pace::work;
    std::uint64_t tsc_hertz = ticks_per_second;  ///< of the host, for Pace::real
    Ticks budget = never;                        ///< how long the guest may take of its time
    /// A guest that only waited so long, with nothing left to type, is over.
    Ticks patience = 5 * ticks_per_second;
    KeySource* keys = nullptr;
};

class Platform {
public:
    Platform(const PlatformSettings& settings, Console& console, Requests& requests)
        : settings_(settings), requests_(requests), devices_(requests), bios_(devices_, console) {}

    [[nodiscard]] Devices& devices() { return devices_; }
    [[nodiscard]] bios::Bios& bios() { return bios_; }

    /// Before an entry: gives the guest's TSC its time. An ending when its time is over.
    [[nodiscard]] std::optional<action::Stop> prepare(VirtualCpu& cpu);

    /// TSC ticks until a device has something to do, or the guest is to be looked at.
    [[nodiscard]] std::uint64_t ticks_to_next_event() const;

    /// The interrupt controller raises INTR.
    [[nodiscard]] bool interrupts() const { return devices_.pending.word != 0; }
    /// The interrupt that the guest takes now.
    [[nodiscard]] exit::Interrupt acknowledge();

    /// Right after an exit: the guest's time is what its TSC says, and the devices are brought up to it.
    void left(VirtualCpu& cpu);

    /// After an exit of the backend's own. Once a device was due the guest is looked at: one that loops in
    /// place with interrupts off is over. Before that nothing happens.
    [[nodiscard]] std::optional<action::Stop> went_on(VirtualCpu& cpu, const Memory& memory);

    /// HLT: goes on to the next interrupt.
    [[nodiscard]] Action halt(VirtualCpu& cpu, exit::Hlt& hlt);

    /// What an exit, which is answered, says of whether the guest does anything but wait.
    void observe(const VirtualCpu& cpu, const Exit& exit);

private:
    /// What an exit says of its guest.
    enum class Doing : std::uint8_t {
        work,     ///< it gets on
        waiting,  ///< nothing by itself: it may go on so for ever
        either,   ///< it may be in the middle of work, or wait
    };

    [[nodiscard]] static Doing doing(const Exit& exit);
    [[nodiscard]] Ticks leap_of(const Exit& exit) const;
    [[nodiscard]] bool goes_round(const VirtualCpu& cpu, std::uint64_t rip,
                                  std::span<const std::uint8_t> stack);  // whole words
    [[nodiscard]] Ticks from_tsc(std::uint64_t tsc) const;
    [[nodiscard]] Ticks next_look() const;
    void look_for_keys();
    void wait_until(Ticks time);
    [[nodiscard]] std::optional<action::Stop> time_over() const;
    void waited(Ticks ticks);

    PlatformSettings settings_;
    Requests& requests_;
    Devices devices_;
    bios::Bios bios_;
    Ticks idle_ = 0;                         ///< time since the guest last did anything but wait
    Ticks last_poll_ = 0;                    ///< when it last looked whether something came
    Ticks last_look_ = 0;                    ///< when it was last looked at in went_on()
    Ticks look_ = 0;                         ///< when that is to be next
    unsigned asked_ = 0;                     ///< how often it asked the same since it last did something else
    std::array<std::uint64_t, 8> places_{};  ///< hashes of the registers where it last waited; a ring
    std::size_t next_place_ = 0;
    std::uint64_t tsc_ = 0;        ///< the guest's TSC when it last left, if it had never written it
    std::uint64_t tsc_shift_ = 0;  ///< what the guest has made it differ by
    bool ended_ = false;           ///< by somebody at the terminal
};

}  // namespace vitrine::guest::pc
