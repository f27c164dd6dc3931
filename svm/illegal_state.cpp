#include "svm/illegal_state.hpp"

#include <algorithm>
#include <array>

#include "guest/cpu/registers.hpp"
#include "svm/field_table.hpp"

namespace vitrine::svm {

namespace {

constexpr const char* consistency = "15.5.1";

std::uint64_t beyond(const Limits& limits) {
    return ~0ULL << limits.physical_bits;
}

bool in_long_mode(const Vmcb& v) {
    return (v.save.efer & guest::efer::lme) != 0 && (v.save.cr0 & guest::cr0::pg) != 0;
}

bool event_is_illegal(std::uint64_t injection) {
    if ((injection & event_bits::valid) == 0) return false;
    const auto type = static_cast<unsigned>(injection >> 8 & 7);
    const auto vector = static_cast<unsigned>(injection & 0xFF);
    constexpr unsigned exception = 3, software_interrupt = 4, nmi = 2;
    if (type != 0 && type != nmi && type != exception && type != software_interrupt) return true;
    constexpr unsigned last_exception = 30;
    return type == exception && (vector == 2 || vector > last_exception);
}

bool valid_pat(std::uint64_t pat) {
    for (; pat != 0; pat >>= 8) {
        const std::uint64_t type = pat & 0xFF;
        if (type > 7 || type == 2 || type == 3) return false;
    }
    return true;
}

constexpr std::array rules{
    IllegalState{"guest_efer", "EFER.SVME is 0; it must be 1", consistency,
                 [](const Vmcb& v, const Limits&) { return (v.save.efer & (1U << 12)) == 0; }},
    IllegalState{"guest_cr0", "CR0.NW is 1 while CR0.CD is 0", consistency,
                 [](const Vmcb& v, const Limits&) {
                     return (v.save.cr0 & (guest::cr0::cd | guest::cr0::nw)) == guest::cr0::nw;
                 }},
    IllegalState{"guest_cr0", "bits 63:32 of CR0 must be 0", consistency,
                 [](const Vmcb& v, const Limits&) { return v.save.cr0 >> 32 != 0; }},
    IllegalState{
        "guest_cr3", "a bit of CR3 past the physical address must be 0", consistency,
        [](const Vmcb& v, const Limits& l) { return in_long_mode(v) && (v.save.cr3 & beyond(l)) != 0; }},
    IllegalState{"guest_cr4", "bits 63:32 of CR4 must be 0", consistency,
                 [](const Vmcb& v, const Limits&) { return v.save.cr4 >> 32 != 0; }},
    IllegalState{"guest_dr6", "bits 63:32 of DR6 must be 0", consistency,
                 [](const Vmcb& v, const Limits&) { return v.save.dr6 >> 32 != 0; }},
    IllegalState{"guest_dr7", "bits 63:32 of DR7 must be 0", consistency,
                 [](const Vmcb& v, const Limits&) { return v.save.dr7 >> 32 != 0; }},
    IllegalState{"guest_cr4", "a bit of CR4 that this processor reserves must be 0", consistency,
                 [](const Vmcb& v, const Limits& l) { return (v.save.cr4 & 0xFFFF'FFFF & ~l.cr4) != 0; }},
    IllegalState{"guest_efer", "a bit of EFER that this processor reserves must be 0", consistency,
                 [](const Vmcb& v, const Limits& l) { return (v.save.efer & ~l.efer) != 0; }},
    IllegalState{
        "guest_cr4", "CR4.PAE is 0 while EFER.LME and CR0.PG are 1", consistency,
        [](const Vmcb& v, const Limits&) { return in_long_mode(v) && (v.save.cr4 & guest::cr4::pae) == 0; }},
    IllegalState{
        "guest_cr0", "CR0.PE is 0 while EFER.LME and CR0.PG are 1", consistency,
        [](const Vmcb& v, const Limits&) { return in_long_mode(v) && (v.save.cr0 & guest::cr0::pe) == 0; }},
    IllegalState{"guest_cs_attributes", "CS.L and CS.D are both 1 in long mode", consistency,

                 [](const Vmcb& v, const Limits&) {
                     constexpr std::uint16_t long_and_big = 3U << 9;
                     return in_long_mode(v) && (v.save.cr4 & guest::cr4::pae) != 0 &&
                            (v.save.cs.attributes & long_and_big) == long_and_big;
                 }},
    IllegalState{
        "intercepts_2", "VMRUN must be intercepted (bit 0)", consistency,

        [](const Vmcb& v, const Limits&) { return (v.control.intercepts_2 & intercept_2::vmrun) == 0; }},
    IllegalState{"guest_asid", "ASID 0 is the host's; a guest's must be 1 or more", consistency,

                 [](const Vmcb& v, const Limits&) { return v.control.asid == 0; }},
    IllegalState{"iopm_base_pa", "the I/O permission map reaches past the physical address", consistency,
                 [](const Vmcb& v, const Limits& l) { return (v.control.io_permissions & beyond(l)) != 0; }},
    IllegalState{"msrpm_base_pa", "the MSR permission map reaches past the physical address", consistency,
                 [](const Vmcb& v, const Limits& l) { return (v.control.msr_permissions & beyond(l)) != 0; }},
    IllegalState{"n_cr3", "a bit of nCR3 past the physical address must be 0", "15.25.4",
                 [](const Vmcb& v, const Limits& l) { return (v.control.nested_cr3 & beyond(l)) != 0; }},
    IllegalState{
        "guest_pat", "a byte of G_PAT must be a memory type: 0, 1, 4, 5, 6 or 7", "15.25.4",
        [](const Vmcb& v, const Limits&) { return v.control.nested_paging != 0 && !valid_pat(v.save.pat); }},
    IllegalState{"eventinj", "an event of a reserved type, or an exception that there isn't", "15.20",
                 [](const Vmcb& v, const Limits&) { return event_is_illegal(v.control.event_injection); }},
};

std::uint64_t value_of(const IllegalState& rule, const Vmcb& vmcb) {
    const auto field = find_field(rule.field);
    return field ? read_field(vmcb, field->offset).value_or(0) : 0;
}

}  // namespace

// CR4: 3.1.3. EFER: 3.1.7, where bits 7:1 read as zero and need not be 0.
Limits limits_of(const LimitFeatures& f) {
    Limits limits{.physical_bits = f.sizes_eax & 0xFF, .cr4 = 0, .efer = 0xFF};
    const auto add = [](std::uint64_t& bits, std::uint32_t feature, unsigned number, std::uint64_t enables) {
        if ((feature >> number & 1) != 0) bits |= enables;
    };
    const auto bit = [](unsigned number) { return 1ULL << number; };
    limits.cr4 |= bit(8);  // PCE
    add(limits.cr4, f.standard_edx, 1, bit(0) | bit(1));
    add(limits.cr4, f.standard_edx, 4, bit(2));
    add(limits.cr4, f.standard_edx, 2, bit(3));
    add(limits.cr4, f.standard_edx, 3, bit(4));
    add(limits.cr4, f.standard_edx, 6, bit(5));
    add(limits.cr4, f.standard_edx, 7, bit(6));
    add(limits.cr4, f.standard_edx, 13, bit(7));
    add(limits.cr4, f.standard_edx, 24, bit(9));
    add(limits.cr4, f.standard_edx, 25, bit(10));
    add(limits.cr4, f.structured_ecx, 2, bit(11));
    add(limits.cr4, f.structured_ecx, 16, bit(12));
    add(limits.cr4, f.structured_ebx, 0, bit(16));
    add(limits.cr4, f.standard_ecx, 17, bit(17));
    add(limits.cr4, f.standard_ecx, 26, bit(18));
    add(limits.cr4, f.structured_ebx, 7, bit(20));
    add(limits.cr4, f.structured_ebx, 20, bit(21));
    add(limits.cr4, f.structured_ecx, 3, bit(22));
    add(limits.cr4, f.structured_ecx, 7, bit(23));

    add(limits.efer, f.extended_edx, 29, bit(8) | bit(10));
    add(limits.efer, f.extended_edx, 20, bit(11));
    add(limits.efer, f.extended_ecx, 2, bit(12));
    add(limits.efer, ~f.sizes_ebx, 20, bit(13));
    add(limits.efer, f.extended_edx, 25, bit(14));
    add(limits.efer, f.extended_ecx, 17, bit(15));
    add(limits.efer, f.sizes_ebx, 8, bit(17));
    add(limits.efer, f.sizes_ebx, 13, bit(18));
    add(limits.efer, f.further_eax, 7, bit(20));
    add(limits.efer, f.further_eax, 8, bit(21));
    return limits;
}

std::span<const IllegalState> illegal_states() {
    return rules;
}

unsigned count_illegal_states(const Vmcb& vmcb, const Limits& limits) {
    return static_cast<unsigned>(
        std::ranges::count_if(rules, [&](const IllegalState& rule) { return rule.broken(vmcb, limits); }));
}

unsigned explain_illegal_state(Sink& sink, const Vmcb& vmcb, const Limits& limits) {
    for (const IllegalState& rule : rules) {
        if (!rule.broken(vmcb, limits)) continue;
        Line(sink, event::error)
            .text(key::field, rule.field)
            .hex(key::value, value_of(rule, vmcb))
            .text(key::cause, rule.rule)
            .text(key::section, rule.section);
    }
    return count_illegal_states(vmcb, limits);
}

}  // namespace vitrine::svm
