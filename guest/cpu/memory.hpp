#pragma once
// The guest's physical memory, as the host sees it: bytes 0 to size, every access bounded.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace vitrine::guest {

class Memory {
public:
    explicit Memory(std::span<std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
    [[nodiscard]] std::span<std::uint8_t> bytes() const { return bytes_; }

    /// The `length` bytes at guest-physical `address`; nothing when any of them lies outside.
    [[nodiscard]] std::optional<std::span<std::uint8_t>> at(std::uint64_t address,
                                                            std::uint64_t length) const {
        if (address > bytes_.size() || length > bytes_.size() - address) return std::nullopt;
        return bytes_.subspan(address, length);
    }

    /// A little-endian T at `address`; nothing outside.
    template <class T>
    [[nodiscard]] std::optional<T> read(std::uint64_t address) const {
        const auto source = at(address, sizeof(T));
        if (!source) return std::nullopt;
        T value;
        std::memcpy(&value, source->data(), sizeof(T));
        return value;
    }

    /// Writes a little-endian T; false when it lies outside.
    template <class T>
    [[nodiscard]] bool write(std::uint64_t address, T value) const {
        const auto target = at(address, sizeof(T));
        if (!target) return false;
        std::memcpy(target->data(), &value, sizeof(T));
        return true;
    }

private:
    std::span<std::uint8_t> bytes_;
};

}  // namespace vitrine::guest
