#pragma once
// The guest's physical memory, as whoever serves its exits reaches it. guest::AddressSpace is one; tests have
// another.

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "guest/cpu/entry.hpp"

namespace vitrine::guest {

/// What the guest itself would reach at an address, by the gate of address line 20; every access is bounded.
/// The first bytes of its ram, where nearly all accesses go, are reached without a call.
class Memory {
public:
    /// Bytes of ram from guest-physical 0 on.
    [[nodiscard]] std::uint64_t size() const { return ram_.size(); }
    /// Them, where the host sees them, which is their physical address.
    [[nodiscard]] std::span<std::uint8_t> bytes() const { return ram_; }

    /// The `length` bytes at guest-physical `address`; nothing when one of them lies outside of memory, or
    /// when they don't lie together.
    [[nodiscard]] std::optional<std::span<std::uint8_t>> at(std::uint64_t address,
                                                            std::uint64_t length) const {
        if (!in_window(address, length)) [[unlikely]]
            return at_beyond(address, length);
        return ram_.subspan(address, length);
    }

    /// Copies all bytes from or to `address`, also where they don't lie together. False, and nothing is done,
    /// when one lies outside of memory.
    [[nodiscard]] bool read_bytes(std::uint64_t address, std::span<std::uint8_t> target) const {
        if (!in_window(address, target.size())) [[unlikely]]
            return read_beyond(address, target);
        if (!target.empty()) std::memcpy(target.data(), &ram_[address], target.size());
        return true;
    }
    [[nodiscard]] bool write_bytes(std::uint64_t address, std::span<const std::uint8_t> source) const {
        if (!in_window(address, source.size())) [[unlikely]]
            return write_beyond(address, source);
        if (!source.empty()) std::memcpy(&ram_[address], source.data(), source.size());
        return true;
    }

    /// A little-endian T at `address`; nothing outside.
    template <class T>
    [[nodiscard]] std::optional<T> read(std::uint64_t address) const {
        T value;
        std::array<std::uint8_t, sizeof(T)> raw;
        if (!read_bytes(address, raw)) return std::nullopt;
        std::memcpy(&value, raw.data(), sizeof(T));
        return value;
    }

    /// Writes a little-endian T; false when it lies outside.
    template <class T>
    [[nodiscard]] bool write(std::uint64_t address, T value) const {
        std::array<std::uint8_t, sizeof(T)> raw;
        std::memcpy(raw.data(), &value, sizeof(T));
        return write_bytes(address, raw);
    }

    /// Opens or closes the gate of address line 20, at once. False: there is no memory for the tables, and it
    /// is as before.
    [[nodiscard]] virtual bool gate_a20(bool open) = 0;

    /// The nested page tables. Their generation moves with every change of what was reached before.
    [[nodiscard]] const NestedPaging& nested() const { return nested_; }

protected:
    Memory() = default;
    Memory(const Memory&) = default;
    Memory& operator=(const Memory&) = default;
    ~Memory() = default;

    [[nodiscard]] bool in_window(std::uint64_t address, std::uint64_t length) const {
        return address <= window_ && length <= window_ - address;
    }
    /// The same where an access leaves the window.
    [[nodiscard]] virtual std::optional<std::span<std::uint8_t>> at_beyond(std::uint64_t address,
                                                                           std::uint64_t length) const = 0;
    [[nodiscard]] virtual bool read_beyond(std::uint64_t address, std::span<std::uint8_t> target) const = 0;
    [[nodiscard]] virtual bool write_beyond(std::uint64_t address,
                                            std::span<const std::uint8_t> source) const = 0;

    std::span<std::uint8_t> ram_;
    std::uint64_t window_ = 0;  ///< so many bytes of it are reached directly
    NestedPaging nested_;
};

}  // namespace vitrine::guest
