#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "guest/cpu/registers.hpp"
#include "svm/field_table.hpp"
#include "svm/illegal_state.hpp"

namespace vitrine::svm {
namespace {

class IllegalStates : public testing::Test {
protected:
    IllegalStates() {
        vmcb->control.intercepts_2 = intercept_2::vmrun;
        vmcb->control.asid = 1;
        vmcb->save.efer = 1U << 12;
        vmcb->save.cr0 = guest::cr0::et;
    }
    /// Fields of the rules that are broken.
    std::vector<std::string> broken() {
        std::vector<std::string> names;
        for (const IllegalState& rule : illegal_states()) {
            if (rule.broken(*vmcb, limits)) names.emplace_back(rule.field);
        }
        return names;
    }
    /// As QEMU's EPYC: long mode, NX, SVM; no 5-level paging.
    Limits limits = limits_of({.standard_ecx = 1U << 26,
                               .standard_edx = 1U << 6 | 1U << 3,
                               .extended_ecx = 1U << 2,
                               .extended_edx = 1U << 29 | 1U << 20,
                               .sizes_eax = 40,
                               .sizes_ebx = 1U << 20});
    using Names = std::vector<std::string>;
    std::unique_ptr<Vmcb> vmcb = std::make_unique<Vmcb>();
};

TEST_F(IllegalStates, AGoodStateBreaksNone) {
    EXPECT_EQ(broken(), Names{});
    vmcb->save.cr0 = guest::cr0::pe | guest::cr0::pg;
    vmcb->save.cr4 = guest::cr4::pae;
    vmcb->save.efer |= guest::efer::lme | guest::efer::lma;
    vmcb->save.cs.attributes = 0x29B;
    vmcb->control.event_injection = event_bits::valid | event_bits::exception | 14;
    EXPECT_EQ(broken(), Names{});
}

TEST_F(IllegalStates, EachRuleNamesItsField) {
    struct Case {
        const char* field;
        std::uint64_t value;
    };
    for (const Case& c : {Case{"guest_efer", 0},
                          Case{"guest_efer", 1U << 12 | 1ULL << 40},
                          Case{"guest_cr0", guest::cr0::nw},
                          Case{"guest_cr0", 1ULL << 32},
                          Case{"guest_cr4", 1ULL << 32},
                          Case{"guest_dr6", 1ULL << 32},
                          Case{"guest_dr7", 1ULL << 32},
                          Case{"intercepts_2", 0},
                          Case{"guest_asid", 0},
                          Case{"iopm_base_pa", 1ULL << 40},
                          Case{"msrpm_base_pa", 1ULL << 40},
                          Case{"n_cr3", 1ULL << 40},
                          Case{"eventinj", 0x8000'0500},
                          Case{"eventinj", 0x8000'0320},
                          Case{"eventinj", 0x8000'0302},
                          Case{"eventinj", 0x8000'031F},
                          Case{"guest_cr4", 1U << 12},
                          Case{"guest_cr4", 1U << 20},
                          Case{"guest_efer", 1U << 12 | 1U << 13},
                          Case{"guest_efer", 1U << 12 | 1U << 16}}) {
        const Vmcb before = *vmcb;
        const auto field = find_field(c.field);
        ASSERT_TRUE(field) << c.field;
        ASSERT_TRUE(write_field(*vmcb, field->offset, c.value));
        EXPECT_EQ(broken(), Names{c.field}) << c.field << " " << c.value;
        *vmcb = before;
    }
}

TEST_F(IllegalStates, NestedPagingsOwn) {
    vmcb->save.pat = 0x0007'0406'0007'0402;
    EXPECT_EQ(broken(), Names{});
    vmcb->control.nested_paging = 1;
    EXPECT_EQ(broken(), Names{"guest_pat"});
}

TEST_F(IllegalStates, LongModesOwn) {
    vmcb->save.efer |= guest::efer::lme;
    vmcb->save.cr0 = guest::cr0::pg | guest::cr0::pe;
    EXPECT_EQ(broken(), Names{"guest_cr4"});
    vmcb->save.cr4 = guest::cr4::pae;
    vmcb->save.cr3 = 1ULL << 45;
    EXPECT_EQ(broken(), Names{"guest_cr3"});
    vmcb->save.cr3 = 0;
    vmcb->save.cr0 = guest::cr0::pg;
    EXPECT_EQ(broken(), Names{"guest_cr0"});
    vmcb->save.cr0 |= guest::cr0::pe;
    vmcb->save.cs.attributes = 0x600;
    EXPECT_EQ(broken(), Names{"guest_cs_attributes"});
}

TEST(SvmFields, AreKnownByName) {
    EXPECT_EQ(find_field("guest_asid")->offset, 0x58);
    EXPECT_EQ(find_field("guest_rip")->offset, 0x578);
    EXPECT_EQ(find_field("guest_asid")->largest(), 0xFFFF'FFFFU);
    EXPECT_FALSE(find_field("nobody"));
    Vmcb vmcb;
    EXPECT_FALSE(write_field(vmcb, 1, 0));
}

}  // namespace
}  // namespace vitrine::svm
