#include "kernel/log/record.hpp"

#include <array>

namespace vitrine {

namespace {

std::array<std::uint8_t, 4> bytes_of(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}

}  // namespace

std::uint32_t crc32(std::uint32_t crc, std::span<const std::uint8_t> bytes) {
    constexpr std::uint32_t polynomial = 0xEDB8'8320;
    crc = ~crc;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (unsigned bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (polynomial & (0 - (crc & 1)));
    }
    return ~crc;
}

Record::Record(Sink& sink, RecordType type, std::uint32_t length) : sink_(sink) {
    const std::array<std::uint8_t, 8> head{'V', 'R', 'E', 'C', static_cast<std::uint8_t>(type), 0, 0, 0};
    add(head);
    add(bytes_of(length));
}

Record::~Record() {
    add(bytes_of(crc_));
}

void Record::add(std::span<const std::uint8_t> bytes) {
    crc_ = crc32(crc_, bytes);
    sink_.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace vitrine
