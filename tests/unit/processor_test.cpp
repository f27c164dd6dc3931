// CPUID, MSRs, control registers and XSETBV as the guest meets them.

#include <gtest/gtest.h>

#include "fake_cpu.hpp"
#include "guest/machine/emulate/control_register.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/emulate/msr.hpp"

namespace vitrine::guest {
namespace {

class Processor : public testing::Test {
protected:
    Processor() { cpu.give_all_features(); }

    Action read_msr(std::uint32_t index) {
        cpu.gpr[Gpr::rcx] = index;
        exit.cause = exit::Msr{.write = false};
        return emulate_msr(cpu, exit);
    }
    Action write_msr(std::uint32_t index, std::uint64_t value) {
        cpu.gpr[Gpr::rcx] = index;
        cpu.gpr[Gpr::rax] = 0xABCD'0000'0000'0000 | (value & 0xFFFF'FFFF);
        cpu.gpr[Gpr::rdx] = value >> 32;
        exit.cause = exit::Msr{.write = true};
        return emulate_msr(cpu, exit);
    }
    Action write_cr(std::uint8_t number, std::uint64_t value) {
        cpu.gpr[Gpr::rbx] = value;
        exit.cause = exit::ControlRegister{.number = number, .gpr = Gpr::rbx};
        return emulate_control_register(cpu, known, own.memory, exit);
    }
    static bool faults(const Action& action) {
        return action.is<action::Inject>() && action.injected().vector == vector::gp &&
               action.injected().error_code == 0;
    }
    static bool advances(const Action& action) { return action.is<action::Advance>(); }

    FakeCpu cpu;
    OwnMemory own{1U << 20};
    KnownCpuid known;
    Exit exit;
};

TEST_F(Processor, CpuidHidesWhatIsNotVirtualised) {
    const CpuidAnswer basic = guest_cpuid(cpu, 1, 0);
    for (const unsigned bit : {3U, 5U, 6U, 17U, 21U, 24U, 27U}) EXPECT_EQ(basic.ecx >> bit & 1, 0U) << bit;
    EXPECT_EQ(basic.ecx >> 31, 1U);
    for (const unsigned bit : {7U, 9U, 12U, 14U, 28U}) EXPECT_EQ(basic.edx >> bit & 1, 0U) << bit;
    EXPECT_EQ(basic.ebx, 0x0001'FF00U);
    const CpuidAnswer structured = guest_cpuid(cpu, 7, 0);
    EXPECT_EQ(structured.eax, 0U);
    EXPECT_EQ(structured.ebx >> 2 & 1, 0U);
    EXPECT_EQ(structured.ecx >> 16 & 1, 0U);
    EXPECT_EQ(guest_cpuid(cpu, 7, 1).ebx, 0U);
    EXPECT_EQ(guest_cpuid(cpu, 0xD, 0).eax, guest_xcr0);
    EXPECT_EQ(guest_cpuid(cpu, 0x8000'0008, 0).eax, 0x3028U);
    EXPECT_EQ(guest_cpuid(cpu, 0, 0).eax, 0x16U);
}

// Sapphire Rapids: AMX's tiles make the area 11,008 bytes long, but they are not shown.
TEST_F(Processor, CpuidShowsTheSizeOfTheXsaveAreaThatTheGuestCanHave) {
    cpu.cpuid[{0xD, 0}] = {0x602E7, 576, 11008, 0};
    cpu.cpuid[{0xD, 2}] = {256, 576, 0, 0};
    cpu.cpuid[{0xD, 5}] = {64, 1088, 0, 0};
    cpu.cpuid[{0xD, 6}] = {512, 1152, 0, 0};
    cpu.cpuid[{0xD, 7}] = {1024, 1664, 0, 0};
    cpu.cpuid[{0xD, 9}] = {8, 2688, 0, 0};
    cpu.cpuid[{0xD, 17}] = {64, 2752, 2, 0};
    cpu.cpuid[{0xD, 18}] = {8192, 2816, 6, 0};
    const CpuidAnswer answer = guest_cpuid(cpu, 0xD, 0);
    EXPECT_EQ(answer.eax, 0xE7U);
    EXPECT_EQ(answer.ebx, 576U);
    EXPECT_EQ(answer.ecx, 2688U);
    EXPECT_EQ(guest_cpuid(cpu, 0xD, 7).ebx, 1664U);
    EXPECT_EQ(guest_cpuid(cpu, 0xD, 18).eax, 0U);
}

TEST_F(Processor, CpuidShowsOsxsaveAsTheGuestSetIt) {
    cpu.registers[Register::cr4] = cr4::osxsave;
    EXPECT_EQ(guest_cpuid(cpu, 1, 0).ecx >> 27 & 1, 1U);
}

TEST_F(Processor, CpuidHypervisorLeaves) {
    const CpuidAnswer answer = guest_cpuid(cpu, hypervisor_leaf, 0);
    std::array<char, 12> text;
    std::memcpy(text.data(), &answer.ebx, 4);
    std::memcpy(text.data() + 4, &answer.ecx, 4);
    std::memcpy(text.data() + 8, &answer.edx, 4);
    EXPECT_EQ(std::string_view(text.data(), 10), "VitrineVMM");
    EXPECT_EQ(answer.eax, hypervisor_leaf + 1);
    EXPECT_EQ(guest_cpuid(cpu, hypervisor_leaf + 2, 0).eax, 0U);
}

TEST_F(Processor, CpuidPastTheEndIsZero) {
    for (const std::uint32_t leaf : {0x3U, 0x5U, 0xAU, 0x14U, 0x100U, 0x8000'0009U, 0xC000'0000U}) {
        const CpuidAnswer answer = guest_cpuid(cpu, leaf, 0);
        EXPECT_EQ(answer.eax | answer.ebx | answer.ecx | answer.edx, 0U) << leaf;
    }
}

TEST_F(Processor, MsrValuesGoBothWays) {
    EXPECT_TRUE(advances(write_msr(0x174, 0x8)));
    EXPECT_EQ(cpu.registers[Register::sysenter_cs], 8U);
    EXPECT_TRUE(advances(write_msr(0xC000'0082, 0xFFFF'8000'1234'5678)));
    cpu.gpr[Gpr::rax] = cpu.gpr[Gpr::rdx] = ~0ULL;
    EXPECT_TRUE(advances(read_msr(0xC000'0082)));
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0x1234'5678U);
    EXPECT_EQ(cpu.gpr[Gpr::rdx], 0xFFFF'8000U);
    EXPECT_EQ(std::get<exit::Msr>(exit.cause).name, "IA32_LSTAR");
}

TEST_F(Processor, MsrValuesThatTheProcessorRefuses) {
    EXPECT_TRUE(faults(read_msr(0x1B)));  // no APIC
    EXPECT_TRUE(faults(write_msr(0xDEAD, 1)));
    EXPECT_TRUE(faults(write_msr(0x176, 0x8000'0000'0000)));
    EXPECT_TRUE(faults(write_msr(0x277, 2)));
    EXPECT_TRUE(faults(write_msr(0x277, 8)));
    EXPECT_TRUE(faults(write_msr(0xC000'0084, 1ULL << 32)));
    EXPECT_TRUE(faults(write_msr(0xC000'0080, 2)));
    EXPECT_TRUE(advances(write_msr(0xC000'0080, efer::lme | efer::sce | efer::nxe)));
    cpu.registers[Register::cr0] |= cr0::pg;
    EXPECT_TRUE(faults(write_msr(0xC000'0080, 0)));  // LME can't change while paging is on
    cpu.cpuid[{0x8000'0001, 0}] = {};
    EXPECT_TRUE(faults(read_msr(0xC000'0103)));  // no RDTSCP, no TSC_AUX
}

TEST_F(Processor, Cr0Rules) {
    EXPECT_TRUE(advances(write_cr(0, cr0::pe)));
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::pe | cr0::et);
    EXPECT_TRUE(faults(write_cr(0, cr0::pg)));
    EXPECT_TRUE(faults(write_cr(0, cr0::pe | cr0::nw)));
    EXPECT_TRUE(advances(write_cr(0, cr0::pe | cr0::nw | cr0::cd)));
    EXPECT_TRUE(advances(write_cr(0, cr0::pe | 1U << 6)));  // an undefined bit is dropped
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::pe | cr0::et);
    cpu.enter_long_mode();
    EXPECT_TRUE(faults(write_cr(0, cr0::pe | cr0::pg | 1ULL << 32)));
    EXPECT_TRUE(faults(write_cr(0, cr0::pe)));  // paging can't end in 64-bit code
}

TEST_F(Processor, LongModeBeginsByItsRules) {
    cpu.enter_protected_mode();
    cpu.registers[Register::efer] = efer::lme;
    EXPECT_TRUE(faults(write_cr(0, cr0::pe | cr0::pg)));  // no PAE
    cpu.registers[Register::cr4] = cr4::pae;
    cpu.segment_of(SegmentName::tr).access = 0x83;  // a busy 286 TSS
    EXPECT_TRUE(faults(write_cr(0, cr0::pe | cr0::pg)));
    cpu.segment_of(SegmentName::tr).access = 0x8B;
    EXPECT_TRUE(advances(write_cr(0, cr0::pe | cr0::pg)));
    EXPECT_FALSE(cpu.pdptes);
}

TEST_F(Processor, PaePagingLoadsItsFourEntries) {
    cpu.enter_protected_mode();
    cpu.registers[Register::cr4] = cr4::pae;
    cpu.registers[Register::cr3] = 0x1018;  // bits 4:3 are no address
    ASSERT_TRUE(own.memory.write<std::uint64_t>(0x1008, 0x2001));
    EXPECT_TRUE(advances(write_cr(0, cr0::pe | cr0::pg)));
    ASSERT_TRUE(cpu.pdptes);
    EXPECT_EQ((*cpu.pdptes)[1], 0x2001U);
    ASSERT_TRUE(own.memory.write<std::uint64_t>(0x1010, 0x3003));  // bit 1 is reserved
    EXPECT_TRUE(faults(write_cr(3, 0x1000)));
    EXPECT_TRUE(faults(write_cr(4, cr4::pae | cr4::pge)));
    ASSERT_TRUE(own.memory.write<std::uint64_t>(0x1010, 1ULL << 40 | 1));
    EXPECT_TRUE(faults(write_cr(3, 0x1000)));
    EXPECT_TRUE(faults(write_cr(3, 0xFFFF'0000)));  // nothing is there
}

TEST_F(Processor, Cr4Rules) {
    EXPECT_TRUE(advances(write_cr(4, cr4::pae | cr4::osxsave | cr4::smep)));
    EXPECT_TRUE(faults(write_cr(4, cr4::vmxe)));
    EXPECT_TRUE(faults(write_cr(4, cr4::la57)));
    EXPECT_TRUE(faults(write_cr(4, cr4::pcide)));
    // Another guest, whose processor lacks one.
    known = {};
    cpu.settable = ~cr4::smep;
    EXPECT_TRUE(faults(write_cr(4, cr4::smep)));
    cpu.enter_long_mode();
    EXPECT_TRUE(faults(write_cr(4, 0)));
}

TEST_F(Processor, Cr3AndCr8) {
    EXPECT_TRUE(advances(write_cr(3, 0xFFFF'FFFF'0000'1000)));  // 32-bit operand
    EXPECT_EQ(cpu.registers[Register::cr3], 0x1000U);
    cpu.enter_long_mode();
    EXPECT_TRUE(faults(write_cr(3, 1ULL << 40)));
    EXPECT_TRUE(faults(write_cr(8, 0x10)));
    EXPECT_TRUE(advances(write_cr(8, 0xF)));
    exit.cause =
        exit::ControlRegister{.number = 8, .access = exit::ControlRegister::Access::read, .gpr = Gpr::rsp};
    EXPECT_TRUE(advances(emulate_control_register(cpu, known, own.memory, exit)));
    EXPECT_EQ(cpu.registers[Register::rsp], 0xFU);
}

TEST_F(Processor, LmswSetsButNeverClearsPe) {
    using Access = exit::ControlRegister::Access;
    const auto lmsw = [&](std::uint16_t source) {
        exit.cause = exit::ControlRegister{.number = 0, .access = Access::lmsw, .lmsw_source = source};
        return emulate_control_register(cpu, known, own.memory, exit);
    };
    EXPECT_TRUE(advances(lmsw(0xFFF1)));
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::pe | cr0::et);
    EXPECT_TRUE(advances(lmsw(0x000E)));
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::pe | cr0::et | cr0::mp | cr0::em | cr0::ts);
    exit.cause = exit::ControlRegister{.number = 0, .access = Access::clts};
    EXPECT_TRUE(advances(emulate_control_register(cpu, known, own.memory, exit)));
    EXPECT_EQ(cpu.registers[Register::cr0] & cr0::ts, 0U);
}

TEST_F(Processor, LmswReadsWhatTheProcessorDidNot) {
    using Access = exit::ControlRegister::Access;
    const auto lmsw = [&](SegmentName segment, std::uint64_t offset) {
        exit.cause = exit::ControlRegister{
            .number = 0, .access = Access::lmsw, .lmsw_operand = MemoryOperand{segment, offset}};
        return emulate_control_register(cpu, known, own.memory, exit);
    };
    const auto unread = [&] { return std::get<exit::ControlRegister>(exit.cause).lmsw_operand.has_value(); };
    cpu.segment_of(SegmentName::es).base = 0x2000;
    ASSERT_TRUE(own.memory.write<std::uint16_t>(0x2123, 0xF004));
    EXPECT_TRUE(advances(lmsw(SegmentName::es, 0x123)));
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::em | cr0::et);
    EXPECT_FALSE(unread());

    EXPECT_TRUE(faults(lmsw(SegmentName::es, 0xFFFF)));  // its second byte lies past the limit
    EXPECT_EQ(cpu.registers[Register::cr0], cr0::em | cr0::et);
    EXPECT_TRUE(unread());

    cpu.enter_protected_mode();
    cpu.registers[Register::cr0] |= cr0::pg;  // with a page directory of nothing
    const Action missing = lmsw(SegmentName::ds, 0x5000);
    ASSERT_TRUE(missing.is<action::Inject>());
    EXPECT_EQ(missing.injected().vector, vector::pf);
    EXPECT_EQ(missing.injected().address, 0x5000U);
}

TEST_F(Processor, XsetbvRules) {
    const auto xsetbv = [&](std::uint32_t index, std::uint64_t value) {
        cpu.gpr[Gpr::rcx] = index;
        cpu.gpr[Gpr::rax] = value & 0xFFFF'FFFF;
        cpu.gpr[Gpr::rdx] = value >> 32;
        exit.cause = exit::Xsetbv{};
        return emulate_xsetbv(cpu, exit);
    };
    EXPECT_TRUE(advances(xsetbv(0, 7)));
    EXPECT_EQ(cpu.registers[Register::xcr0], 7U);
    EXPECT_TRUE(faults(xsetbv(1, 7)));
    EXPECT_TRUE(faults(xsetbv(0, 6)));
    EXPECT_TRUE(faults(xsetbv(0, 5)));
    EXPECT_TRUE(faults(xsetbv(0, 0x27)));
    EXPECT_TRUE(advances(xsetbv(0, 0xE7)));
    EXPECT_TRUE(faults(xsetbv(0, 0x207)));
    EXPECT_TRUE(faults(xsetbv(0, 1ULL << 63 | 1)));
}

}  // namespace
}  // namespace vitrine::guest
