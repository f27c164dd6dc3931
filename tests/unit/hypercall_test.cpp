#include "guest/machine/emulate/hypercall.hpp"

#include <gtest/gtest.h>

#include "fake_cpu.hpp"

namespace vitrine::guest {
namespace {

class Hypercall : public testing::Test {
protected:
    Action call(std::uint32_t number, std::uint64_t rbx = 0) {
        cpu.gpr[Gpr::rax] = 0xFFFF'FFFF'0000'0000 | number;
        cpu.gpr[Gpr::rbx] = rbx;
        exit.cause = exit::Vmcall{};
        auto& call = std::get<exit::Vmcall>(exit.cause);
        if (answer_from_registers(cpu.gpr, call)) return action::Advance{};
        return hypercall(cpu, own.memory, console, call);
    }
    const exit::Vmcall& vmcall() { return std::get<exit::Vmcall>(exit.cause); }

    FakeCpu cpu;
    OwnMemory own{1U << 20};
    Console console;
    Exit exit;
};

TEST_F(Hypercall, Version) {
    EXPECT_TRUE(call(0).is<action::Advance>());
    EXPECT_EQ(cpu.gpr[Gpr::rax], 1U);  // the upper half is 0
    EXPECT_EQ(cpu.gpr[Gpr::rbx], hypercall_signature);
    EXPECT_EQ(vmcall().name, "version");
}

TEST_F(Hypercall, Exit) {
    const auto good = call(1, 0).stop();
    EXPECT_EQ(good.status, Status::ok);
    EXPECT_TRUE(good.cause.empty());
    const auto bad = call(1, 0xFFFF'FFFF'0000'0007).stop();
    EXPECT_EQ(bad.status, Status::failed);
    EXPECT_EQ(bad.code, 7U);
}

TEST_F(Hypercall, UnknownNumber) {
    EXPECT_TRUE(call(5).is<action::Advance>());
    EXPECT_EQ(cpu.gpr[Gpr::rax], hypercall_error::unknown_number);
    EXPECT_TRUE(vmcall().name.empty());
}

TEST_F(Hypercall, BytesAndStrings) {
    (void)call(2, 'h');
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0U);
    ASSERT_TRUE(own.memory.write<std::uint16_t>(0x9000, 'i' | '\n' << 8));
    cpu.gpr[Gpr::rsi] = 0x1'9000;  // SI counts in 16-bit code
    cpu.gpr[Gpr::rcx] = 0x5'0002;
    (void)call(3);
    EXPECT_EQ(cpu.gpr[Gpr::rax], 2U);
    const auto line = console.take_line();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, "hi");
    EXPECT_EQ(line->source, "hypercall");
}

TEST_F(Hypercall, StringErrors) {
    cpu.gpr[Gpr::rcx] = longest_string + 1;
    (void)call(3);
    EXPECT_EQ(cpu.gpr[Gpr::rax], hypercall_error::string_too_long);
    cpu.gpr[Gpr::rcx] = 2;
    cpu.gpr[Gpr::rsi] = 0xFFFF;
    (void)call(3);
    EXPECT_EQ(cpu.gpr[Gpr::rax], hypercall_error::bad_string);
    cpu.enter_protected_mode();
    cpu.gpr[Gpr::rsi] = 1U << 20;  // past the end of memory
    (void)call(3);
    EXPECT_EQ(cpu.gpr[Gpr::rax], hypercall_error::bad_string);
    cpu.gpr[Gpr::rcx] = 0;
    (void)call(3);
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0U);
    console.flush();
    EXPECT_FALSE(console.take_line());
}

TEST_F(Hypercall, Mark) {
    (void)call(4, 0xFFFF'FFFF'1234'5678);
    EXPECT_EQ(vmcall().argument, 0x1234'5678U);
    EXPECT_EQ(cpu.gpr[Gpr::rax], 0U);
}

}  // namespace
}  // namespace vitrine::guest
