#pragma once
// Port 0xe9, as Bochs and QEMU have it: a byte written is a byte of text; it reads as 0xe9, by which a
// program finds out that it is there.

#include "guest/machine/bus.hpp"
#include "guest/machine/console.hpp"

namespace vitrine::guest {

class DebugConsole final : public Device {
public:
    static constexpr PortRange ports{0xE9, 0xE9};

    explicit DebugConsole(Console& console) : console_(console) {}

    [[nodiscard]] std::string_view name() const override { return "debug-console"; }
    [[nodiscard]] std::uint64_t read(Access /*access*/) override { return 0xE9; }
    void write(Access /*access*/, std::uint64_t value) override {
        console_.put(ConsoleSource::debug_console, static_cast<std::uint8_t>(value));
    }

private:
    Console& console_;
};

}  // namespace vitrine::guest
