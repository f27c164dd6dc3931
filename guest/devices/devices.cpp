#include "guest/devices/devices.hpp"

namespace vitrine::guest::pc {

bool Devices::attach(PortBus& ports) {
    const auto at = [&ports](PortRange range, Device& device, std::uint16_t offset) {
        return ports.attach(range, device, offset);
    };
    const auto vga_at = [&](PortRange range) {
        return ports.attach(range, vga, static_cast<std::uint16_t>(range.first - Vga::base));
    };
    return at(Pic::first_ports, pic, Pic::first_offset) && at(Pic::second_ports, pic, Pic::second_offset) &&
           at(Pic::edge_level_ports, pic, Pic::edge_level_offset) && at(Pit::ports, pit, 0) &&
           at(Rtc::ports, rtc, 0) && at(Keyboard::data_port, keyboard, Keyboard::data_offset) &&
           at(Keyboard::command_port, keyboard, Keyboard::command_offset) &&
           at(SystemControl::port_b, system, SystemControl::port_b_offset) &&
           at(SystemControl::post_port, system, SystemControl::post_offset) &&
           at(SystemControl::port_a, system, SystemControl::port_a_offset) && vga_at(Vga::mono_ports) &&
           vga_at(Vga::mono_status) && vga_at(Vga::common_ports) && vga_at(Vga::colour_ports) &&
           vga_at(Vga::colour_status);
}

void Devices::reset() {
    a20.set(true);
    const auto reset_one = [](auto& part) {
        if constexpr (requires { part.reset(); }) part.reset();
    };
    std::apply([&](auto&... part) { (reset_one(part), ...); }, parts());
}

void Devices::save_all(StateWriter& writer) {
    save(writer, *this);
    std::apply([&](auto&... part) { (save(writer, part), ...); }, parts());
}

bool Devices::load_all(StateReader& reader) {
    const bool good = load(reader, *this) &&
                      std::apply([&](auto&... part) { return (load(reader, part) && ...); }, parts());
    if (!good) reset();
    return good;
}

}  // namespace vitrine::guest::pc
