// ACPI tables of any shape.

#include "boot/acpi.hpp"

namespace {

std::span<const std::uint8_t> all;

std::span<const std::uint8_t> read(std::uint64_t address, std::uint64_t size) {
    const std::uint64_t offset = address & 0x3FF;
    if (offset > all.size() || size > all.size() - offset) return {};
    return all.subspan(offset, size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    all = {data, size};
    (void)vitrine::parse_s5(all);
    (void)vitrine::find_s5(all.first(std::min<std::size_t>(size, 36)), read);
    return 0;
}
