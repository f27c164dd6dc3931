#pragma once
// The BIOS data area at 0040:0000, by the names of the IBM PC's technical reference. It lies within every
// memory that has a BIOS, so that no access fails.

#include <cstdint>

#include "guest/cpu/memory.hpp"

namespace vitrine::guest::bios {

template <class T>
struct DataField {
    std::uint16_t offset;
};

namespace data_field {
inline constexpr DataField<std::uint16_t> com1{0x00}, lpt1{0x08};
inline constexpr DataField<std::uint16_t> ebda_segment{0x0E};
inline constexpr DataField<std::uint16_t> equipment{0x10};
inline constexpr DataField<std::uint16_t> memory_kib{0x13};
inline constexpr DataField<std::uint8_t> shift_flags{0x17}, shift_flags_2{0x18}, alt_number{0x19};
inline constexpr DataField<std::uint16_t> keyboard_head{0x1A}, keyboard_tail{0x1C};
inline constexpr DataField<std::uint8_t> floppy_motor{0x3F}, floppy_motor_timeout{0x40}, floppy_status{0x41};
inline constexpr DataField<std::uint8_t> video_mode{0x49};
inline constexpr DataField<std::uint16_t> video_columns{0x4A}, video_page_size{0x4C}, video_page_start{0x4E};
/// Of page 0; two bytes a page: column, row.
inline constexpr DataField<std::uint16_t> cursor_position{0x50};
inline constexpr DataField<std::uint16_t> cursor_shape{0x60};
inline constexpr DataField<std::uint8_t> video_page{0x62};
inline constexpr DataField<std::uint16_t> crtc_port{0x63};
inline constexpr DataField<std::uint32_t> timer_ticks{0x6C};
inline constexpr DataField<std::uint8_t> midnight{0x70}, break_flag{0x71};
inline constexpr DataField<std::uint16_t> reset_flag{0x72};
inline constexpr DataField<std::uint8_t> hard_disk_status{0x74}, hard_disks{0x75};
inline constexpr DataField<std::uint16_t> keyboard_start{0x80}, keyboard_end{0x82};
inline constexpr DataField<std::uint8_t> rows_less_1{0x84};
inline constexpr DataField<std::uint16_t> character_height{0x85};
inline constexpr DataField<std::uint8_t> video_control{0x87}, video_switches{0x88}, video_state{0x89};
inline constexpr DataField<std::uint8_t> keyboard_flags_3{0x96}, keyboard_leds{0x97};
}  // namespace data_field

class DataArea {
public:
    static constexpr std::uint64_t address = 0x400;

    explicit DataArea(const Memory& memory) : memory_(memory) {}

    template <class T>
    [[nodiscard]] T get(DataField<T> field) const {
        return memory_.read<T>(address + field.offset).value_or(T{});
    }
    template <class T>
    void set(DataField<T> field, T value) const {
        (void)memory_.write<T>(address + field.offset, value);
    }

private:
    const Memory& memory_;
};

}  // namespace vitrine::guest::bios
