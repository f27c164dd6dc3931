#include <gtest/gtest.h>
#include <memory>

#include "guest/cpu/action.hpp"
#include "svm/exit.hpp"
#include "svm/exit_code.hpp"
#include "svm/features.hpp"

namespace vitrine::svm {
namespace {

class SvmExit : public testing::Test {
protected:
    template <class T>
    T decode(ExitCode code, std::vector<std::uint8_t> bytes = {}, std::uint8_t code_size = 2) {
        vmcb->control.exit_code = static_cast<std::uint64_t>(code);
        exit = decode_exit(*vmcb, guest::decode(bytes, code_size), gpr);
        EXPECT_TRUE(std::holds_alternative<T>(exit.cause)) << exit.cause.index();
        return std::holds_alternative<T>(exit.cause) ? std::get<T>(exit.cause) : T{};
    }

    std::unique_ptr<Vmcb> vmcb = std::make_unique<Vmcb>();
    guest::Registers gpr;
    guest::Exit exit;
};

TEST_F(SvmExit, OutToImmediatePort) {
    vmcb->control.exit_info_1 = 0x80'0090;  // port 0x80, 8 bits, 16-bit address
    const auto io = decode<guest::exit::Io>(ExitCode::io, {0xE6, 0x80});
    EXPECT_FALSE(io.in || io.string || io.rep);
    EXPECT_EQ(io.port, 0x80);
    EXPECT_EQ(io.size, 1);
    EXPECT_EQ(exit.length, 2);
}

TEST_F(SvmExit, RepOutsTakesSegmentAndAddressSizeFromTheInstruction) {
    vmcb->control.exit_info_1 = 0x3F8'002C;
    const auto io = decode<guest::exit::Io>(ExitCode::io, {0x65, 0x67, 0xF3, 0x6F});
    EXPECT_TRUE(io.string && io.rep && !io.in);
    EXPECT_EQ(io.size, 2);
    EXPECT_EQ(io.segment, guest::SegmentName::gs);
    EXPECT_EQ(io.address_size, 4);
}

TEST_F(SvmExit, InsGoesToEs) {
    vmcb->control.exit_info_1 = 0x1F0'0025;
    EXPECT_EQ(decode<guest::exit::Io>(ExitCode::io, {0x65, 0x6D}).segment, guest::SegmentName::es);
}

TEST_F(SvmExit, ControlRegisters) {
    using Access = guest::exit::ControlRegister::Access;
    auto access = decode<guest::exit::ControlRegister>(ExitCode::cr0_selective_write, {0x0F, 0x22, 0xC3});
    EXPECT_EQ(access.number, 0);
    EXPECT_EQ(access.gpr, guest::Gpr::rbx);
    EXPECT_EQ(access.access, Access::write);
    access = decode<guest::exit::ControlRegister>(static_cast<ExitCode>(0x08), {0x44, 0x0F, 0x20, 0xC1}, 8);
    EXPECT_EQ(access.number, 8);
    EXPECT_EQ(access.access, Access::read);
    gpr[guest::Gpr::rsi] = 0xABCD'0001;
    access = decode<guest::exit::ControlRegister>(ExitCode::cr0_selective_write, {0x0F, 0x01, 0xF6});
    EXPECT_EQ(access.access, Access::lmsw);
    EXPECT_EQ(access.lmsw_source, 1);
    EXPECT_FALSE(access.lmsw_operand);
    EXPECT_EQ(decode<guest::exit::Unhandled>(ExitCode::cr0_selective_write).name, "cr0-selective-write");
}

TEST_F(SvmExit, LmswOfMemory) {
    using Access = guest::exit::ControlRegister::Access;
    vmcb->save.rip = 0x7C00;
    vmcb->save.rsp = 0x1000;
    auto access = decode<guest::exit::ControlRegister>(ExitCode::cr0_selective_write,
                                                       {0x0F, 0x01, 0x74, 0x24, 0xFC}, 4);  // [esp - 4]
    EXPECT_EQ(access.access, Access::lmsw);
    ASSERT_TRUE(access.lmsw_operand);
    EXPECT_EQ(access.lmsw_operand->segment, guest::SegmentName::ss);
    EXPECT_EQ(access.lmsw_operand->offset, 0xFFCU);
    access = decode<guest::exit::ControlRegister>(ExitCode::cr0_selective_write,
                                                  {0x0F, 0x01, 0x35, 0x10, 0, 0, 0}, 8);  // [rip + 0x10]
    ASSERT_TRUE(access.lmsw_operand);
    EXPECT_EQ(access.lmsw_operand->offset, 0x7C17U);
}

TEST_F(SvmExit, Exceptions) {
    vmcb->control.exit_info_1 = 2;
    vmcb->control.exit_info_2 = 0x1234'5678;
    const auto fault = decode<guest::exit::Exception>(static_cast<ExitCode>(0x4E));
    EXPECT_EQ(fault.vector, guest::vector::pf);
    EXPECT_EQ(fault.error_code, 2U);
    EXPECT_EQ(fault.address, 0x1234'5678U);
    const auto breakpoint = decode<guest::exit::Exception>(static_cast<ExitCode>(0x43), {0xCC});
    EXPECT_EQ(breakpoint.type, guest::exit::Exception::Type::software);
    EXPECT_FALSE(breakpoint.has_error_code);
    EXPECT_EQ(exit.length, 1);
    vmcb->save.dr6 = 0xFFFF'4FF1;
    EXPECT_EQ(decode<guest::exit::Exception>(static_cast<ExitCode>(0x41)).address, 0x4001U);
}

TEST_F(SvmExit, AnInterruptedDelivery) {
    vmcb->control.exit_interrupt = 0x8000'0B0DULL | 0x18ULL << 32;  // #GP with error code
    (void)decode<guest::exit::Exception>(static_cast<ExitCode>(0x4B));
    EXPECT_TRUE(exit.interrupted.valid);
    EXPECT_EQ(exit.interrupted.vector, guest::vector::gp);
    EXPECT_EQ(exit.interrupted.error_code, 0x18U);
    EXPECT_TRUE(exit.interrupted.is_exception());
    vmcb->control.exit_interrupt = 0x8000'0020;  // an interrupt is no exception, and isn't forgotten either
    (void)decode<guest::exit::Exception>(static_cast<ExitCode>(0x4B));
    EXPECT_TRUE(exit.interrupted.valid);
    EXPECT_EQ(exit.interrupted.type, guest::VectoredEvent::Type::external_interrupt);
    EXPECT_EQ(exit.interrupted.vector, 0x20);
    vmcb->control.exit_interrupt = 0;
    (void)decode<guest::exit::Exception>(static_cast<ExitCode>(0x4B));
    EXPECT_FALSE(exit.interrupted.valid);
}

TEST_F(SvmExit, Memory) {
    vmcb->control.exit_info_2 = 0x10'0000;
    vmcb->control.exit_info_1 = 6;
    EXPECT_TRUE(decode<guest::exit::MemoryViolation>(ExitCode::nested_page_fault).write);
    vmcb->control.exit_info_1 = 0x14;
    EXPECT_TRUE(decode<guest::exit::MemoryViolation>(ExitCode::nested_page_fault).fetch);
    vmcb->control.exit_info_1 = 4;
    const auto read = decode<guest::exit::MemoryViolation>(ExitCode::nested_page_fault);
    EXPECT_TRUE(read.read && !read.linear_valid);
    EXPECT_EQ(read.address, 0x10'0000U);
}

TEST_F(SvmExit, TheRest) {
    EXPECT_FALSE(decode<guest::exit::CacheFlush>(ExitCode::wbinvd, {0x0F, 0x08}).write_back);
    EXPECT_TRUE(decode<guest::exit::CacheFlush>(ExitCode::wbinvd, {0x0F, 0x09}).write_back);
    vmcb->control.exit_info_1 = 1;
    EXPECT_TRUE(decode<guest::exit::Msr>(ExitCode::msr, {0x0F, 0x30}).write);
    EXPECT_EQ(decode<guest::exit::AbsentInstruction>(ExitCode::clgi, {0x0F, 0x01, 0xDD}).instruction, "clgi");
    EXPECT_TRUE(decode<guest::exit::AbsentInstruction>(ExitCode::rdpmc, {0x0F, 0x33}).general_protection);
    (void)decode<guest::exit::TripleFault>(ExitCode::shutdown);
    (void)decode<guest::exit::Vmcall>(ExitCode::vmmcall, {0x0F, 0x01, 0xD9});
    EXPECT_EQ(decode<guest::exit::Unhandled>(ExitCode::task_switch).name, "task-switch");
    EXPECT_EQ(decode<guest::exit::Unhandled>(static_cast<ExitCode>(0x3FF)).name, "unknown");
}

class SvmInterruptedDelivery : public SvmExit {
protected:
    /// A nested page fault in the middle of what EXITINTINFO says.
    guest::VectoredEvent by(std::uint64_t information, std::vector<std::uint8_t> bytes = {},
                            std::uint64_t length = 0) {
        vmcb->control.exit_code = static_cast<std::uint64_t>(ExitCode::nested_page_fault);
        vmcb->control.exit_interrupt = event_bits::valid | information;
        vmcb->save.rip = 0x7C20;
        exit = decode_exit(*vmcb, guest::decode(bytes, 2), gpr, length);
        EXPECT_EQ(exit.length, 0);
        EXPECT_EQ(exit.rip, 0x7C20U);
        return exit.interrupted;
    }
};

using Type = guest::VectoredEvent::Type;

TEST_F(SvmInterruptedDelivery, IsKeptByItsType) {
    EXPECT_EQ(by(0x21),
              (guest::VectoredEvent{.valid = true, .type = Type::external_interrupt, .vector = 0x21}));
    EXPECT_EQ(by(event_bits::nmi | 2), (guest::VectoredEvent{.valid = true, .type = Type::nmi, .vector = 2}));
    EXPECT_EQ(
        by(event_bits::exception | event_bits::error_code_valid | 13 | 0x18ULL << 32),
        (guest::VectoredEvent{.valid = true, .vector = 13, .has_error_code = true, .error_code = 0x18}));
}

// To deliver it again must not change CR2.
TEST_F(SvmInterruptedDelivery, OfAPageFaultHasItsAddress) {
    vmcb->save.cr2 = 0x1234'5678;
    EXPECT_EQ(by(event_bits::exception | event_bits::error_code_valid | 14).address, 0x1234'5678U);
}

// INT3 and INTO are exceptions to EXITINTINFO, but QEMU 7.2 says software interrupts.
TEST_F(SvmInterruptedDelivery, OfASoftwareEventHasItsInstructionsLength) {
    EXPECT_EQ(by(event_bits::software | 0x10, {0xCD, 0x10}),
              (guest::VectoredEvent{
                  .valid = true, .type = Type::software_interrupt, .vector = 0x10, .instruction_length = 2}));
    EXPECT_EQ(by(event_bits::software | 0x10, {}, 3).instruction_length, 3);
    for (const std::uint64_t vector : {3U, 4U}) {
        EXPECT_EQ(by(event_bits::exception | vector, {0xCC}),
                  (guest::VectoredEvent{.valid = true,
                                        .type = Type::software_exception,
                                        .vector = static_cast<std::uint8_t>(vector),
                                        .instruction_length = 1}));
    }
}

// The guest is at its instruction, and does it again.
TEST_F(SvmInterruptedDelivery, OfAnInstructionThatCannotBeReadIsLeftToTheGuest) {
    EXPECT_FALSE(by(event_bits::software | 0x10).valid);
}

TEST(SvmFeatures, Bits) {
    const Features ryzen = parse_features({1, 32768, 0, 0x44F}, 0);
    EXPECT_TRUE(ryzen.nested_paging && ryzen.next_rip && ryzen.flush_by_asid);
    EXPECT_FALSE(ryzen.decode_assists || ryzen.clean_bits || ryzen.disabled);
    EXPECT_EQ(ryzen.asids, 32768U);
    const Features off = parse_features({1, 16, 0, 1}, 0x18);
    EXPECT_TRUE(off.disabled && off.locked);
}

TEST(SvmFeatures, RequirementsNameWhatIsMissing) {
    const auto unmet = [](const Features& features) {
        std::vector<std::string_view> names;
        for (const Requirement& requirement : requirements()) {
            if (!requirement.present(features)) names.push_back(requirement.feature);
        }
        return names;
    };
    EXPECT_TRUE(unmet({.asids = 16, .nested_paging = true}).empty());
    EXPECT_TRUE(unmet({.asids = 16, .nested_paging = true, .disabled = true}).empty());  // it can be cleared
    EXPECT_EQ(unmet({.asids = 1, .disabled = true, .locked = true}),
              (std::vector<std::string_view>{"svm-enabled", "nested-paging", "asids"}));
}

}  // namespace
}  // namespace vitrine::svm
