#include "guest/devices/rtc.hpp"

#include <algorithm>

#include "guest/devices/calendar.hpp"
#include "guest/devices/rtc_registers.hpp"

namespace vitrine::guest::pc {

using namespace rtc;

namespace {

/// The time is unsafe to read for this long before each second: 244 us before and 1984 us of the update.
constexpr Ticks updates_a_second = 449;

bool is_clock(std::uint8_t index) {
    return index <= year || index == century;
}

}  // namespace

/// The data sheet's RESET: what the battery keeps, the time and the rest of the memory, stays.
void Rtc::reset() {
    seen_ = clock_.now;
    index_ = 0;
    memory_[register_b] &= ~(periodic | alarm | update_ended);
    memory_[register_c] = 0;
    signal();
    find_next_event();
}

Rtc::Rtc(const Clock& clock, Timers& timers, IrqLine irq)
    : clock_(clock),
      irq_(irq),
      next_event_(timers, Callback::of<&Rtc::come>(*this)),
      offset_(seconds_of(epoch)) {
    memory_[register_a] = 0x26;  // 32 kHz, 1024 a second
    memory_[register_b] = hours_24_bit;
    memory_[register_d] = valid_memory;
}

void Rtc::configure(std::uint64_t memory_size, unsigned floppies, std::uint8_t floppy_type,
                    unsigned hard_disks) {
    constexpr std::uint64_t kib = 1024, mib = kib * kib, most = 0xFFFF;
    constexpr std::uint64_t conventional = 640;
    const auto set_word = [this](std::uint8_t index, std::uint64_t value) {
        memory_[index] = static_cast<std::uint8_t>(value);
        memory_[index + 1U] = static_cast<std::uint8_t>(value >> 8);
    };
    memory_[floppy_types] =
        static_cast<std::uint8_t>((floppies > 0 ? floppy_type << 4 : 0) | (floppies > 1 ? floppy_type : 0));
    memory_[hard_disk_types] = hard_disks == 0 ? 0x00 : hard_disks == 1 ? 0xF0 : 0xFF;
    constexpr std::uint8_t user_defined = 47;  // type 15 says that the number is in a byte of its own
    memory_[first_hard_disk_type] = hard_disks > 0 ? user_defined : 0;
    memory_[second_hard_disk_type] = hard_disks > 1 ? user_defined : 0;
    constexpr std::uint8_t always = 0x06;  // a coprocessor, a keyboard, a display with a BIOS of its own
    memory_[equipment] =
        static_cast<std::uint8_t>(always | (floppies > 0 ? 1U | (std::min(floppies, 2U) - 1) << 6 : 0));
    set_word(base_memory, conventional);
    const std::uint64_t extended = std::min((memory_size - std::min(memory_size, mib)) / kib, most);
    set_word(extended_memory, extended);
    set_word(extended_memory_again, extended);
    const std::uint64_t above = memory_size > 16 * mib ? (memory_size - 16 * mib) / (64 * kib) : 0;
    set_word(memory_above_16m, std::min(above, most));
    unsigned sum = 0;
    for (unsigned index = floppy_types; index < checksum; ++index) sum += memory_[index];
    memory_[checksum] = static_cast<std::uint8_t>(sum >> 8);
    memory_[checksum + 1U] = static_cast<std::uint8_t>(sum);
}

bool Rtc::binary() const {
    return (memory_[register_b] & binary_bit) != 0;
}

bool Rtc::hours_24() const {
    return (memory_[register_b] & hours_24_bit) != 0;
}

std::uint8_t Rtc::encode(std::uint8_t value) const {
    return binary() ? value : static_cast<std::uint8_t>(value / 10 << 4 | value % 10);
}

std::uint8_t Rtc::decode(std::uint8_t value) const {
    return binary() ? value : static_cast<std::uint8_t>((value >> 4) * 10 + (value & 0xF));
}

std::uint8_t Rtc::encode_hour(std::uint8_t of_day) const {
    if (hours_24()) return encode(of_day);
    const auto twelve = static_cast<std::uint8_t>((of_day + 11) % 12 + 1);
    return static_cast<std::uint8_t>(encode(twelve) | (of_day >= 12 ? afternoon : 0));
}

std::uint64_t Rtc::seconds() const {
    return clock_.now / clock_.hertz();
}

/// Neither is the clock being set nor the divider of its crystal held in reset.
bool Rtc::runs() const {
    return (memory_[register_b] & set_bit) == 0 && !divider_in_reset(memory_[register_a]);
}

DateTime Rtc::now() const {
    if (stopped_) return *stopped_;
    return date_of(offset_ + static_cast<std::int64_t>(seconds()));
}

void Rtc::set(const DateTime& time) {
    catch_up();
    if (stopped_) {
        stopped_ = time;
        return;
    }
    offset_ = seconds_of(time) - static_cast<std::int64_t>(seconds());
}

std::uint8_t Rtc::cmos(std::uint8_t index) const {
    index &= 0x7F;
    if (!is_clock(index)) {
        if (index != register_a) return memory_[index];
        const bool updating =
            clock_.now % clock_.hertz() >= clock_.hertz() - clock_.hertz() / updates_a_second;
        return static_cast<std::uint8_t>(memory_[index] | (updating && runs() ? update_in_progress : 0));
    }
    const DateTime time = now();
    switch (index) {
        case second:
            return encode(time.second);
        case minute:
            return encode(time.minute);
        case hour:
            return encode_hour(time.hour);
        case weekday:
            return encode(time.weekday);
        case day:
            return encode(time.day);
        case month:
            return encode(time.month);
        case year:
            return encode(static_cast<std::uint8_t>(time.year % 100));
        case century:
            return encode(static_cast<std::uint8_t>(time.year / 100));
        default:  // the alarm
            return memory_[index];
    }
}

void Rtc::set_field(std::uint8_t index, std::uint8_t value) {
    DateTime time = now();
    const std::uint8_t number = decode(value);
    switch (index) {
        case second:
            time.second = number % 60;
            break;
        case minute:
            time.minute = number % 60;
            break;
        case hour: {
            const auto without = static_cast<std::uint8_t>(value & ~afternoon);
            time.hour =
                hours_24()
                    ? number % 24
                    : static_cast<std::uint8_t>(decode(without) % 12 + ((value & afternoon) != 0 ? 12 : 0));
            break;
        }
        case weekday:  // shown until the clock runs again, then it follows from the date
            time.weekday = number;
            break;
        case day:
            time.day = number;
            break;
        case month:
            time.month = number;
            break;
        case year:
            time.year = static_cast<std::uint16_t>(time.year / 100 * 100 + number % 100);
            break;
        case century:
            time.year =
                static_cast<std::uint16_t>(std::clamp<unsigned>(number, 19, 99) * 100 + time.year % 100);
            break;
        default:
            break;
    }
    set(time);
}

void Rtc::set_cmos(std::uint8_t index, std::uint8_t value) {
    index &= 0x7F;
    if (index == register_c || index == register_d) return;
    catch_up();
    if (is_clock(index) && index != second_alarm && index != minute_alarm && index != hour_alarm) {
        set_field(index, value);
        return;
    }
    if (index == register_a || index == register_b) {
        set_control(index, value);
    } else {
        memory_[index] = value;
    }
}

void Rtc::state(State& state) {
    state(memory_, index_, offset_, stopped_, seen_, next_event_);
}

bool Rtc::take_loaded() {
    // DateTime's years.
    constexpr std::int64_t most = 70'000LL * 366 * 86'400;
    if (index_ < memory_.size() && seen_ <= clock_.now && offset_ <= most && offset_ >= -most) return true;
    index_ = 0;
    seen_ = clock_.now;
    offset_ = seconds_of(epoch);
    stopped_.reset();
    return false;
}

std::uint64_t Rtc::read(Access access) {
    if (access.offset == 0) return open_bus;  // the index can't be read back
    if (index_ != register_c) return cmos(index_);
    catch_up();
    signal();
    const std::uint8_t value = memory_[register_c];
    memory_[register_c] = 0;
    signal();
    find_next_event();
    return value;
}

void Rtc::write(Access access, std::uint64_t value) {
    if (access.offset == 0) {
        index_ = value & 0x7F;  // bit 7 masks NMIs, of which there are none
    } else {
        set_cmos(index_, static_cast<std::uint8_t>(value));
    }
}

}  // namespace vitrine::guest::pc
