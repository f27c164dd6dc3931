#pragma once
// Port 0xe9, as Bochs and QEMU have it: a byte written is a byte of text; it reads as 0xe9, by which a
// program finds out that it is there.

#include "guest/machine/console.hpp"
#include "guest/machine/port_bus.hpp"

namespace vitrine::guest {

class DebugConsole final : public PortDevice {
public:
    static constexpr PortRange ports{0xE9, 0xE9};

    explicit DebugConsole(Console& console) : console_(console) {}

    [[nodiscard]] std::string_view name() const override { return "debug-console"; }
    [[nodiscard]] std::uint32_t read(std::uint16_t /*offset*/, std::uint8_t /*size*/) override {
        return 0xE9;
    }
    [[nodiscard]] std::optional<action::Stop> write(std::uint16_t /*offset*/, std::uint8_t /*size*/,
                                                    std::uint32_t value) override {
        console_.put(ConsoleSource::debug_console, static_cast<std::uint8_t>(value));
        return std::nullopt;
    }

private:
    Console& console_;
};

}  // namespace vitrine::guest
