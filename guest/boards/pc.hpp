#pragma once
// A PC around the guest's processor: its devices, its BIOS, its time.

#include <cstdint>

#include "guest/devices/devices.hpp"
#include "guest/firmware/bios.hpp"
#include "guest/machine/board.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

struct PcSettings {
    Pace pace = Pace::work;
    std::uint64_t tsc_hertz = pc::ticks_per_second;  ///< of the host, for Pace::real
    Ticks hertz = pc::ticks_per_second;              ///< of the guest's time
};

/// Made before the Board, which refers to their clock.
struct PcDevices {
    pc::Devices devices_;
};

class PcBoard final : private PcDevices, public Board {
public:
    PcBoard(const PcSettings& settings, Console& console, Requests& requests);

    [[nodiscard]] pc::Devices& devices() { return devices_; }
    [[nodiscard]] bios::Bios& bios() { return bios_; }

    [[nodiscard]] DeviceInterrupt acknowledge(VcpuId vcpu) override;
    [[nodiscard]] Action stub_call(Machine& machine, Exit& exit) override;
    [[nodiscard]] const BiosCall* firmware_call() const override { return &bios_.last_call(); }
    [[nodiscard]] Action halt(Machine& machine, exit::Hlt& hlt) override;
    [[nodiscard]] Action wait(Machine& machine) override;
    [[nodiscard]] Asking asks(const GuestEvent& event) const override;
    [[nodiscard]] bool input_to_come() const override { return live_keys || !devices_.typist.finished(); }
    [[nodiscard]] std::string_view held_up() const override;
    void log_state(Sink& sink) const override;
    void typed(std::uint8_t byte) override { devices_.typist.type(byte); }
    void log_screen(Sink& sink, const Memory& memory) const override;

    /// All that its guest's run depends on.
    void save_all(StateWriter& writer);
    /// A load that fails leaves a board that no guest is to be run on.
    [[nodiscard]] bool load_all(StateReader& reader);

private:
    bios::Bios bios_;
    Requests& requests_;
};

}  // namespace vitrine::guest
