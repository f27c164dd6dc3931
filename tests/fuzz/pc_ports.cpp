// A hostile guest at a PC's ports: any access at any port and any time. Devices answer without a fault, what
// they have to do next lies ahead once they were brought up to the clock, and an interrupt that is pending
// can be acknowledged. So it is with a state that was saved and loaded, whole or damaged.

#include <cstdlib>
#include <string_view>
#include <vector>

#include "guest/devices/devices.hpp"
#include "input.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;

constexpr std::string_view script = "a{up}{wait 1s}B";

void require(bool holds) {
    if (!holds) std::abort();
}

/// Mostly a port that has a device.
std::uint16_t port_of(std::uint16_t bits) {
    constexpr std::array<std::uint16_t, 32> used{0x20,  0x21,  0x40,  0x41,  0x42,  0x43,  0x60,  0x61,
                                                 0x64,  0x70,  0x71,  0x71,  0x80,  0x92,  0xA0,  0xA1,
                                                 0x3B4, 0x3BA, 0x3C0, 0x3C1, 0x3C2, 0x3C4, 0x3C6, 0x3C7,
                                                 0x3C8, 0x3C9, 0x3CE, 0x3D4, 0x3D5, 0x3DA, 0x4D0, 0x4D1};
    constexpr std::uint16_t anywhere = 0x8000;
    return (bits & anywhere) != 0 ? static_cast<std::uint16_t>(bits << 1) : used[bits % used.size()];
}

/// `genuine`: no state was loaded that a guest can't bring about.
void bring_up(pc::Devices& devices, bool genuine) {
    devices.timers.expire();
    const pc::Ticks next = devices.timers.next();
    require(next > devices.clock.now);
    require(!genuine || next == pc::never || next < devices.clock.now + 60 * pc::ticks_per_second);
}

std::vector<std::uint8_t> save(pc::Devices& devices) {
    std::vector<std::uint8_t> bytes(16384);
    StateWriter writer(bytes);
    devices.save_all(writer);
    require(writer.fits());
    bytes.resize(writer.size());
    return bytes;
}

/// What is saved is loaded into another PC, which then has the same state; or, with bytes that are changed,
/// is refused or taken, without harm. Whether the state is still a genuine one.
bool save_and_load(Input& input, pc::Devices& devices, bool change) {
    std::vector<std::uint8_t> bytes = save(devices);
    if (!change) {
        Requests requests;
        pc::Devices other(requests);
        require(!other.typist.script(script));
        StateReader reader(bytes);
        require(other.load_all(reader) && reader.finished());
        require(save(other) == bytes);
        require(other.timers.next() == devices.timers.next());
        require(other.pending.word == devices.pending.word);
        return true;
    }
    for (unsigned count = input.take<std::uint8_t>() % 4; count > 0; --count)
        bytes[input.take<std::uint16_t>() % bytes.size()] = input.take<std::uint8_t>();
    if (input.take<std::uint8_t>() % 8 == 0) bytes.resize(input.take<std::uint16_t>() % bytes.size());
    StateReader reader(bytes);
    (void)devices.load_all(reader);
    return false;
}

void acknowledge(pc::Pic& pic) {
    if (!pic.pending()) return;
    (void)pic.acknowledge();
    require(pic.acknowledged_line() < 16);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    Requests requests;
    pc::Devices devices(requests);
    PortBus ports;
    require(devices.attach(ports));
    require(!devices.typist.script(script));
    bool genuine = true;
    bring_up(devices, genuine);
    while (!input.empty()) {
        constexpr std::uint8_t sizes[] = {1, 1, 2, 4};
        const auto what = input.take<std::uint8_t>();
        const std::uint8_t width = sizes[what >> 4 & 3];
        switch (what & 7) {
            case 0:
            case 1: {
                const auto port = port_of(input.take<std::uint16_t>());
                const std::uint64_t value = ports.read(boot_vcpu, port, width).value;
                require(value >> (8 * width) == 0);
                break;
            }
            case 2:
            case 3:
            case 4: {
                const auto port = port_of(input.take<std::uint16_t>());
                ports.write(boot_vcpu, port, width, input.take<std::uint32_t>());
                break;
            }
            case 5:
                devices.typist.type(input.take<std::uint8_t>());
                break;
            case 6:
                if ((what & 8) != 0) {
                    genuine = save_and_load(input, devices, (what & 16) != 0) && genuine;
                } else {
                    acknowledge(devices.pic);
                }
                break;
            default: {
                // From a tick up to about a year, or up to what is due.
                const auto steps = input.take<std::uint16_t>();
                const pc::Ticks due = devices.timers.next();
                if ((what & 8) != 0 && due != pc::never) {
                    devices.clock.now = due;
                } else {
                    devices.clock.now += pc::Ticks{steps} << (what >> 4 & 15) * 2;
                }
                break;
            }
        }
        bring_up(devices, genuine);
    }
    return 0;
}
