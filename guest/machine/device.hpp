#pragma once
// A device of the guest's machine, as the bus that it is attached to sees it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/vcpu_id.hpp"
#include "guest/machine/state.hpp"

namespace vitrine::guest {

/// Who accesses a device, where, and how wide.
struct Access {
    std::uint32_t offset = 0;  ///< from where Bus::attach put the device's offset 0
    std::uint8_t size = 1;     ///< bytes of an element: 1, 2, 4 or 8
    VcpuId vcpu = 0;
};

/// An access lies within one range of the device's and is no wider than widest(): the bus splits the others.
///
/// One that has a state is Stateful, too, and has a reset().
class Device {
public:
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// In the log, and of its record; a literal.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// The widest access that the device takes as one, in bytes: 1, 2, 4 or 8. A wider one comes as bytes.
    [[nodiscard]] virtual std::uint8_t widest() const { return 1; }

    /// Whether a write may ask for the machine's end or reset. Such a device takes an element a call.
    [[nodiscard]] virtual bool may_end_machine() const { return false; }

    /// Reads an element.
    [[nodiscard]] virtual std::uint64_t read(Access access) = 0;
    /// Writes one; above its size `value` is 0.
    virtual void write(Access access, std::uint64_t value) = 0;

    /// Reads or writes elements in turn at the same offset, as REP INS and OUTS do: as many as fit into
    /// `bytes`, little-endian. A device that moves blocks of data does it in one go.
    virtual void read_block(Access access, std::span<std::uint8_t> bytes);
    virtual void write_block(Access access, std::span<const std::uint8_t> bytes);

protected:
    Device() = default;
    ~Device() = default;
};

}  // namespace vitrine::guest
