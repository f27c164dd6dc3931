#pragma once
// What INT 16h and IRQ 1 share: the ring buffer of keys and the flags of the BIOS data area.

#include <cstdint>
#include <optional>

#include "guest/firmware/call.hpp"

namespace vitrine::guest::bios {

namespace keyboard_flag {
// Of 0040:0017.
inline constexpr std::uint8_t right_shift = 0x01, left_shift = 0x02, control = 0x04, alt = 0x08,
                              scroll_lock = 0x10, num_lock = 0x20, caps_lock = 0x40, insert = 0x80;
// Of 0040:0018, where the locks and Insert have the bits that they have in 0040:0017.
inline constexpr std::uint8_t left_control = 0x01, left_alt = 0x02, system_request = 0x04;
// Of 0040:0096.
inline constexpr std::uint8_t extended_keyboard = 0x10, right_alt = 0x08, right_control = 0x04,
                              prefix_e0 = 0x02, prefix_e1 = 0x01;
}  // namespace keyboard_flag

/// The ring buffer of keys in segment 0040h. A guest may have written anything into its bounds.
class KeyBuffer {
public:
    explicit KeyBuffer(const Memory& memory);

    /// The oldest key; nothing when there is none.
    [[nodiscard]] std::optional<std::uint16_t> peek() const;
    void drop();
    /// False when the buffer is full.
    bool store(std::uint16_t key);
    void clear();

private:
    [[nodiscard]] std::uint16_t within(std::uint16_t offset) const;
    [[nodiscard]] std::uint16_t after(std::uint16_t offset) const;

    const Memory& memory_;
    DataArea data_;
    std::uint16_t start_ = 0, end_ = 0, head_ = 0, tail_ = 0;
};

}  // namespace vitrine::guest::bios
