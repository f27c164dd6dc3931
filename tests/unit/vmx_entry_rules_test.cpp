#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/explain.hpp"

namespace vitrine::vmx {
namespace {

/// A processor that has everything.
EntryProcessor full_processor() {
    Capabilities c;
    c.basic = {.revision = 0x2B, .region_size = 4096, .memory_type = 6, .true_controls = true};
    c.pin = c.primary = c.secondary = c.exit = c.entry = {0, ~0U};
    c.tertiary = c.secondary_exit = 0xFF;
    c.vm_functions = 1;
    c.misc = {
        .activity_hlt = true, .activity_shutdown = true, .activity_wait_for_sipi = true, .cr3_targets = 4};
    c.cr0_fixed0 = 0x8000'0021;
    c.cr0_fixed1 = 0xFFFF'FFFF;
    c.cr4_fixed0 = 0x2000;
    c.cr4_fixed1 = 0x00FF'FFFF | 1U << 23;
    c.ept_vpid = {.walk_length_4 = true, .write_back = true};
    return {.capabilities = c, .physical_bits = 40, .sgx = false, .perf_global_ctrl = 0x7'0000'000F};
}

using State = std::map<std::string_view, std::uint64_t>;

/// A right VMCS: 64-bit host, the guest in real mode.
Snapshot real_mode(const State& changes = {}) {
    Snapshot snapshot;
    for (const NamedField field : named_fields()) snapshot.set(field.encoding, 0);
    State state{{"primary_processor_controls", 1U << 31},
                {"secondary_processor_controls", 0x82},
                {"vm_exit_controls", 0x0028'0200},
                {"vm_entry_controls", 0xC000},
                {"ept_pointer", 0x1'0000 | 0x1E},
                {"host_cr0", 0x8001'0031},
                {"host_cr4", 0x2020},
                {"host_cs_selector", 8},
                {"host_tr_selector", 0x18},
                {"host_ia32_efer", 0x500},
                {"host_rip", 0x10'0000},
                {"guest_cr0", 0x30},
                {"guest_cr4", 0x2000},
                {"guest_rip", 0x7C00},
                {"guest_rflags", 2},
                {"guest_ldtr_access_rights", 0x1'0000},
                {"guest_tr_access_rights", 0x8B},
                {"guest_tr_limit", 0xFFFF},
                {"guest_cs_access_rights", 0x9B},
                {"guest_cs_limit", 0xFFFF},
                {"vmcs_link_pointer", ~0ULL}};
    for (const char* name : {"es", "ss", "ds", "fs", "gs"}) {
        snapshot.set(find_field("guest_" + std::string(name) + "_access_rights")->encoding, 0x93);
        snapshot.set(find_field("guest_" + std::string(name) + "_limit")->encoding, 0xFFFF);
    }
    for (const auto& [name, value] : state) snapshot.set(find_field(name)->encoding, value);
    for (const auto& [name, value] : changes) snapshot.set(find_field(name)->encoding, value);
    return snapshot;
}

Snapshot long_mode() {
    return real_mode({{"guest_cr0", 0x8000'0031},
                      {"guest_cr4", 0x2020},
                      {"guest_ia32_efer", 0x500},
                      {"vm_entry_controls", 0xC200},
                      {"guest_cs_access_rights", 0xA09B},
                      {"guest_cs_limit", 0xFFFF'FFFF}});
}

Snapshot virtual_8086() {
    State state{{"guest_cr0", 0x8000'0031}, {"guest_rflags", 0x2'0002}};
    std::vector<std::string> names;
    for (const char* name : {"es", "cs", "ss", "ds", "fs", "gs"})
        names.push_back("guest_" + std::string(name) + "_access_rights");
    for (const std::string& name : names) state[name] = 0xF3;
    return real_mode(state);
}

Snapshot restricted() {
    return real_mode({{"secondary_processor_controls", 2},
                      {"guest_cr0", 0x8000'0031},
                      {"guest_cr4", 0x2020},
                      {"guest_cs_access_rights", 0x9B}});
}

Snapshot without_ept() {
    return real_mode({{"secondary_processor_controls", 0},
                      {"guest_cr0", 0x8000'0031},
                      {"guest_cr4", 0x2020},
                      {"guest_cr3", 0x2000},
                      {"vm_entry_msr_load_count", 1},
                      {"vm_entry_msr_load_address", 0x3000}});
}

/// Every address has what a table says, else 0.
class FakeMemory final : public PhysicalMemory {
public:
    [[nodiscard]] std::optional<std::uint64_t> read(std::uint64_t address) const override {
        const auto found = words.find(address);
        return found == words.end() ? 0 : found->second;
    }
    std::map<std::uint64_t, std::uint64_t> words;
};

class Outcomes final : public RuleListener {
public:
    void outcome(const RuleOutcome& outcome) override {
        const std::string id = std::string(outcome.section) + " " +
                               std::string(named_fields()[*field_index(outcome.field)].name) + ": " +
                               outcome.rule;
        all.insert(id);
        if (outcome.state == RuleOutcome::State::broken || outcome.state == RuleOutcome::State::may_break)
            broken.insert(id);
        if (outcome.state == RuleOutcome::State::unknown) unknown.insert(id);
    }
    std::set<std::string> all, broken, unknown;
};

std::set<std::string> broken_rules(const Snapshot& snapshot,
                                   const EntryProcessor& processor = full_processor()) {
    Outcomes outcomes;
    const FakeMemory memory;
    EntryRules(snapshot, processor, &memory, outcomes).check_all();
    return outcomes.broken;
}

TEST(EntryRules, RightStatesBreakNone) {
    EXPECT_EQ(broken_rules(real_mode()), std::set<std::string>{});
    EXPECT_EQ(broken_rules(long_mode()), std::set<std::string>{});
    EXPECT_EQ(broken_rules(virtual_8086()), std::set<std::string>{});
    EXPECT_EQ(broken_rules(restricted()), std::set<std::string>{});
}

TEST(EntryRules, ABrokenRuleIsNamed) {
    EXPECT_EQ(broken_rules(real_mode({{"guest_rflags", 0}})),
              std::set<std::string>{"27.3.1.4 guest_rflags: bit 1 must be 1"});
    EXPECT_EQ(
        broken_rules(real_mode({{"secondary_processor_controls", 0xA2}})),
        std::set<std::string>{"27.2.1.1 vpid: with \"enable VPID\" it must not be 0, which is the host's"});
}

TEST(EntryRules, WhatIsMissingIsUnknownAndNotBroken) {
    Outcomes outcomes;
    EntryRules(Snapshot{}, EntryProcessor{}, nullptr, outcomes).check_all();
    EXPECT_EQ(outcomes.broken, std::set<std::string>{});
    EXPECT_GT(outcomes.unknown.size(), 200U);

    // A rule that isn't in force doesn't need the field that it is about.
    Snapshot some;
    some.set(field::primary_processor_controls.encoding, 0);
    Outcomes second;
    EntryRules(some, full_processor(), nullptr, second).check_all();
    EXPECT_FALSE(
        second.unknown.contains("27.2.1.1 vpid: with \"enable VPID\" it must not be 0, which is the host's"));
}

TEST(EntryRules, WithoutCapabilitiesTheRestIsStillJudged) {
    EntryProcessor unknown;
    unknown.physical_bits = 40;
    const auto broken = broken_rules(real_mode({{"guest_rflags", 0}}), unknown);
    EXPECT_EQ(broken, std::set<std::string>{"27.3.1.4 guest_rflags: bit 1 must be 1"});
}

/// Which rules were broken at least once, by their place in the order.
class Coverage final : public RuleListener {
public:
    void outcome(const RuleOutcome& outcome) override {
        if (place_ == rules.size())
            rules.push_back({.section = outcome.section, .rule = outcome.rule, .field = outcome.field});
        const bool is_broken =
            outcome.state == RuleOutcome::State::broken || outcome.state == RuleOutcome::State::may_break;
        rules[place_].broken = rules[place_].broken || is_broken;
        rules[place_].held = rules[place_].held || outcome.state == RuleOutcome::State::holds;
        ++place_;
    }
    void again() { place_ = 0; }

    struct Rule {
        const char* section;
        const char* rule;
        std::uint32_t field;
        bool broken = false, held = false;
    };
    std::vector<Rule> rules;

private:
    std::size_t place_ = 0;
};

/// Values of a field that rules are likely to mind.
std::uint64_t likely(std::mt19937_64& random, const NamedField& field, std::uint64_t old) {
    const unsigned bits = field.width() == FieldWidth::bits16   ? 16
                          : field.width() == FieldWidth::bits32 ? 32
                                                                : 64;
    switch (random() % 6) {
        case 0:
            return old ^ 1ULL << random() % bits;
        case 1:
            return old ^ (1ULL << random() % bits | 1ULL << random() % bits);
        case 2:
            return random() % 8;
        case 3:
            return 0x5000;
        case 4:
            return 0x8000'0000 | random() % 0x1000;
        default:
            return random();
    }
}

/// No rule is empty words: each can be broken, and each can hold.
TEST(EntryRules, EveryRuleCanBeBrokenAndCanHold) {
    std::mt19937_64 random(1);  // NOLINT(cert-msc51-cpp): the same every time
    const std::vector<Snapshot> bases{real_mode(), long_mode(), virtual_8086(), restricted(), without_ept()};
    const std::uint32_t controls[] = {field::pin_based_controls.encoding,
                                      field::primary_processor_controls.encoding,
                                      field::secondary_processor_controls.encoding,
                                      field::exit_controls.encoding,
                                      field::entry_controls.encoding,
                                      field::tertiary_processor_controls.encoding};
    const std::uint32_t msrs[] = {0xC000'0100, 0x800, 0x9B, 0x79, 0xC000'0082, 0x277, 0x10};
    FakeMemory memory;
    Coverage coverage;
    for (unsigned round = 0; round < 40'000; ++round) {
        Snapshot snapshot = bases[round % bases.size()];
        EntryProcessor processor = full_processor();
        processor.x2apic_mode = random() % 2 != 0;
        processor.long_mode = random() % 8 != 0;
        processor.vmcs_address = 0x5000;
        ControlRange* const ranges[] = {&processor.capabilities->pin, &processor.capabilities->primary,
                                        &processor.capabilities->secondary, &processor.capabilities->exit,
                                        &processor.capabilities->entry};
        if (random() % 4 == 0)
            ranges[random() % std::size(ranges)]->may_be_one = static_cast<std::uint32_t>(random());
        memory.words[0x3000] = msrs[random() % std::size(msrs)] | (random() % 4 == 0 ? 1ULL << 40 : 0);
        memory.words[0x3008] = random() % 2 != 0 ? random() : 0;
        memory.words[0x2000] = random() % 2 != 0 ? 0 : 3;
        memory.words[0x5000] = random() % 2 != 0 ? 0x2B : 0x8000'002B;
        snapshot.set(field::entry_msr_load_count.encoding, 1);
        snapshot.set(field::entry_msr_load_address.encoding, 0x3000);
        for (const std::uint32_t control : controls) {
            if (random() % 2 == 0)
                snapshot.set(control, *snapshot.find(control) | (random() & random() & 0xFFFF'FFFF));
        }
        for (std::uint64_t changes = random() % 40; changes != 0; --changes) {
            const NamedField& field = named_fields()[random() % field_count];
            if (field.encoding == field::entry_msr_load_count.encoding) continue;
            snapshot.set(field.encoding,
                         likely(random, field, *snapshot.find(field.encoding)) & field.largest());
        }
        if (random() % 4 == 0) {
            constexpr std::uint32_t nmi = 0x8000'0202;
            snapshot.set(field::entry_interruption_information.encoding, nmi);
            snapshot.set(field::guest_interruptibility.encoding, random() % 16);
        }
        coverage.again();
        EntryRules(snapshot, processor, &memory, coverage).check_all();
    }
    for (const Coverage::Rule& rule : coverage.rules) {
        EXPECT_TRUE(rule.broken && rule.held)
            << rule.section << " " << named_fields()[*field_index(rule.field)].name << ": " << rule.rule;
    }
    EXPECT_GT(coverage.rules.size(), 280U);
}

}  // namespace
}  // namespace vitrine::vmx
