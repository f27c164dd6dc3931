// Whatever a boot loader hands over, the parser ends with an error or with views into the given bytes.

#include "boot/multiboot2.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(data, size);
    const auto boot = vitrine::parse_multiboot2(bytes);
    if (!boot) return 0;
    const auto inside = [&](const void* at, std::size_t length) {
        const auto* start = static_cast<const std::uint8_t*>(at);
        return length == 0 || (start >= data && start + length <= data + size);
    };
    bool ok = inside(boot->command_line.data(), boot->command_line.size()) &&
              inside(boot->rsdp.data(), boot->rsdp.size()) && boot->memory_region_count() > 0;
    for (std::size_t i = 0; i < boot->memory_region_count(); ++i) (void)boot->memory_region(i);
    for (const auto& module : boot->modules()) ok = ok && module.end >= module.start;
    if (!ok) std::abort();
    return 0;
}
