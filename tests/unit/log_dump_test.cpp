// Dumps in the form of Vitrine's log, and what it tells of a processor.

#include "dump_reading.hpp"

namespace vitrine::tools {
namespace {

TEST(LogDump, ReadsNamesAndEncodings) {
    const Dump dump =
        read("vmcs field=guest_rip value=0x7c00\nvmcs field=0x681c value=4096\nvmcs field=0 value=1\n");
    EXPECT_EQ(dump.format, DumpFormat::log);
    EXPECT_TRUE(dump.notes.empty());
    expect_fields(dump.vmcs, {{"guest_rip", 0x7c00}, {"guest_rsp", 4096}, {"vpid", 1}});
}

TEST(LogDump, ReadsVitrinesOwn) {
    const Dump dump = read(dump_file("vitrine.log"));
    EXPECT_TRUE(dump.notes.empty());
    EXPECT_EQ(count_fields(dump.vmcs), 151U);
    EXPECT_EQ(value(dump.vmcs, "guest_rip"), 0x7c00);
    EXPECT_EQ(value(dump.vmcs, "guest_ia32_pat"), 0x7040600070406);
    EXPECT_EQ(dump.processor.capabilities.find(vmx::CapabilityMsr::basic), 0xd804000000002b);
    EXPECT_EQ(dump.processor.capabilities.find(vmx::CapabilityMsr::feature_control), 5);
    EXPECT_EQ(dump.processor.capabilities.find(vmx::CapabilityMsr::vmfunc), 1);
    EXPECT_EQ(dump.processor.capabilities.find(vmx::CapabilityMsr::tertiary), std::nullopt);
    EXPECT_EQ(dump.processor.physical_bits, 40);
    EXPECT_EQ(dump.processor.linear_bits, 48);
}

TEST(LogDump, HalvesOfAFieldMakeOne) {
    const Dump dump = read("vmcs field=0x2806 value=0x500\nvmcs field=0x2807 value=0xab\n");
    expect_fields(dump.vmcs, {{"guest_ia32_efer", 0xab00000500}});
}

TEST(LogDump, EncodingsOfNoFieldAreLeftOut) {
    const Dump dump = read(
        "vmcs field=0x6820 value=2\nvmcs field=0x2ffe value=1\nvmcs field=0x6821 value=1\n"
        "vmcs field=0x100006820 value=1\n");
    expect_fields(dump.vmcs, {{"guest_rflags", 2}});
    EXPECT_EQ(dump.notes,
              std::vector<std::string>{"3 lines have encodings that no field has, and are left out"});
}

TEST(LogDump, TheLastCompleteOneIsTaken) {
    const std::string one = "vmcs field=guest_rip value=1\nvmcs field=guest_rsp value=1\n";
    const Dump dump = read(
        one + "vmcs field=guest_rip value=2\nvmcs field=guest_rsp value=2\nvmcs field=guest_rip value=3\n");
    expect_fields(dump.vmcs, {{"guest_rip", 2}, {"guest_rsp", 2}});
    EXPECT_EQ(dump.notes, std::vector<std::string>{"there are 3 dumps; number 2 is the last complete one"});
}

TEST(LogDump, AddsToKvms) {
    const Dump dump =
        read(dump_file("kvm-5.4.log") + "vmcs field=vmcs_link_pointer value=0xffffffffffffffff\n");
    EXPECT_EQ(dump.format, DumpFormat::kvm);
    EXPECT_EQ(value(dump.vmcs, "vmcs_link_pointer"), ~0ULL);
    EXPECT_EQ(value(dump.vmcs, "guest_rip"), 0x7c5a);
}

TEST(LogDump, RefusesWhatItCannotRead) {
    DumpError error = refused("hello\nvmcs field=guest_rp value=1\n");
    EXPECT_EQ(error.line, 2U);
    EXPECT_EQ(error.field, "guest_rp");
    EXPECT_FALSE(error.close.empty());
    EXPECT_EQ(refused("vmcs field=guest_rip value=x\n").cause, "value=x is not a number, as in 12 or 0x7c00");
    EXPECT_EQ(refused("vmcs field=guest_rip\n").line, 1U);
    EXPECT_EQ(refused("vmcs field=vpid value=0x10000\n").cause, "value=0x10000 doesn't fit the field");
    EXPECT_EQ(refused("vmcs value=1\n").line, 1U);
    EXPECT_EQ(refused("").cause, "the dump is empty");
    EXPECT_EQ(refused("some text\nabout a=b\n").cause, "there is no dump of a VMCS in this text");
    EXPECT_EQ(refused("caps msr=IA32_VMX_BASIC index=0x480 value=1\n").cause,
              "there is no dump of a VMCS in this text");
}

TEST(LogDump, WhatAGuestWroteIsNoDump) {
    refused("console source=uart text=\"vmcs field=guest_rip value=1\"\n");
    refused("console source=uart text=\"x\" vmcs field=guest_rip value=1\n");
    EXPECT_EQ(count_fields(read("[ 1.5] qemu: vmcs field=guest_rip value=1\n").vmcs), 1U);
}

TEST(Caps, ReadsMsrsAndWidths) {
    const auto processor = read_processor(
        "caps msr=IA32_VMX_MISC index=0x485 value=0x1e5\n"
        "caps msr=IA32_VMX_MISC index=0x485 bit=6 name=x value=1\n"
        "caps msr=OTHER index=0x10 value=7\ncaps physical=46 linear=57\n");
    ASSERT_TRUE(processor);
    EXPECT_EQ(processor->capabilities.find(vmx::CapabilityMsr::misc), 0x1e5);
    EXPECT_EQ(processor->physical_bits, 46);
    EXPECT_EQ(processor->linear_bits, 57);
}

TEST(Caps, RefusesATextWithoutAny) {
    EXPECT_FALSE(read_processor("vmcs field=guest_rip value=1\n"));
    EXPECT_FALSE(read_processor("caps msr=OTHER index=0x10 value=7\n"));
    EXPECT_FALSE(read_processor("caps msr=IA32_VMX_MISC index=zz value=7\n"));
    EXPECT_FALSE(read_processor("caps physical=65\n"));
}

}  // namespace
}  // namespace vitrine::tools
