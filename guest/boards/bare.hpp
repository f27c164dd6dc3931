#pragma once
// The bare machine: memory, the devices that every guest has, no BIOS, no interrupts.

#include "guest/machine/board.hpp"

namespace vitrine::guest {

class BareBoard final : public Board {
public:
    BareBoard();

    /// Nothing is ever pending.
    [[nodiscard]] DeviceInterrupt acknowledge(VcpuId /*vcpu*/) override { return {}; }
    /// An interrupt's vector that the guest never set ends it.
    [[nodiscard]] Action stub_call(Machine& machine, Exit& exit) override;
    /// No device raises interrupts, so a halted guest never wakes: it is over, whatever RFLAGS.IF says.
    [[nodiscard]] Action halt(Machine& machine, exit::Hlt& hlt) override;
    [[nodiscard]] Action wait(Machine& /*machine*/) override { return never_wakes(); }

private:
    Clock clock_{1};
    Timers timers_{clock_};
    PendingInterrupts pending_;
};

}  // namespace vitrine::guest
