#include "svm/exit.hpp"

#include "guest/cpu/action.hpp"
#include "guest/cpu/effective_address.hpp"
#include "svm/exit_code.hpp"

namespace vitrine::svm {

namespace {

using guest::Cause;

guest::exit::Exception exception_of(std::uint8_t vector, bool has_error_code, std::uint32_t error_code) {
    using Type = guest::exit::Exception::Type;
    const bool software = vector == guest::vector::bp || vector == guest::vector::of;
    return {.vector = vector,
            .type = software ? Type::software : Type::hardware,
            .has_error_code = has_error_code,
            .error_code = has_error_code ? error_code : 0};
}

// Vectors that push an error code. 8.4.1.
bool has_error_code(std::uint8_t vector) {
    constexpr std::uint32_t with = 1U << guest::vector::df | 1U << guest::vector::ts |
                                   1U << guest::vector::np | 1U << guest::vector::ss |
                                   1U << guest::vector::gp | 1U << guest::vector::pf |
                                   1U << guest::vector::ac | 1U << guest::vector::cp;
    return (with >> vector & 1) != 0;
}

// EXITINTINFO's type; those that it doesn't know are no event of its own (15.7.2).
guest::VectoredEvent::Type event_type(const ControlArea& control) {
    using Type = guest::VectoredEvent::Type;
    switch (control.exit_interrupt & event_bits::type) {
        case event_bits::exception:
            return interrupts_software_event(control) ? Type::software_exception : Type::hardware_exception;
        case event_bits::nmi:
            return Type::nmi;
        case event_bits::software:
            return Type::software_interrupt;
        default:
            return Type::external_interrupt;
    }
}

Cause exception(const Vmcb& vmcb, std::uint8_t vector) {
    auto value =
        exception_of(vector, has_error_code(vector), static_cast<std::uint32_t>(vmcb.control.exit_info_1));
    constexpr std::uint64_t debug_causes = 0xE00F;
    if (vector == guest::vector::pf) value.address = vmcb.control.exit_info_2;
    if (vector == guest::vector::db) value.address = vmcb.save.dr6 & debug_causes;
    return value;
}

// 15.10.2.
Cause io(const ControlArea& control, const guest::Instruction* instruction) {
    guest::exit::Io io(port_access(control));
    if (instruction != nullptr) {
        io.address_size = instruction->address_size;  // QEMU 7.2 leaves its bits of EXITINFO1 out
        if (!io.in) io.segment = instruction->segment;
    }
    if (io.in) io.segment = guest::SegmentName::es;
    return io;
}

Cause unhandled(const ControlArea& control) {
    return guest::exit::Unhandled{.reason = static_cast<std::uint32_t>(control.exit_code),
                                  .name = exit_code_name(control.exit_code),
                                  .qualification = control.exit_info_1};
}

/// MOV to or from a control register, or LMSW.
Cause control_register(const Vmcb& vmcb, const guest::Instruction* instruction, const guest::Registers& gpr) {
    using Access = guest::exit::ControlRegister::Access;
    if (instruction == nullptr || !instruction->two_byte) return unhandled(vmcb.control);
    // LOCK before a MOV of CR0 makes it one of CR8 (AltMovCr8, volume 3): the exit's code has the register,
    // not its bytes.
    const std::uint64_t code = vmcb.control.exit_code;
    const bool selective = code == static_cast<std::uint64_t>(ExitCode::cr0_selective_write);
    const auto number = static_cast<std::uint8_t>(selective ? 0 : code & 15);
    switch (instruction->opcode) {
        case 0x20:
            return guest::exit::ControlRegister{
                .number = number, .access = Access::read, .gpr = static_cast<guest::Gpr>(instruction->rm())};
        case 0x22:
            return guest::exit::ControlRegister{
                .number = number, .access = Access::write, .gpr = static_cast<guest::Gpr>(instruction->rm())};
        case 0x01: {
            guest::Registers registers = gpr;
            registers[guest::Gpr::rsp] = vmcb.save.rsp;
            guest::exit::ControlRegister access{.number = 0, .access = Access::lmsw};
            if (instruction->names_register()) {
                const auto source = static_cast<guest::Gpr>(instruction->rm());
                access.lmsw_source = static_cast<std::uint16_t>(registers[source]);
            } else {
                const std::uint64_t next_rip = vmcb.save.rip + instruction->length;
                access.lmsw_operand = guest::effective_address(*instruction, registers, next_rip);
            }
            return access;
        }
        default:
            return unhandled(vmcb.control);
    }
}

Cause memory(const ControlArea& control) {
    constexpr std::uint64_t write = 2, fetch = 16;  // 15.25.6
    const bool writes = (control.exit_info_1 & write) != 0;
    const bool fetches = (control.exit_info_1 & fetch) != 0;
    return guest::exit::MemoryViolation{
        .read = !writes && !fetches, .write = writes, .fetch = fetches, .address = control.exit_info_2};
}

// QEMU 7.2 gives the code of WBINVD for INVD too.
Cause cache_flush(const ControlArea& control, const guest::Instruction* instruction) {
    constexpr std::uint8_t wbinvd = 0x09;
    const bool by_code = static_cast<ExitCode>(control.exit_code) == ExitCode::wbinvd;
    return guest::exit::CacheFlush{.write_back =
                                       instruction != nullptr ? instruction->opcode == wbinvd : by_code};
}

Cause absent(const ControlArea& control, bool general_protection = false) {
    return guest::exit::AbsentInstruction{.instruction = exit_code_name(control.exit_code),
                                          .general_protection = general_protection};
}

Cause cause_of(const Vmcb& vmcb, const guest::Instruction* instruction, const guest::Registers& gpr) {
    const ControlArea& control = vmcb.control;
    if (control.exit_code >= static_cast<std::uint64_t>(ExitCode::exception) &&
        control.exit_code <= static_cast<std::uint64_t>(ExitCode::last_exception)) {
        return exception(vmcb, static_cast<std::uint8_t>(control.exit_code & 31));
    }
    if (control.exit_code < static_cast<std::uint64_t>(ExitCode::write_cr0) + 16)
        return control_register(vmcb, instruction, gpr);
    switch (static_cast<ExitCode>(control.exit_code)) {
        case ExitCode::cr0_selective_write:
            return control_register(vmcb, instruction, gpr);
        case ExitCode::interrupt:
            return guest::exit::ExternalInterrupt{};
        case ExitCode::rdtsc:
            // QEMU 7.2 gives the code of RDTSC for RDTSCP too.
            return guest::exit::Rdtsc{.with_aux = instruction != nullptr && instruction->is(0x01, 0xF9)};
        case ExitCode::rdtscp:
            return guest::exit::Rdtsc{.with_aux = true};
        case ExitCode::rdpmc:
            return absent(control, true);
        case ExitCode::cpuid:
            return guest::exit::Cpuid{};
        case ExitCode::invd:
        case ExitCode::wbinvd:
            return cache_flush(control, instruction);
        case ExitCode::hlt:
            return guest::exit::Hlt{};
        case ExitCode::io:
            return io(control, instruction);
        case ExitCode::msr:
            return guest::exit::Msr{.write = control.exit_info_1 != 0};
        case ExitCode::shutdown:
            return guest::exit::TripleFault{};
        case ExitCode::vmmcall:
            return guest::exit::Vmcall{};
        case ExitCode::vmrun:
        case ExitCode::vmload:
        case ExitCode::vmsave:
        case ExitCode::stgi:
        case ExitCode::clgi:
        case ExitCode::skinit:
        case ExitCode::invlpga:
        case ExitCode::monitor:
        case ExitCode::mwait:
            return absent(control);
        case ExitCode::xsetbv:
            return guest::exit::Xsetbv{};
        case ExitCode::nested_page_fault:
            return memory(control);
        default:
            return unhandled(control);
    }
}

}  // namespace

bool needs_instruction(const ControlArea& control) {
    switch (static_cast<ExitCode>(control.exit_code)) {
        case ExitCode::io:
            return port_access(control).string;
        case ExitCode::cr0_selective_write:
        case ExitCode::rdtsc:
        case ExitCode::invd:
        case ExitCode::wbinvd:
            return true;
        default:
            return control.exit_code < static_cast<std::uint64_t>(ExitCode::write_cr0) + 16;
    }
}

bool has_instruction(std::uint64_t code) {
    switch (static_cast<ExitCode>(code)) {
        case ExitCode::interrupt:
        case ExitCode::nmi:
        case ExitCode::shutdown:
        case ExitCode::task_switch:
        case ExitCode::nested_page_fault:
        case ExitCode::invalid:
            return false;
        default:
            return code < static_cast<std::uint64_t>(ExitCode::exception) ||
                   code > static_cast<std::uint64_t>(ExitCode::last_exception) || code == 0x43 ||
                   code == 0x44;
    }
}

guest::Exit decode_exit(const Vmcb& vmcb, const std::optional<guest::Instruction>& instruction,
                        const guest::Registers& gpr, std::uint64_t length) {
    const guest::Instruction* known = instruction ? &*instruction : nullptr;
    guest::Exit exit{.rip = vmcb.save.rip, .cause = cause_of(vmcb, known, gpr)};
    if (has_instruction(vmcb.control.exit_code)) {
        exit.length = known != nullptr ? known->length : static_cast<std::uint8_t>(length);
        // Where the next instruction is can't be told: to go on would be to do this one for ever.
        if (exit.length == 0) exit.cause = unhandled(vmcb.control);
    }
    const std::uint64_t interrupted = vmcb.control.exit_interrupt;
    if ((interrupted & event_bits::valid) != 0) {
        const bool has_code = (interrupted & event_bits::error_code_valid) != 0;
        exit.interrupted = {.valid = true,
                            .type = event_type(vmcb.control),
                            .vector = static_cast<std::uint8_t>(interrupted),
                            .has_error_code = has_code,
                            .error_code = has_code ? static_cast<std::uint32_t>(interrupted >> 32) : 0};
        // A page fault on its way has set CR2 already.
        if (exit.interrupted.vector == guest::vector::pf) exit.interrupted.address = vmcb.save.cr2;
        if (exit.interrupted.is_software()) {
            exit.interrupted.instruction_length =
                known != nullptr ? known->length : static_cast<std::uint8_t>(length);
            // Where it would return to can't be told. The guest is at the instruction and does it again.
            exit.interrupted.valid = exit.interrupted.instruction_length != 0;
        }
    }
    return exit;
}

}  // namespace vitrine::svm
