// Linux's KVM's dump of a VMCS is read whatever stands around and between its lines.

#include "dump_reading.hpp"

namespace vitrine::tools {
namespace {

TEST(KvmDump, WhatStandsBeforeALineDoesNoHarm) {
    const std::string text = dump_file("kvm-6.1.log");
    const auto fields = count_fields(read(text).vmcs);
    const auto same = [&](const std::string& other) {
        EXPECT_EQ(count_fields(read(other).vmcs), fields);
        EXPECT_EQ(value(read(other).vmcs, "guest_gs_base"), 0xffff88817bc80000);
    };
    same(replaced(text, "\n", "\r\n"));
    same(replaced(text, "] ", "] kvm_intel: "));
    same(replaced(text, "\n[", "\nNov 24 04:17:52 host kernel: ["));
    same(replaced(text, "\n[", "\n<3>[T1180] ["));
}

TEST(KvmDump, EferOfAnotherSourceIsNotTheFields) {
    const std::string text = dump_file("kvm-6.1.log");
    for (const char* source : {"(autoload)", "(effective)"}) {
        const Dump dump = read(replaced(text, "EFER= 0x0000000000000d01\n",
                                        "EFER= 0x0000000000000d01 " + std::string(source) + "\n"));
        EXPECT_EQ(value(dump.vmcs, "guest_ia32_efer"), std::nullopt);
        EXPECT_EQ(value(dump.vmcs, "guest_ia32_pat"), 0x0407050600070106);
    }
}

TEST(KvmDump, PartsThatFewKernelsWrite) {
    std::string text = replaced(dump_file("kvm-6.1.log"), "CR3 = 0x0000000104a3e002",
                                "CR3 = 0x0000000104a3e002\nPerfGlobCtl = 0x0000000000000007\n"
                                "BndCfgS = 0x0000000000000003\nS_CET = 0x0000000000000001, "
                                "SSP = 0x00000000deadbee8, SSP TABLE = 0x0000000000000010\n");
    text = replaced(text, "*** Control",
                    "S_CET = 0x0000000000000002, SSP = 0x0000000000000018, SSP TABLE = 0x0000000000000020\n"
                    "PerfGlobCtl = 0x0000000000000009\n*** Control");
    const Dump dump = read(text);
    for (const auto& [name, expected] : Fields{{"guest_ia32_perf_global_ctrl", 7},
                                               {"guest_ia32_bndcfgs", 3},
                                               {"guest_ia32_s_cet", 1},
                                               {"guest_ssp", 0xdeadbee8},
                                               {"guest_ia32_interrupt_ssp_table_addr", 0x10},
                                               {"host_ia32_s_cet", 2},
                                               {"host_ssp", 0x18},
                                               {"host_ia32_interrupt_ssp_table_addr", 0x20},
                                               {"host_ia32_perf_global_ctrl", 9}})
        EXPECT_EQ(value(dump.vmcs, name), expected) << name;
}

TEST(KvmDump, TheLastCompleteOneIsTaken) {
    const std::string first = dump_file("kvm-6.1.log");
    const std::string second = dump_file("kvm-5.4.log");
    const std::string cut = first.substr(0, first.find("*** Control"));
    const Dump dump = read(first + second + cut);
    EXPECT_EQ(value(dump.vmcs, "guest_rip"), 0x7c5a);
    EXPECT_EQ(dump.notes, std::vector<std::string>{"there are 3 dumps; number 2 is the last complete one"});
}

TEST(KvmDump, ACutOneIsTakenWhereThereIsNoOther) {
    const std::string text = dump_file("kvm-6.1.log");
    Dump dump = read(text.substr(0, text.find("*** Control")));
    EXPECT_EQ(dump.notes, std::vector<std::string>{"the dump is cut off: its control state is missing"});
    EXPECT_EQ(value(dump.vmcs, "host_cr4"), 0x772ee0);
    dump = read(text.substr(0, text.find("IDTVectoring")));
    EXPECT_EQ(dump.notes,
              std::vector<std::string>{"the dump is cut off: its end of the control state is missing"});
    dump = read(text.substr(text.find("*** Host")));
    EXPECT_EQ(dump.notes, std::vector<std::string>{"the dump is cut off: its guest state is missing"});
    EXPECT_EQ(value(dump.vmcs, "guest_rip"), std::nullopt);
}

TEST(KvmDump, SaysWhatItDoesNotUnderstand) {
    const std::string text = dump_file("kvm-5.4.log");
    EXPECT_EQ(read(replaced(text, "CR3 = 0x", "CR3 = 0y")).notes.size(), 1U);
    const Dump dump = read(replaced(text, "LDTR:", "Xyz=1\nXDTR:"));
    EXPECT_EQ(dump.notes.size(), 1U);
    EXPECT_TRUE(dump.notes.front().ends_with("Xyz=1 (and 1 lines more)")) << dump.notes.front();
}

TEST(KvmDump, SaysWhenTwoAreMixed) {
    const std::string text = dump_file("kvm-5.4.log");
    const Dump dump = read(replaced(text, "RFLAGS=", "RIP = 0x0000000000000001\nRFLAGS="));
    EXPECT_EQ(dump.notes,
              std::vector<std::string>{"left out, as they come twice with different values: guest_rip"});
    EXPECT_EQ(value(dump.vmcs, "guest_rip"), std::nullopt);
    EXPECT_FALSE(dump.whole);
}

TEST(KvmDump, NumbersThatDoNotFitAreNotTaken) {
    const Dump dump = read(replaced(dump_file("kvm-5.4.log"), "limit=0x00000037", "limit=0x100000037"));
    EXPECT_EQ(value(dump.vmcs, "guest_gdtr_limit"), std::nullopt);
    EXPECT_EQ(dump.notes,
              std::vector<std::string>{"left out, as their numbers aren't whole: guest_gdtr_limit"});
}

TEST(KvmDump, ANumberWithoutAllItsDigitsIsNotTaken) {
    const Dump dump = read(replaced(dump_file("kvm-5.4.log"), "limit=0x00000037", "limit=0x0000003"));
    EXPECT_EQ(value(dump.vmcs, "guest_gdtr_limit"), std::nullopt);
    EXPECT_FALSE(dump.whole);
}

}  // namespace
}  // namespace vitrine::tools
