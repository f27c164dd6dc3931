#include "guest/machine/state.hpp"

#include <algorithm>

namespace vitrine::guest {

namespace {

/// What a record begins with.
struct Head {
    std::array<std::uint8_t, 16> name{};
    std::uint16_t version = 0;
    std::uint32_t size = 0;  ///< bytes that follow

    void state(State& state) { state(name, version, size); }
};

constexpr std::size_t head_size = 22, size_offset = 18;

std::array<std::uint8_t, 16> name_bytes(std::string_view name) {
    std::array<std::uint8_t, 16> bytes{};
    std::copy_n(name.begin(), std::min(name.size(), bytes.size()), bytes.begin());
    return bytes;
}

}  // namespace

void State::flag(bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    field(byte);
    if (byte > 1) refuse();
    value = byte == 1;
}

void StateWriter::put(std::size_t at, std::span<const std::uint8_t> value) {
    if (at <= room_.size() && value.size() <= room_.size() - at)
        std::ranges::copy(value, room_.begin() + static_cast<std::ptrdiff_t>(at));
}

void StateWriter::bytes(std::span<std::uint8_t> value) {
    put(size_, value);
    size_ += value.size();
}

void StateWriter::begin(std::string_view name, std::uint16_t version) {
    Head head{.name = name_bytes(name), .version = version};
    (*this)(head);
    body_ = size_;
}

void StateWriter::end() {
    const auto size = static_cast<std::uint32_t>(size_ - body_);
    put(body_ - head_size + size_offset, std::bit_cast<std::array<std::uint8_t, 4>>(size));
}

void StateReader::bytes(std::span<std::uint8_t> value) {
    if (value.size() > body_.size()) {
        good_ = false;
        body_ = {};
        std::ranges::fill(value, std::uint8_t{0});
        return;
    }
    std::ranges::copy(body_.first(value.size()), value.begin());
    body_ = body_.subspan(value.size());
}

void StateReader::begin(std::string_view name, std::uint16_t version) {
    body_ = rest_.first(std::min(rest_.size(), head_size));
    rest_ = rest_.subspan(body_.size());
    Head head;
    (*this)(head);
    if (head.name != name_bytes(name) || head.version != version || head.size > rest_.size()) good_ = false;
    body_ = good_ ? rest_.first(head.size) : std::span<const std::uint8_t>{};
    rest_ = rest_.subspan(body_.size());
}

void StateReader::end() {
    if (!body_.empty()) good_ = false;
}

}  // namespace vitrine::guest
