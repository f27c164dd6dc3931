#include "guest/machine/dispatch.hpp"

#include <utility>

#include "guest/machine/emulate/control_register.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/emulate/exceptions.hpp"
#include "guest/machine/emulate/hypercall.hpp"
#include "guest/machine/emulate/msr.hpp"
#include "guest/machine/emulate/string_io.hpp"
#include "guest/machine/emulate/unclaimed.hpp"
#include "guest/machine/emulate/vendor_call.hpp"

namespace vitrine::guest {

namespace {

Action crash(std::string_view cause) {
    return action::Stop{
        .status = Status::crash, .code = static_cast<std::uint32_t>(Status::crash), .cause = cause};
}

Action vmcall(Machine& machine, Exit& exit) {
    if (machine.platform != nullptr) {
        if (bios::Bios::is_call(machine.cpu, exit))
            return machine.platform->bios().call(machine.cpu, machine.memory, exit);
    } else if (is_unclaimed(machine.cpu, machine.memory, exit)) {
        return crash(
            "an interrupt or exception in real mode for which the guest set no vector; there is no BIOS");
    }
    const Action action = hypercall(machine.cpu, machine.memory, machine.console, exit);
    if (machine.platform != nullptr &&
        std::get<exit::Vmcall>(exit.cause).number == std::to_underlying(HypercallNumber::mark))
        machine.platform->ask_for_screen();
    return action;
}

// No device of a bare machine raises interrupts, so a halted guest never wakes: it is over, whatever
// RFLAGS.IF says.
Action halt(Machine& machine, exit::Hlt& hlt) {
    if (machine.platform != nullptr) {
        hlt.silent = bios::Bios::is_waiting(machine.cpu);
        return machine.platform->halt(machine.cpu, hlt);
    }
    hlt.interrupts_on = (machine.cpu.read(Register::rflags) & rflags::interrupt) != 0;
    return action::Stop{.status = Status::ok, .code = 0, .cause = "halted, and nothing can wake it"};
}

Action read_tsc(Machine& machine, exit::Rdtsc& rdtsc) {
    constexpr std::uint64_t low_half = 0xFFFF'FFFF;
    rdtsc.value = machine.cpu.read(Register::tsc);
    machine.cpu.gpr[Gpr::rax] = rdtsc.value & low_half;
    machine.cpu.gpr[Gpr::rdx] = rdtsc.value >> 32;
    if (rdtsc.with_aux) machine.cpu.gpr[Gpr::rcx] = machine.cpu.read(Register::tsc_aux) & low_half;
    return action::Advance{};
}

}  // namespace

Action dispatch(Machine& machine, Exit& exit) {
    return std::visit(
        Overload{
            [&](exit::Vmcall&) { return vmcall(machine, exit); },
            [&](exit::Io&) { return emulate_io(machine.cpu, machine.memory, machine.ports, exit); },
            [&](exit::Cpuid&) { return emulate_cpuid(machine.cpu, machine.cpuid, exit); },
            [&](exit::Hlt& hlt) { return halt(machine, hlt); },
            [&](exit::Msr&) { return emulate_msr(machine.cpu, exit); },
            [&](exit::ControlRegister&) {
                machine.cpuid.forget_leaf_1();
                return emulate_control_register(machine.cpu, machine.memory, exit);
            },
            // The guest's memory is the host's write-back memory: its caches are coherent without a flush.
            [](exit::CacheFlush&) -> Action { return action::Advance{}; },
            [&](exit::Xsetbv&) { return emulate_xsetbv(machine.cpu, exit); },
            [&](exit::Rdtsc& rdtsc) { return read_tsc(machine, rdtsc); },
            [](exit::AbsentInstruction& absent) -> Action {
                return absent.general_protection ? inject_gp() : inject_ud();
            },
            [&](exit::Exception& exception) {
                if (exception.vector == vector::ud &&
                    is_other_vendors_call(machine.cpu, machine.memory, exit)) {
                    exit.length = call_length;
                    exit.cause = exit::Vmcall{};  // `exception` is gone
                    return vmcall(machine, exit);
                }
                return reflect_exception(exit, exception);
            },
            [](exit::TripleFault&) { return crash("triple fault"); },
            [](exit::MemoryViolation&) { return crash("the guest touched memory that it doesn't have"); },
            [](exit::MemoryMisconfiguration&) -> Action {
                return action::Stop{.status = Status::panic,
                                    .code = static_cast<std::uint32_t>(Status::panic),
                                    .cause = "Vitrine built the guest's nested page tables wrong"};
            },
            // For the host, which has acknowledged it; the guest goes on.
            [](exit::ExternalInterrupt&) -> Action { return action::Resume{}; },
            [&](exit::BudgetTimer&) -> Action {
                return action::Stop{.status = Status::budget,
                                    .code = static_cast<std::uint32_t>(Status::budget),
                                    .cause = machine.platform != nullptr
                                                 ? pc::out_of_time
                                                 : "the guest used up its budget (budget=)"};
            },
            [](exit::Unhandled&) { return crash("an exit that Vitrine doesn't handle"); },
            // Made by the platform, and no backend's.
            [](exit::BiosCall&) -> Action { return action::Resume{}; },
            [](exit::Interrupt&) -> Action { return action::Resume{}; },
        },
        exit.cause);
}

}  // namespace vitrine::guest
