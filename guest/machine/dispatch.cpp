#include "guest/machine/dispatch.hpp"

#include <array>

#include "guest/machine/emulate/control_register.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/emulate/exceptions.hpp"
#include "guest/machine/emulate/hypercall.hpp"
#include "guest/machine/emulate/msr.hpp"
#include "guest/machine/emulate/string_io.hpp"
#include "guest/machine/emulate/vendor_call.hpp"

namespace vitrine::guest {

Action answer_call(Machine& machine, Exit& exit) {
    auto& call = as<exit::Vmcall>(exit.cause);
    if (answer_from_registers(machine.cpu.gpr, call)) [[likely]]
        return action::Advance{};
    return hypercall(machine.cpu, machine.memory, machine.console, call);
}

namespace {

Action crash(std::string_view cause) {
    return end_as(Status::crash, cause);
}

Action vmcall(Machine& machine, Exit& exit) {
    return exit.rip < machine.board.stubs_below ? machine.board.stub_call(machine, exit)
                                                : answer_call(machine, exit);
}

Action halt(Machine& machine, Exit& exit) {
    const Action action = machine.board.halt(machine, as<exit::Hlt>(exit.cause));
    if (machine.requests.wants_pause() && action.is<action::Resume>()) machine.halted = exit.length;
    return action;
}

Action read_tsc(Machine& machine, Exit& exit) {
    auto& rdtsc = *std::get_if<exit::Rdtsc>(&exit.cause);
    constexpr std::uint64_t low_half = 0xFFFF'FFFF;
    rdtsc.value = machine.cpu.read(Register::tsc);
    machine.cpu.gpr[Gpr::rax] = rdtsc.value & low_half;
    machine.cpu.gpr[Gpr::rdx] = rdtsc.value >> 32;
    if (rdtsc.with_aux) machine.cpu.gpr[Gpr::rcx] = machine.cpu.read(Register::tsc_aux) & low_half;
    return action::Advance{};
}

Action io(Machine& machine, Exit& exit) {
    return emulate_io(machine.cpu, machine.memory, machine.ports, machine.requests, exit);
}

Action cpuid(Machine& machine, Exit& exit) {
    return emulate_cpuid(machine.cpu, machine.cpuid, exit);
}

[[gnu::noinline]] Action write_tsc(Machine& machine, Exit& exit) {
    const Action action = emulate_msr(machine.cpu, exit);
    machine.board.time.tsc_written(machine.cpu, as<exit::Msr>(exit.cause).value);  // which only now is known
    return action;
}

Action msr(Machine& machine, Exit& exit) {
    constexpr std::uint32_t time_stamp_counter = 0x10;
    const auto index = static_cast<std::uint32_t>(machine.cpu.gpr[Gpr::rcx]);
    if (index == time_stamp_counter && as<exit::Msr>(exit.cause).write) [[unlikely]]
        return write_tsc(machine, exit);
    return emulate_msr(machine.cpu, exit);
}

Action control_register(Machine& machine, Exit& exit) {
    return emulate_control_register(machine.cpu, machine.cpuid, machine.memory, exit);
}

Action xsetbv(Machine& machine, Exit& exit) {
    return emulate_xsetbv(machine.cpu, exit);
}

Action absent_instruction(Machine& /*machine*/, Exit& exit) {
    const auto& absent = *std::get_if<exit::AbsentInstruction>(&exit.cause);
    return absent.general_protection ? inject_gp() : inject_ud();
}

Action exception(Machine& machine, Exit& exit) {
    const auto& exception = *std::get_if<exit::Exception>(&exit.cause);
    if (exception.vector == vector::ud && is_other_vendors_call(machine.cpu, machine.memory, exit)) {
        exit.length = call_length;
        exit.cause.emplace<exit::Vmcall>();  // `exception` is gone
        return vmcall(machine, exit);
    }
    return reflect_exception(exit, exception);
}

Action budget(Machine& machine, Exit& /*exit*/) {
    return end_as(Status::budget, machine.board.out_of_time);
}

Action misconfiguration(Machine& /*machine*/, Exit& /*exit*/) {
    return end_as(Status::panic, "Vitrine built the guest's nested page tables wrong");
}

/// For the host, which has acknowledged it; or no exit of a processor's.
Action go_on(Machine& /*machine*/, Exit& /*exit*/) {
    return action::Resume{};
}

}  // namespace

constinit const Handlers handlers = [] {
    Handlers table{};
    table.fill(go_on);
    table[kind_index<exit::Vmcall>] = vmcall;
    table[kind_index<exit::Io>] = io;
    table[kind_index<exit::Cpuid>] = cpuid;
    table[kind_index<exit::Hlt>] = halt;
    table[kind_index<exit::Msr>] = msr;
    table[kind_index<exit::ControlRegister>] = control_register;
    // The guest's memory is the host's write-back memory: its caches are coherent without a flush.
    table[kind_index<exit::CacheFlush>] = [](Machine&, Exit&) -> Action { return action::Advance{}; };
    table[kind_index<exit::Xsetbv>] = xsetbv;
    table[kind_index<exit::Rdtsc>] = read_tsc;
    table[kind_index<exit::AbsentInstruction>] = absent_instruction;
    table[kind_index<exit::Exception>] = exception;
    table[kind_index<exit::TripleFault>] = [](Machine&, Exit&) { return crash("triple fault"); };
    table[kind_index<exit::MemoryViolation>] = [](Machine&, Exit&) {
        return crash("the guest touched memory that it doesn't have");
    };
    table[kind_index<exit::MemoryMisconfiguration>] = misconfiguration;
    table[kind_index<exit::BudgetTimer>] = budget;
    table[kind_index<exit::Unhandled>] = [](Machine&, Exit&) {
        return crash("an exit that Vitrine doesn't handle");
    };
    return table;
}();

}  // namespace vitrine::guest
