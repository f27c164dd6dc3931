#pragma once
// A fuzzer's bytes, and when they have run out others that follow from them: a short input drives a long run.

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::fuzz {

class Dice {
public:
    Dice(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {
        for (std::size_t index = 0; index < size; ++index) seed_ = (seed_ ^ data[index]) * 0x0100'0000'01B3;
    }
    std::uint8_t byte() {
        if (size_ != 0) {
            --size_;
            return *data_++;
        }
        seed_ ^= seed_ << 13;
        seed_ ^= seed_ >> 7;
        seed_ ^= seed_ << 17;
        return static_cast<std::uint8_t>(seed_ >> 32);
    }
    template <class T>
    T take() {
        T value{};
        for (std::size_t index = 0; index < sizeof(T); ++index)
            value = static_cast<T>(value | static_cast<T>(byte()) << 8 * index);
        return value;
    }
    /// Once in so many times.
    bool one_in(unsigned times) { return byte() % times == 0; }
    unsigned below(unsigned end) { return byte() % end; }
    template <class T, std::size_t size>
    T of(const std::array<T, size>& values) {
        return values[byte() % size];
    }
    /// Small, at a border, or anything.
    std::uint64_t value() {
        switch (below(4)) {
            case 0:
                return byte();
            case 1:
                return of(std::array<std::uint64_t, 8>{0, 1, 0xFFFF, 0x1'0000, 0xFFFF'FFFF, 1ULL << 32,
                                                       0x7FFF'FFFF'FFFF, ~0ULL});
            default:
                return take<std::uint64_t>() >> (byte() & 63);
        }
    }

private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::uint64_t seed_ = 0xCBF2'9CE4'8422'2325;
};

}  // namespace vitrine::fuzz
