#include "svm/illegal_state.hpp"

#include <array>

#include "guest/registers.hpp"

namespace vitrine::svm {

namespace {

constexpr std::string_view consistency = "15.5.1";

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
    return type == exception && (vector == 2 || vector > 31);
}

constexpr std::array rules{
    IllegalState{"guest_efer", "EFER.SVME is 0; it must be 1", consistency,
                 [](const Vmcb& v) { return v.save.efer; },
                 [](const Vmcb& v, const Limits&) { return (v.save.efer & (1U << 12)) == 0; }},
    IllegalState{"guest_cr0", "CR0.NW is 1 while CR0.CD is 0", consistency,
                 [](const Vmcb& v) { return v.save.cr0; },
                 [](const Vmcb& v, const Limits&) {
                     return (v.save.cr0 & (guest::cr0::cd | guest::cr0::nw)) == guest::cr0::nw;
                 }},
    IllegalState{"guest_cr0", "bits 63:32 of CR0 must be 0", consistency,
                 [](const Vmcb& v) { return v.save.cr0; },
                 [](const Vmcb& v, const Limits&) { return v.save.cr0 >> 32 != 0; }},
    IllegalState{
        "guest_cr3", "a bit of CR3 past the physical address must be 0", consistency,
        [](const Vmcb& v) { return v.save.cr3; },
        [](const Vmcb& v, const Limits& l) { return in_long_mode(v) && (v.save.cr3 & beyond(l)) != 0; }},
    IllegalState{"guest_cr4", "bits 63:32 of CR4 must be 0", consistency,
                 [](const Vmcb& v) { return v.save.cr4; },
                 [](const Vmcb& v, const Limits&) { return v.save.cr4 >> 32 != 0; }},
    IllegalState{"guest_dr6", "bits 63:32 of DR6 must be 0", consistency,
                 [](const Vmcb& v) { return v.save.dr6; },
                 [](const Vmcb& v, const Limits&) { return v.save.dr6 >> 32 != 0; }},
    IllegalState{"guest_dr7", "bits 63:32 of DR7 must be 0", consistency,
                 [](const Vmcb& v) { return v.save.dr7; },
                 [](const Vmcb& v, const Limits&) { return v.save.dr7 >> 32 != 0; }},
    IllegalState{"guest_efer", "bits 63:22 of EFER must be 0", consistency,
                 [](const Vmcb& v) { return v.save.efer; },
                 [](const Vmcb& v, const Limits&) { return v.save.efer >> 22 != 0; }},
    IllegalState{
        "guest_cr4", "CR4.PAE is 0 while EFER.LME and CR0.PG are 1", consistency,
        [](const Vmcb& v) { return v.save.cr4; },
        [](const Vmcb& v, const Limits&) { return in_long_mode(v) && (v.save.cr4 & guest::cr4::pae) == 0; }},
    IllegalState{
        "guest_cr0", "CR0.PE is 0 while EFER.LME and CR0.PG are 1", consistency,
        [](const Vmcb& v) { return v.save.cr0; },
        [](const Vmcb& v, const Limits&) { return in_long_mode(v) && (v.save.cr0 & guest::cr0::pe) == 0; }},
    IllegalState{"guest_cs_attributes", "CS.L and CS.D are both 1 in long mode", consistency,
                 [](const Vmcb& v) { return std::uint64_t{v.save.cs.attributes}; },
                 [](const Vmcb& v, const Limits&) {
                     constexpr std::uint16_t long_and_big = 3U << 9;
                     return in_long_mode(v) && (v.save.cr4 & guest::cr4::pae) != 0 &&
                            (v.save.cs.attributes & long_and_big) == long_and_big;
                 }},
    IllegalState{
        "intercepts_2", "VMRUN must be intercepted (bit 0)", consistency,
        [](const Vmcb& v) { return std::uint64_t{v.control.intercepts_2}; },
        [](const Vmcb& v, const Limits&) { return (v.control.intercepts_2 & intercept_2::vmrun) == 0; }},
    IllegalState{"guest_asid", "ASID 0 is the host's; a guest's must be 1 or more", consistency,
                 [](const Vmcb& v) { return std::uint64_t{v.control.asid}; },
                 [](const Vmcb& v, const Limits&) { return v.control.asid == 0; }},
    IllegalState{"iopm_base_pa", "the I/O permission map reaches past the physical address", consistency,
                 [](const Vmcb& v) { return v.control.io_permissions; },
                 [](const Vmcb& v, const Limits& l) { return (v.control.io_permissions & beyond(l)) != 0; }},
    IllegalState{"msrpm_base_pa", "the MSR permission map reaches past the physical address", consistency,
                 [](const Vmcb& v) { return v.control.msr_permissions; },
                 [](const Vmcb& v, const Limits& l) { return (v.control.msr_permissions & beyond(l)) != 0; }},
    IllegalState{"n_cr3", "a bit of nCR3 past the physical address must be 0", "15.25.4",
                 [](const Vmcb& v) { return v.control.nested_cr3; },
                 [](const Vmcb& v, const Limits& l) { return (v.control.nested_cr3 & beyond(l)) != 0; }},
    IllegalState{"eventinj", "an event of a reserved type, or an exception that there isn't", "15.20",
                 [](const Vmcb& v) { return v.control.event_injection; },
                 [](const Vmcb& v, const Limits&) { return event_is_illegal(v.control.event_injection); }},
};

}  // namespace

std::span<const IllegalState> illegal_states() {
    return rules;
}

}  // namespace vitrine::svm
