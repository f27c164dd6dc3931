// The ring buffer of keys.

#include "guest/firmware/keyboard_services.hpp"

namespace vitrine::guest::bios {

namespace {

constexpr std::uint16_t usual_start = 0x1E, usual_end = 0x3E;
constexpr std::uint16_t key_size = 2;

}  // namespace

KeyBuffer::KeyBuffer(const Memory& memory)
    : memory_(memory),
      data_(memory),
      start_(data_.get(data_field::keyboard_start)),
      end_(data_.get(data_field::keyboard_end)) {
    if (start_ >= end_ || (end_ - start_) % key_size != 0 || end_ - start_ < 2 * key_size) {
        start_ = usual_start;
        end_ = usual_end;
    }
    head_ = within(data_.get(data_field::keyboard_head));
    tail_ = within(data_.get(data_field::keyboard_tail));
}

std::uint16_t KeyBuffer::within(std::uint16_t offset) const {
    return offset >= start_ && offset < end_ && (offset - start_) % key_size == 0 ? offset : start_;
}

std::uint16_t KeyBuffer::after(std::uint16_t offset) const {
    const auto next = static_cast<std::uint16_t>(offset + key_size);
    return next == end_ ? start_ : next;
}

std::optional<std::uint16_t> KeyBuffer::peek() const {
    if (head_ == tail_) return std::nullopt;
    return memory_.read<std::uint16_t>(DataArea::address + head_).value_or(0);
}

void KeyBuffer::drop() {
    head_ = after(head_);
    data_.set(data_field::keyboard_head, head_);
}

bool KeyBuffer::store(std::uint16_t key) {
    const std::uint16_t next = after(tail_);
    if (next == head_) return false;
    (void)memory_.write(DataArea::address + tail_, key);
    tail_ = next;
    data_.set(data_field::keyboard_tail, tail_);
    return true;
}

void KeyBuffer::clear() {
    head_ = tail_ = start_;
    data_.set(data_field::keyboard_head, head_);
    data_.set(data_field::keyboard_tail, tail_);
}

void install_keyboard(const Memory& memory) {
    const DataArea data(memory);
    data.set(data_field::keyboard_start, usual_start);
    data.set(data_field::keyboard_end, usual_end);
    KeyBuffer(memory).clear();
    data.set(data_field::keyboard_flags_3, keyboard_flag::extended_keyboard);
}

}  // namespace vitrine::guest::bios
