#include "guest/machine/emulate/vendor_call.hpp"

#include <algorithm>
#include <array>

#include "guest/machine/emulate/fetch.hpp"

namespace vitrine::guest {

bool is_other_vendors_call(VirtualCpu& cpu, const Memory& memory, const Exit& exit) {
    constexpr std::array<std::uint8_t, call_length> vmcall{0x0F, 0x01, 0xC1};
    constexpr std::array<std::uint8_t, call_length> vmmcall{0x0F, 0x01, 0xD9};
    if (exit.interrupted.valid) return false;
    std::array<std::uint8_t, call_length> buffer{};
    const auto bytes = fetch(cpu, memory, buffer);
    return std::ranges::equal(bytes, vmcall) || std::ranges::equal(bytes, vmmcall);
}

}  // namespace vitrine::guest
