#include "guest/machine/device.hpp"

#include <cstring>

namespace vitrine::guest {

void Device::read_block(Access access, std::span<std::uint8_t> bytes) {
    for (; bytes.size() >= access.size; bytes = bytes.subspan(access.size)) {
        const std::uint64_t value = read(access);
        std::memcpy(bytes.data(), &value, access.size);
    }
}

void Device::write_block(Access access, std::span<const std::uint8_t> bytes) {
    for (; bytes.size() >= access.size; bytes = bytes.subspan(access.size)) {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data(), access.size);
        write(access, value);
    }
}

}  // namespace vitrine::guest
