#pragma once
// From what the processor reported of a VM exit to the vendor-neutral value: reads only the fields that the
// reason defines. Intel SDM vol. 3C, chapter 28.

#include <cstdint>

#include "guest/cpu/exit.hpp"
#include "vmx/exit_reason.hpp"
#include "vmx/fields.hpp"
#include "vmx/qualification.hpp"

namespace vitrine::vmx {

/// IN, OUT, INS or OUTS, as far as the qualification tells.
[[nodiscard]] constexpr guest::exit::PortAccess port_access(const IoQualification& raw) {
    return {.in = raw.in, .string = raw.string, .rep = raw.rep, .size = raw.size, .port = raw.port};
}

/// Reads VMCS fields: `reader(field)` gives the field's value. The kernel's does VMREAD, a test's looks in a
/// table.
template <class Reader>
class ExitDecoder {
public:
    explicit ExitDecoder(Reader& read) : read_(read) {}

    /// Puts the exit's cause where it is to be. `reason` is a VM exit's, not an entry failure's.
    void cause(ExitReason reason, guest::Cause& cause) {
        switch (reason) {
            case ExitReason::exception_or_nmi:
                cause = exception();
                break;
            case ExitReason::external_interrupt:
                cause = external_interrupt();
                break;
            case ExitReason::triple_fault:
                cause = guest::exit::TripleFault{};
                break;
            case ExitReason::cpuid:
                cause = guest::exit::Cpuid{};
                break;
            case ExitReason::hlt:
                cause = guest::exit::Hlt{};
                break;
            case ExitReason::invd:
                cause = guest::exit::CacheFlush{.write_back = false};
                break;
            case ExitReason::wbinvd:
                cause = guest::exit::CacheFlush{.write_back = true};
                break;
            case ExitReason::rdtsc:
                cause = guest::exit::Rdtsc{.with_aux = false};
                break;
            case ExitReason::rdtscp:
                cause = guest::exit::Rdtsc{.with_aux = true};
                break;
            case ExitReason::rdpmc:
                cause = absent(reason, true);
                break;
            case ExitReason::vmcall:
                cause = guest::exit::Vmcall{};
                break;
            case ExitReason::vmclear:
            case ExitReason::vmlaunch:
            case ExitReason::vmptrld:
            case ExitReason::vmptrst:
            case ExitReason::vmread:
            case ExitReason::vmresume:
            case ExitReason::vmwrite:
            case ExitReason::vmxoff:
            case ExitReason::vmxon:
            case ExitReason::invept:
            case ExitReason::invvpid:
            case ExitReason::mwait:
            case ExitReason::monitor:
            case ExitReason::rdrand:
            case ExitReason::rdseed:
                cause = absent(reason, false);
                break;
            case ExitReason::control_register:
                control_register(cause);
                break;
            case ExitReason::io:
                io(cause);
                break;
            case ExitReason::rdmsr:
                cause = guest::exit::Msr{.write = false};
                break;
            case ExitReason::wrmsr:
                cause = guest::exit::Msr{.write = true};
                break;
            case ExitReason::ept_violation:
                cause = ept_violation();
                break;
            case ExitReason::ept_misconfiguration:
                cause = guest::exit::MemoryMisconfiguration{.address = read_(field::guest_physical_address)};
                break;
            case ExitReason::preemption_timer:
                cause = guest::exit::BudgetTimer{};
                break;
            case ExitReason::xsetbv:
                cause = guest::exit::Xsetbv{};
                break;
            default:
                cause = unhandled(reason);
                break;
        }
    }

    /// Whether `reason` defines the VM-exit instruction length. 28.2.5.
    [[nodiscard]] static constexpr bool has_length(ExitReason reason) {
        switch (reason) {
            case ExitReason::external_interrupt:
            case ExitReason::triple_fault:
            case ExitReason::preemption_timer:
            case ExitReason::ept_violation:
            case ExitReason::ept_misconfiguration:
                return false;
            default:
                return true;
        }
    }

    /// Whether an exit for `reason` can come in the middle of an event's delivery. 28.2.4.
    [[nodiscard]] static constexpr bool can_interrupt_delivery(ExitReason reason) {
        switch (reason) {
            case ExitReason::exception_or_nmi:
            case ExitReason::task_switch:
            case ExitReason::apic_access:
            case ExitReason::ept_violation:
            case ExitReason::ept_misconfiguration:
            case ExitReason::page_modification_log_full:
            case ExitReason::spp_event:
                return true;
            default:
                return false;
        }
    }

    /// Adds the event whose delivery the exit interrupted.
    void interrupted_delivery(ExitReason reason, guest::Exit& exit) {
        if (!can_interrupt_delivery(reason)) return;
        const auto information = InterruptionInformation::from(read_(field::idt_vectoring_information));
        if (!information.valid) return;
        exit.interrupted = {
            .valid = true,
            .type = static_cast<guest::VectoredEvent::Type>(information.type),
            .vector = information.vector,
            .has_error_code = information.error_code_valid,
            .error_code = information.error_code_valid ? read_(field::idt_vectoring_error_code) : 0};
        if (exit.interrupted.is_software())
            exit.interrupted.instruction_length =
                static_cast<std::uint8_t>(read_(field::exit_instruction_length));
    }

    /// The cause of a control-register access.
    void control_register(guest::Cause& cause) {
        const auto raw = ControlRegisterQualification::from(read_(field::exit_qualification));
        using Access = guest::exit::ControlRegister::Access;
        constexpr Access accesses[] = {Access::write, Access::read, Access::clts, Access::lmsw};
        cause = guest::exit::ControlRegister{.number = raw.number,
                                             .access = accesses[static_cast<unsigned>(raw.access)],
                                             .gpr = raw.gpr,
                                             .lmsw_source = raw.lmsw_source};
    }

    /// The cause of an I/O instruction.
    void io(guest::Cause& cause) {
        const auto raw = IoQualification::from(read_(field::exit_qualification));
        auto& io = cause.emplace<guest::exit::Io>(port_access(raw));
        if (raw.string) {
            const auto information = StringIoInformation::from(read_(field::exit_instruction_information));
            io.address_size = information.address_size;
            io.segment = raw.in ? guest::SegmentName::es : information.segment;
        }
    }

private:
    template <class ErrorCodeField>
    guest::exit::Exception exception_value(InterruptionInformation information,
                                           const ErrorCodeField& error_code) {
        using Type = guest::exit::Exception::Type;
        return {
            .vector = information.vector,
            .type = information.type == InterruptionInformation::Type::software_exception ? Type::software
                    : information.type == InterruptionInformation::Type::privileged_software_exception
                        ? Type::privileged_software
                        : Type::hardware,
            .has_error_code = information.error_code_valid,
            .error_code = information.error_code_valid ? read_(error_code) : 0,
        };
    }

    guest::Cause exception() {
        const auto information = InterruptionInformation::from(read_(field::exit_interruption_information));
        if (!information.is_exception())
            return unhandled(ExitReason::exception_or_nmi);  // an NMI for the host
        auto value = exception_value(information, field::exit_interruption_error_code);
        constexpr std::uint8_t debug_vector = 1;
        constexpr std::uint8_t page_fault_vector = 14;
        if (value.vector == debug_vector || value.vector == page_fault_vector) {
            value.address = read_(field::exit_qualification);
        }
        return value;
    }

    guest::Cause external_interrupt() {
        const auto information = InterruptionInformation::from(read_(field::exit_interruption_information));
        return guest::exit::ExternalInterrupt{.vector = information.vector};
    }

    guest::Cause ept_violation() {
        const auto raw = EptViolationQualification::from(read_(field::exit_qualification));
        return guest::exit::MemoryViolation{
            .read = raw.read,
            .write = raw.write,
            .fetch = raw.fetch,
            .address = read_(field::guest_physical_address),
            .linear_valid = raw.linear_valid,
            .linear = raw.linear_valid ? read_(field::guest_linear_address) : 0,
        };
    }

    guest::Cause absent(ExitReason reason, bool general_protection) {
        return guest::exit::AbsentInstruction{
            .instruction = exit_reason_name(static_cast<std::uint16_t>(reason)),
            .general_protection = general_protection};
    }

    guest::Cause unhandled(ExitReason reason) {
        const auto number = static_cast<std::uint16_t>(reason);
        return guest::exit::Unhandled{.reason = number,
                                      .name = exit_reason_name(number),
                                      .qualification = read_(field::exit_qualification)};
    }

    Reader& read_;
};

}  // namespace vitrine::vmx
