#pragma once
// Port 0xf4, as QEMU's isa-debug-exit with its usual parameters: writing v ends the guest with code 2v+1.

#include "guest/machine/port_bus.hpp"

namespace vitrine::guest {

class DebugExit final : public PortDevice {
public:
    static constexpr PortRange ports{0xF4, 0xF7};

    [[nodiscard]] std::string_view name() const override { return "debug-exit"; }
    [[nodiscard]] std::uint8_t widest() const override { return 4; }
    [[nodiscard]] bool may_end_guest() const override { return true; }
    [[nodiscard]] std::uint32_t read(std::uint16_t /*offset*/, std::uint8_t /*size*/) override { return 0; }
    [[nodiscard]] std::optional<action::Stop> write(std::uint16_t /*offset*/, std::uint8_t /*size*/,
                                                    std::uint32_t value) override {
        return action::Stop{.status = Status::failed,
                            .code = value << 1 | 1,
                            .cause = "the guest ended itself with a code other than 0"};
    }
};

}  // namespace vitrine::guest
