#pragma once
// A fuzzer's bytes, taken one value after the other; zeros when they are used up.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

namespace vitrine {

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

    template <class T>
    T take() {
        T value{};
        const std::size_t length = std::min(sizeof(T), bytes_.size());
        std::memcpy(&value, bytes_.data(), length);
        bytes_ = bytes_.subspan(length);
        return value;
    }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> rest() const { return bytes_; }

private:
    std::span<const std::uint8_t> bytes_;
};

}  // namespace vitrine
