#include <gtest/gtest.h>
#include <map>

#include "vmx/errors.hpp"
#include "vmx/exit.hpp"
#include "vmx/injection.hpp"

namespace vitrine::vmx {
namespace {

/// Answers VMREAD from a table and fails the test for a field that the exit's reason doesn't define.
struct FakeVmcs {
    std::map<std::uint32_t, std::uint64_t> fields;

    template <class F>
    typename F::Value operator()(const F& field) {
        const auto found = fields.find(field.encoding);
        if (found == fields.end()) {
            ADD_FAILURE() << field.name << " was read";
            return 0;
        }
        return static_cast<typename F::Value>(found->second);
    }
};

template <class T>
T decode(ExitReason reason, std::map<std::uint32_t, std::uint64_t> fields) {
    FakeVmcs vmcs{std::move(fields)};
    guest::Cause cause;
    ExitDecoder(vmcs).cause(reason, cause);
    EXPECT_TRUE(std::holds_alternative<T>(cause));
    return std::holds_alternative<T>(cause) ? std::get<T>(cause) : T{};
}

TEST(ExitDecoder, OutToImmediatePort) {
    // As Bochs reports an 8-bit OUT to 0x3f8 by DX.
    const auto io =
        decode<guest::exit::Io>(ExitReason::io, {{field::exit_qualification.encoding, 0x3F8'0000}});
    EXPECT_FALSE(io.in);
    EXPECT_FALSE(io.string);
    EXPECT_EQ(io.size, 1);
    EXPECT_EQ(io.port, 0x3F8);
}

TEST(ExitDecoder, RepOutsWithOverride) {
    const auto io = decode<guest::exit::Io>(
        ExitReason::io,
        {{field::exit_qualification.encoding, 0x0060'0031},  // 2 bytes, string, REP, port 0x60
         {field::exit_instruction_information.encoding, 1U << 7 | 4U << 15}});
    EXPECT_TRUE(io.string && io.rep && !io.in);
    EXPECT_EQ(io.size, 2);
    EXPECT_EQ(io.address_size, 4);
    EXPECT_EQ(io.segment, guest::SegmentName::fs);
}

TEST(ExitDecoder, InsAlwaysGoesToEs) {
    const auto io = decode<guest::exit::Io>(
        ExitReason::io, {{field::exit_qualification.encoding, 0x0060'001B},
                         {field::exit_instruction_information.encoding, 2U << 7 | 3U << 15}});
    EXPECT_TRUE(io.in);
    EXPECT_EQ(io.size, 4);
    EXPECT_EQ(io.address_size, 8);
    EXPECT_EQ(io.segment, guest::SegmentName::es);
}

TEST(ExitDecoder, ControlRegisterAccesses) {
    using Access = guest::exit::ControlRegister::Access;
    auto cr = decode<guest::exit::ControlRegister>(ExitReason::control_register,
                                                   {{field::exit_qualification.encoding, 0xF14}});
    EXPECT_EQ(cr.number, 4);
    EXPECT_EQ(cr.access, Access::read);
    EXPECT_EQ(cr.gpr, guest::Gpr::r15);
    cr = decode<guest::exit::ControlRegister>(ExitReason::control_register,
                                              {{field::exit_qualification.encoding, 0xABCD'0030}});
    EXPECT_EQ(cr.access, Access::lmsw);
    EXPECT_EQ(cr.lmsw_source, 0xABCD);
}

TEST(ExitDecoder, PageFaultWithItsAddress) {
    const auto exception = decode<guest::exit::Exception>(
        ExitReason::exception_or_nmi, {{field::exit_interruption_information.encoding, 0x8000'0B0E},
                                       {field::exit_interruption_error_code.encoding, 2},
                                       {field::exit_qualification.encoding, 0xDEAD'B000}});
    EXPECT_EQ(exception.vector, 14);
    EXPECT_TRUE(exception.has_error_code);
    EXPECT_EQ(exception.error_code, 2U);
    EXPECT_EQ(exception.address, 0xDEAD'B000U);
    EXPECT_EQ(exception.type, guest::exit::Exception::Type::hardware);
}

TEST(ExitDecoder, BreakpointIsASoftwareException) {
    const auto exception = decode<guest::exit::Exception>(
        ExitReason::exception_or_nmi, {{field::exit_interruption_information.encoding, 0x8000'0603}});
    EXPECT_EQ(exception.type, guest::exit::Exception::Type::software);
    EXPECT_FALSE(exception.has_error_code);
}

TEST(ExitDecoder, NmiIsNotTheGuests) {
    const auto unhandled = decode<guest::exit::Unhandled>(
        ExitReason::exception_or_nmi, {{field::exit_interruption_information.encoding, 0x8000'0202},
                                       {field::exit_qualification.encoding, 0}});
    EXPECT_EQ(unhandled.reason, 0U);
}

TEST(ExitDecoder, EptViolation) {
    const auto violation = decode<guest::exit::MemoryViolation>(
        ExitReason::ept_violation, {{field::exit_qualification.encoding, 0x182},
                                    {field::guest_physical_address.encoding, 0x100'0000},
                                    {field::guest_linear_address.encoding, 0x7C00}});
    EXPECT_TRUE(violation.write && !violation.read && !violation.fetch && violation.linear_valid);
    EXPECT_EQ(violation.address, 0x100'0000U);
    EXPECT_EQ(violation.linear, 0x7C00U);
}

TEST(ExitDecoder, VmxInstructionsAreAbsent) {
    for (const ExitReason reason :
         {ExitReason::vmxon, ExitReason::vmlaunch, ExitReason::invept, ExitReason::mwait}) {
        EXPECT_FALSE(decode<guest::exit::AbsentInstruction>(reason, {}).general_protection);
    }
    EXPECT_TRUE(decode<guest::exit::AbsentInstruction>(ExitReason::rdpmc, {}).general_protection);
}

TEST(ExitDecoder, AnythingElseIsUnhandledWithItsName) {
    const auto unhandled = decode<guest::exit::Unhandled>(static_cast<ExitReason>(9),
                                                          {{field::exit_qualification.encoding, 0x1234}});
    EXPECT_EQ(unhandled.name, "task-switch");
    EXPECT_EQ(unhandled.qualification, 0x1234U);
    for (unsigned reason = 0; reason < 0x200; ++reason) {
        EXPECT_FALSE(exit_reason_name(static_cast<std::uint16_t>(reason)).empty());
    }
}

TEST(ExitDecoder, InterruptedDeliveryIsReadOnlyWhereItCanBe) {
    FakeVmcs none;
    guest::Exit exit;
    ExitDecoder(none).interrupted_delivery(ExitReason::cpuid, exit);
    EXPECT_FALSE(exit.interrupted.valid);

    FakeVmcs vmcs{{{field::idt_vectoring_information.encoding, 0x8000'0B0D},
                   {field::idt_vectoring_error_code.encoding, 0x18}}};
    ExitDecoder(vmcs).interrupted_delivery(ExitReason::exception_or_nmi, exit);
    EXPECT_TRUE(exit.interrupted.valid);
    EXPECT_TRUE(exit.interrupted.is_exception());
    EXPECT_EQ(exit.interrupted.vector, 13);
    EXPECT_EQ(exit.interrupted.error_code, 0x18U);
}

TEST(ExitDecoder, ASoftwareInterruptKeepsItsLength) {
    FakeVmcs vmcs{{{field::idt_vectoring_information.encoding, 0x8000'0410},
                   {field::exit_instruction_length.encoding, 2}}};
    guest::Exit exit;
    ExitDecoder(vmcs).interrupted_delivery(ExitReason::ept_violation, exit);
    EXPECT_EQ(exit.interrupted.type, guest::VectoredEvent::Type::software_interrupt);
    EXPECT_EQ(exit.interrupted.vector, 0x10);
    EXPECT_EQ(exit.interrupted.instruction_length, 2);
    EXPECT_FALSE(exit.interrupted.is_exception());
}

TEST(ExitDecoder, EveryExitInTheMiddleOfADeliveryTellsOfIt) {
    using Type = guest::VectoredEvent::Type;
    FakeVmcs vmcs{{{field::idt_vectoring_information.encoding, 0x8000'0021}}};
    for (const ExitReason reason :
         {ExitReason::exception_or_nmi, ExitReason::task_switch, ExitReason::apic_access,
          ExitReason::ept_violation, ExitReason::ept_misconfiguration, ExitReason::page_modification_log_full,
          ExitReason::spp_event}) {
        guest::Exit exit;
        ExitDecoder(vmcs).interrupted_delivery(reason, exit);
        EXPECT_EQ(exit.interrupted,
                  (guest::VectoredEvent{.valid = true, .type = Type::external_interrupt, .vector = 0x21}));
    }
    EXPECT_EQ(exit_reason_name(44), "apic-access");
    EXPECT_EQ(exit_reason_name(62), "pml-full");
    EXPECT_EQ(exit_reason_name(66), "spp-event");
}

TEST(Injection, NoErrorCodeInRealMode) {
    const guest::VectoredEvent gp{.valid = true, .vector = 13, .has_error_code = true};
    EXPECT_EQ(injected_information(gp, true).raw(), 0x8000'0B0DU);
    EXPECT_EQ(injected_information(gp, false).raw(), 0x8000'030DU);
}

TEST(Injection, InformationRoundTrips) {
    for (const std::uint32_t raw : {0x8000'0B0EU, 0x8000'0603U, 0x8000'0020U, 0x0000'0000U}) {
        EXPECT_EQ(InterruptionInformation::from(raw).raw(), raw);
    }
}

TEST(InstructionErrors, EveryNumberHasWords) {
    EXPECT_EQ(instruction_error_name(7), "VM entry with invalid control fields");
    EXPECT_EQ(instruction_error_name(8), "VM entry with invalid host-state fields");
    EXPECT_EQ(instruction_error_name(14), "unknown error number");
    for (const std::uint32_t number : {0U, 29U, 0xFFFF'FFFFU}) {
        EXPECT_EQ(instruction_error_name(number), "unknown error number");
    }
}

}  // namespace
}  // namespace vitrine::vmx
