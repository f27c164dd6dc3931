#pragma once
// Port 0xf4, as QEMU's isa-debug-exit with its usual parameters: writing v ends the guest with code 2v+1.

#include "guest/machine/bus.hpp"
#include "guest/machine/requests.hpp"

namespace vitrine::guest {

class DebugExit final : public Device {
public:
    static constexpr PortRange ports{0xF4, 0xF7};

    explicit DebugExit(Requests& requests) : requests_(requests) {}

    [[nodiscard]] std::string_view name() const override { return "debug-exit"; }
    [[nodiscard]] std::uint8_t widest() const override { return 4; }
    [[nodiscard]] bool may_end_machine() const override { return true; }
    [[nodiscard]] std::uint64_t read(Access /*access*/) override { return 0; }
    void write(Access /*access*/, std::uint64_t value) override {
        requests_.end({.status = Status::failed,
                       .code = static_cast<std::uint32_t>(value << 1 | 1),
                       .cause = "the guest ended itself with a code other than 0"});
    }

private:
    Requests& requests_;
};

}  // namespace vitrine::guest
