#include "guest/vendor_call.hpp"

#include <array>

#include "guest/action.hpp"
#include "guest/fetch.hpp"

namespace vitrine::guest {

void accept_other_vendors_call(VirtualCpu& cpu, const Memory& memory, Exit& exit) {
    constexpr std::array<std::uint8_t, 3> vmcall{0x0F, 0x01, 0xC1};
    constexpr std::array<std::uint8_t, 3> vmmcall{0x0F, 0x01, 0xD9};
    const auto* exception = std::get_if<exit::Exception>(&exit.cause);
    if (exception == nullptr || exception->vector != vector::ud || exit.delivering) return;
    std::array<std::uint8_t, 3> buffer{};
    const auto bytes = fetch(cpu, memory, buffer);
    if (!std::ranges::equal(bytes, vmcall) && !std::ranges::equal(bytes, vmmcall)) return;
    exit.length = vmcall.size();
    exit.cause = exit::Vmcall{};
}

}  // namespace vitrine::guest
