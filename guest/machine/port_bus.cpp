#include "guest/machine/port_bus.hpp"

#include <span>

namespace vitrine::guest {

bool PortBus::attach(PortRange range, PortDevice& device, std::uint16_t first_offset) {
    if (count_ == slots_.size() || range.last < range.first) return false;
    for (const Slot& slot : std::span(slots_).first(count_)) {
        if (range.first <= slot.range.last && slot.range.first <= range.last) return false;
    }
    slots_[count_++] = {.range = range,
                        .widest = device.widest(),
                        .may_end_guest = device.may_end_guest(),
                        .base = static_cast<std::uint16_t>(range.first - first_offset),
                        .device = &device,
                        .name = device.name()};
    for (std::size_t port = range.first; port <= range.last && port < quick_ports; ++port)
        by_port_[port] = static_cast<std::uint8_t>(count_);
    return true;
}

const PortBus::Slot* PortBus::search(std::uint32_t port) const {
    for (const Slot& slot : std::span(slots_).first(count_)) {
        if (slot.range.contains(port)) return &slot;
    }
    return nullptr;
}

const PortBus::Slot* PortBus::find_whole(std::uint16_t port, std::uint8_t size) const {
    const Slot* slot = find(port);
    if (slot == nullptr || size > slot->widest) return nullptr;
    return port + size - 1U <= slot->range.last ? slot : nullptr;
}

PortValue PortBus::read(std::uint16_t port, std::uint8_t size) {
    if (const Slot* slot = find_whole(port, size)) {
        const auto offset = static_cast<std::uint16_t>(port - slot->base);
        return {slot->device->read(offset, size), slot->name};
    }
    PortValue result{0, no_device};
    for (unsigned index = 0; index < size; ++index) {
        std::uint32_t byte = open_bus;
        if (const Slot* slot = find(port + index)) {
            byte = slot->device->read(static_cast<std::uint16_t>(port + index - slot->base), 1) & open_bus;
            if (result.device == no_device) result.device = slot->name;
        }
        result.value |= byte << (8 * index);
    }
    return result;
}

PortWritten PortBus::write(std::uint16_t port, std::uint8_t size, std::uint32_t value) {
    if (const Slot* slot = find_whole(port, size)) {
        const auto offset = static_cast<std::uint16_t>(port - slot->base);
        return {slot->name, slot->device->write(offset, size, value)};
    }
    PortWritten result{no_device, std::nullopt};
    for (unsigned index = 0; index < size; ++index) {
        const Slot* slot = find(port + index);
        if (slot == nullptr) continue;
        const auto offset = static_cast<std::uint16_t>(port + index - slot->base);
        const auto stop = slot->device->write(offset, 1, value >> (8 * index) & open_bus);
        if (result.device == no_device) result.device = slot->name;
        if (stop && !result.stop) result.stop = stop;
    }
    return result;
}

}  // namespace vitrine::guest
