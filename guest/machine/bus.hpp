#pragma once
// A bus: which device answers at which address. The same for I/O ports, memory and MSRs.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string_view>

#include "guest/machine/device.hpp"

namespace vitrine::guest {

/// What a read gives where nothing answers, a byte at a time.
inline constexpr std::uint32_t open_bus = 0xFF;

/// Who answers there, in the log.
inline constexpr std::string_view no_device = "none";

/// Addresses `first` to `last`, both included.
template <class Address>
struct Range {
    Address first = 0;
    Address last = 0;

    [[nodiscard]] constexpr bool contains(std::uint64_t address) const {
        return address >= first && address <= last;
    }
};

/// What a read gave, and who answered.
struct BusValue {
    std::uint64_t value = 0;
    std::string_view device;
};

/// Finds the device for an access. One that is wider than the device, or lies only partly in its addresses,
/// is done byte by byte from the lowest, as the ISA bus splits it; past the last address there is nothing.
/// The first byte that a device answers names it.
template <class Address>
class Bus {
public:
    static constexpr std::size_t most_ranges = 32;

    /// A range of a device's addresses.
    struct Slot {
        Range<Address> range;
        std::uint8_t widest = 1;
        bool may_end_machine = false;
        Address base = 0;  ///< the address of the device's offset 0, modulo their number
        Device* device = nullptr;
        std::string_view name;

        [[nodiscard]] Access access(std::uint64_t address, std::uint8_t size, VcpuId vcpu) const {
            return {.offset = static_cast<std::uint32_t>(static_cast<Address>(address - base)),
                    .size = size,
                    .vcpu = vcpu};
        }
    };

    /// Puts `device` at `range`; the range's first address is the device's offset `first_offset`, for one
    /// that has several. False when there are too many ranges or the addresses are taken.
    [[nodiscard]] bool attach(Range<Address> range, Device& device, Address first_offset = 0) {
        if (count_ == slots_.size() || range.last < range.first) return false;
        const auto used = std::span(slots_).first(count_);
        // The slots are in the order of their addresses.
        const auto after = std::ranges::partition_point(
            used, [&](const Slot& slot) { return slot.range.last < range.first; });
        if (after != used.end() && after->range.first <= range.last) return false;
        const std::size_t place = static_cast<std::size_t>(after - used.begin());
        std::copy_backward(slots_.begin() + place, slots_.begin() + count_, slots_.begin() + count_ + 1);
        slots_[place] = {.range = range,
                         .widest = device.widest(),
                         .may_end_machine = device.may_end_machine(),
                         .base = static_cast<Address>(range.first - first_offset),
                         .device = &device,
                         .name = device.name()};
        ++count_;
        number_quick_addresses();
        return true;
    }

    /// The range at an address; null where there is none.
    [[nodiscard]] const Slot* find(std::uint64_t address) const {
        if (address >= quick_addresses) return search(address);
        const std::uint8_t number = by_address_[address];
        return number == 0 ? nullptr : &slots_[number - 1];
    }

    [[nodiscard]] BusValue read(VcpuId vcpu, Address address, std::uint8_t size) const {
        if (const Slot* slot = find_whole(address, size))
            return {slot->device->read(slot->access(address, size, vcpu)), slot->name};
        return read_bytes(vcpu, address, size);
    }

    /// Gives the name of who took it.
    std::string_view write(VcpuId vcpu, Address address, std::uint8_t size, std::uint64_t value) const {
        if (const Slot* slot = find_whole(address, size)) {
            slot->device->write(slot->access(address, size, vcpu), value);
            return slot->name;
        }
        return write_bytes(vcpu, address, size, value);
    }

    /// Elements of `size` bytes in turn, all at `address`: as many as are in `bytes`, which is at least one.
    /// Where one device takes them as they are it is one call of it.
    [[nodiscard]] std::string_view read_block(VcpuId vcpu, Address address, std::uint8_t size,
                                              std::span<std::uint8_t> bytes) const {
        if (const Slot* slot = find_whole(address, size)) {
            slot->device->read_block(slot->access(address, size, vcpu), bytes);
            return slot->name;
        }
        if (is_nobodys(address, size)) {
            std::memset(bytes.data(), open_bus, bytes.size());
            return no_device;
        }
        std::string_view device;
        for (; bytes.size() >= size; bytes = bytes.subspan(size)) {
            const BusValue element = read_bytes(vcpu, address, size);
            std::memcpy(bytes.data(), &element.value, size);
            device = element.device;
        }
        return device;
    }

    std::string_view write_block(VcpuId vcpu, Address address, std::uint8_t size,
                                 std::span<const std::uint8_t> bytes) const {
        if (const Slot* slot = find_whole(address, size)) {
            slot->device->write_block(slot->access(address, size, vcpu), bytes);
            return slot->name;
        }
        if (is_nobodys(address, size)) return no_device;
        std::string_view device;
        for (; bytes.size() >= size; bytes = bytes.subspan(size)) {
            std::uint64_t value = 0;
            std::memcpy(&value, bytes.data(), size);
            device = write_bytes(vcpu, address, size, value);
        }
        return device;
    }

    /// How many elements one block may have: after a write that may end the machine the next one may have no
    /// place.
    [[nodiscard]] std::uint64_t longest_block(Address address, std::uint8_t size) const {
        for (unsigned index = 0; index < size; ++index) {
            const Slot* slot = find(std::uint64_t{address} + index);
            if (slot != nullptr && slot->may_end_machine) return 1;
        }
        return std::numeric_limits<std::uint64_t>::max();
    }

private:
    /// Addresses that a table finds; ISA devices decode no more of a port's number. The others are searched
    /// for.
    static constexpr std::size_t quick_addresses = sizeof(Address) == 2 ? 0x400 : 0;

    [[nodiscard]] const Slot* search(std::uint64_t address) const {
        if (count_ == 0 || address > slots_[count_ - 1].range.last) return nullptr;
        const auto used = std::span(slots_).first(count_);
        const auto at =
            std::ranges::partition_point(used, [&](const Slot& slot) { return slot.range.last < address; });
        return at != used.end() && at->range.first <= address ? &*at : nullptr;
    }

    [[nodiscard]] const Slot* find_whole(Address address, std::uint8_t size) const {
        const Slot* slot = find(address);
        if (slot == nullptr || size > slot->widest) return nullptr;
        return std::uint64_t{address} + size - 1U <= slot->range.last ? slot : nullptr;
    }

    [[nodiscard, gnu::noinline]] bool is_nobodys(Address address, std::uint8_t size) const {
        for (unsigned index = 0; index < size; ++index) {
            if (find(std::uint64_t{address} + index) != nullptr) return false;
        }
        return true;
    }

    // What is split is rare, and out of the way of what isn't.
    [[nodiscard, gnu::noinline]] BusValue read_bytes(VcpuId vcpu, Address address, std::uint8_t size) const {
        BusValue result{0, no_device};
        for (unsigned index = 0; index < size; ++index) {
            std::uint64_t byte = open_bus;
            if (const Slot* slot = find(std::uint64_t{address} + index)) {
                byte = slot->device->read(slot->access(address + index, 1, vcpu)) & 0xFF;
                if (result.device == no_device) result.device = slot->name;
            }
            result.value |= byte << (8 * index);
        }
        return result;
    }

    [[gnu::noinline]] std::string_view write_bytes(VcpuId vcpu, Address address, std::uint8_t size,
                                                   std::uint64_t value) const {
        std::string_view device = no_device;
        for (unsigned index = 0; index < size; ++index) {
            const Slot* slot = find(std::uint64_t{address} + index);
            if (slot == nullptr) continue;
            slot->device->write(slot->access(address + index, 1, vcpu), value >> (8 * index) & 0xFF);
            if (device == no_device) device = slot->name;
        }
        return device;
    }

    void number_quick_addresses() {
        by_address_ = {};
        for (std::size_t index = 0; index < count_; ++index) {
            const auto [first, last] = slots_[index].range;
            for (std::size_t address = first; address <= last && address < quick_addresses; ++address)
                by_address_[address] = static_cast<std::uint8_t>(index + 1);
        }
    }

    std::array<Slot, most_ranges> slots_{};
    std::size_t count_ = 0;
    std::array<std::uint8_t, quick_addresses> by_address_{};  ///< number of the slot there from 1; 0: none
};

using PortBus = Bus<std::uint16_t>;
using PortRange = Range<std::uint16_t>;

}  // namespace vitrine::guest
