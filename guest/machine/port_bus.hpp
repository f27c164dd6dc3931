#pragma once
// The guest's I/O ports: which device answers at which.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "guest/cpu/action.hpp"

namespace vitrine::guest {

/// A device behind ports.
class PortDevice {
public:
    /// The name in the log, a literal.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// The widest access that the device takes as one, in bytes: 1, 2 or 4. A wider one comes as bytes.
    [[nodiscard]] virtual std::uint8_t widest() const { return 1; }

    /// Whether a write may end the guest.
    [[nodiscard]] virtual bool may_end_guest() const { return false; }

    /// Reads `size` bytes at `offset` from where PortBus::attach put the device's offset 0. The access lies
    /// within one range of its ports.
    [[nodiscard]] virtual std::uint32_t read(std::uint16_t offset, std::uint8_t size) = 0;

    /// Writes; a device that ends the guest says how.
    [[nodiscard]] virtual std::optional<action::Stop> write(std::uint16_t offset, std::uint8_t size,
                                                            std::uint32_t value) = 0;

protected:
    ~PortDevice() = default;
};

/// Ports `first` to `last`, both included.
struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    [[nodiscard]] constexpr bool contains(std::uint32_t port) const { return port >= first && port <= last; }
};

/// What a read gave, and who answered: "none" where there is no device, which reads as all ones.
struct PortValue {
    std::uint32_t value = 0;
    std::string_view device;
};

/// Who took a write, and whether that ends the guest.
struct PortWritten {
    std::string_view device;
    std::optional<action::Stop> stop;
};

/// Finds the device for an access. One that is wider than the device, or lies only partly in its ports, is
/// done byte by byte from the lowest port, as the ISA bus splits it; past port 0xffff there is nothing. The
/// first byte that a device answers names it.
class PortBus {
public:
    static constexpr std::size_t most_ranges = 32;

    /// Puts `device` at `range`; the range's first port is the device's offset `first_offset`, for one that
    /// has several. False when there are too many ranges or the ports are taken.
    [[nodiscard]] bool attach(PortRange range, PortDevice& device, std::uint16_t first_offset = 0);

    [[nodiscard]] PortValue read(std::uint16_t port, std::uint8_t size);
    [[nodiscard]] PortWritten write(std::uint16_t port, std::uint8_t size, std::uint32_t value);

    struct Slot {
        PortRange range;
        std::uint8_t widest = 1;
        bool may_end_guest = false;
        std::uint16_t base = 0;  ///< the port of the device's offset 0
        PortDevice* device = nullptr;
        std::string_view name;
    };

    /// The device at a port; null where there is none.
    [[nodiscard]] const Slot* find(std::uint32_t port) const {
        if (port >= quick_ports) return search(port);
        const std::uint8_t number = by_port_[port];
        return number == 0 ? nullptr : &slots_[number - 1];
    }

private:
    /// Ports that a table finds; ISA devices decode no more of a port's number. The others are searched for.
    static constexpr std::size_t quick_ports = 0x400;

    [[nodiscard]] const Slot* search(std::uint32_t port) const;
    [[nodiscard]] const Slot* find_whole(std::uint16_t port, std::uint8_t size) const;

    std::array<Slot, most_ranges> slots_{};
    std::size_t count_ = 0;
    std::array<std::uint8_t, quick_ports> by_port_{};  ///< number of the port's slot from 1; 0: none
};

/// What a read gives where nothing answers, a byte at a time.
inline constexpr std::uint32_t open_bus = 0xFF;

/// Who answers there, in the log.
inline constexpr std::string_view no_device = "none";

}  // namespace vitrine::guest
