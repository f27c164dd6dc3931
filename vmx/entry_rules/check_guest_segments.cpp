// Checks on guest segment registers. Intel SDM vol. 3C, 27.3.1.2.

#include "guest/cpu/registers.hpp"
#include "vmx/entry_rules/entry_rules.hpp"
#include "vmx/entry_rules/shared_rules.hpp"

namespace vitrine::vmx {

namespace {

enum Number : std::uint8_t { es, cs, ss, ds, fs, gs, ldtr, tr };

/// One segment register's fields as the rules speak of them.
class Segment {
public:
    Segment(EntryRules& check, unsigned number) : check_(check), number_(number) {}

    [[nodiscard]] std::uint64_t selector() const { return check_(selector_field()); }
    [[nodiscard]] std::uint64_t base() const { return check_(base_field()); }
    [[nodiscard]] std::uint64_t limit() const { return check_(limit_field()); }
    [[nodiscard]] std::uint64_t access() const { return check_(access_field()); }
    [[nodiscard]] bool usable() const { return (access() & guest::Segment::unusable_bit) == 0; }
    [[nodiscard]] unsigned type() const { return access() & 0xF; }
    [[nodiscard]] unsigned dpl() const { return access() >> 5 & 3; }
    [[nodiscard]] unsigned rpl() const { return selector() & 3; }
    [[nodiscard]] bool table_indicator() const { return (selector() >> 2 & 1) != 0; }
    [[nodiscard]] bool bit(unsigned number) const { return (access() >> number & 1) != 0; }

    // Rules about one of the four fields.
    void selector_rule(bool holds, const char* words) { check_.rule(selector_field(), holds, words); }
    void base_rule(bool holds, const char* words) { check_.rule(base_field(), holds, words); }
    void limit_rule(bool holds, const char* words) { check_.rule(limit_field(), holds, words); }
    void access_rule(bool holds, const char* words) { check_.rule(access_field(), holds, words); }
    void access_bits(std::uint64_t wrong, const char* words) { check_.bits(access_field(), wrong, words); }

private:
    [[nodiscard]] AnyField selector_field() const { return AnyField(segment_fields(number_).selector); }
    [[nodiscard]] AnyField base_field() const { return AnyField(segment_fields(number_).base); }
    [[nodiscard]] AnyField limit_field() const { return AnyField(segment_fields(number_).limit); }
    [[nodiscard]] AnyField access_field() const { return AnyField(segment_fields(number_).access_rights); }

    EntryRules& check_;
    unsigned number_;
};

/// What the rules about segments ask of the rest of the guest's state.
class Guest {
public:
    explicit Guest(EntryRules& check) : check_(check) {}

    [[nodiscard]] bool virtual_8086() const { return (check_(field::guest_rflags) & guest::rflags::vm) != 0; }
    [[nodiscard]] bool unrestricted() const { return check_.secondary(secondary::unrestricted_guest); }
    [[nodiscard]] bool ia32e() const { return check_.entry(entry_control::ia32e_mode_guest); }
    [[nodiscard]] bool protected_mode() const { return (check_(field::guest_cr0) & guest::cr0::pe) != 0; }
    [[nodiscard]] Segment segment(unsigned number) const { return {check_, number}; }
    [[nodiscard]] bool canonical(std::uint64_t address) const { return check_.canonical(address); }

private:
    EntryRules& check_;
};

constexpr bool is_code(unsigned type) {
    return (type & 8) != 0;
}
constexpr bool accessed(unsigned type) {
    return (type & 1) != 0;
}

/// G against the limit: bytes past 1 MiB need it, and with it the low 12 bits of the limit are all 1.
bool granularity_fits(const Segment& segment) {
    const bool granular = segment.bit(15);
    const bool low_has_zero = (segment.limit() & 0xFFF) != 0xFFF;
    const bool high_has_one = (segment.limit() >> 20) != 0;
    return granular ? !low_has_zero : !high_has_one;
}

constexpr const char* granularity_words =
    "G (bit 15) must be 0 if a bit of limit[11:0] is 0, and 1 if a bit of limit[31:20] is 1";

void check_selectors(const Guest& guest) {
    guest.segment(tr).selector_rule(!guest.segment(tr).table_indicator(), "TI (bit 2) must be 0");
    guest.segment(ldtr).selector_rule(!guest.segment(ldtr).usable() || !guest.segment(ldtr).table_indicator(),
                                      "of a usable LDTR, TI (bit 2) must be 0");
    guest.segment(ss).selector_rule(
        guest.virtual_8086() || guest.unrestricted() || guest.segment(ss).rpl() == guest.segment(cs).rpl(),
        "outside of virtual-8086 mode, without \"unrestricted guest\", its RPL "
        "must equal that of CS");
}

void check_bases(const Guest& guest) {
    for (const unsigned number : {cs, ss, ds, es, fs, gs}) {
        Segment segment = guest.segment(number);
        segment.base_rule(!guest.virtual_8086() || segment.base() == segment.selector() << 4,
                          "in virtual-8086 mode it must be the selector times 16");
    }
    for (const unsigned number : {tr, fs, gs}) {
        Segment segment = guest.segment(number);
        segment.base_rule(guest.canonical(segment.base()), "the address must be canonical");
    }
    Segment table = guest.segment(ldtr);
    table.base_rule(!table.usable() || guest.canonical(table.base()),
                    "of a usable LDTR, the address must be canonical");
    guest.segment(cs).base_rule((guest.segment(cs).base() >> 32) == 0, "bits 63:32 must be 0");
    for (const unsigned number : {ss, ds, es}) {
        Segment segment = guest.segment(number);
        segment.base_rule(!segment.usable() || (segment.base() >> 32) == 0,
                          "of a usable segment, bits 63:32 must be 0");
    }
}

void check_virtual_8086(const Guest& guest) {
    for (const unsigned number : {cs, ss, ds, es, fs, gs}) {
        Segment segment = guest.segment(number);
        segment.limit_rule(!guest.virtual_8086() || segment.limit() == 0xFFFF,
                           "in virtual-8086 mode it must be 0xffff");
        segment.access_rule(!guest.virtual_8086() || segment.access() == 0xF3,
                            "in virtual-8086 mode they must be 0xf3");
    }
}

bool code_type_fits(const Guest& guest) {
    const unsigned type = guest.segment(cs).type();
    const bool accessed_code = is_code(type) && accessed(type);
    return accessed_code || (type == 3 && guest.unrestricted());
}

bool code_dpl_fits(const Guest& guest) {
    const Segment code = guest.segment(cs);
    const unsigned stack_dpl = guest.segment(ss).dpl();
    switch (code.type()) {
        case 3:
            return code.dpl() == 0;
        case 9:
        case 11:
            return code.dpl() == stack_dpl;
        case 13:
        case 15:
            return code.dpl() <= stack_dpl;
        default:
            return true;  // the rule about the type speaks
    }
}

void check_code(const Guest& guest) {
    Segment code = guest.segment(cs);
    const auto real = [&] { return guest.virtual_8086(); };
    code.access_rule(real() || code_type_fits(guest),
                     "the type (bits 3:0) must be 9, 11, 13 or 15 (accessed code), or 3 with \"unrestricted "
                     "guest\"");
    code.access_rule(real() || code_dpl_fits(guest),
                     "DPL (bits 6:5) must be that of SS for type 9 or 11, no more for 13 or 15, and 0 for 3");
    code.access_rule(real() || code.bit(4), "S (bit 4) must be 1");
    code.access_rule(real() || code.bit(7), "P (bit 7) must be 1");
    code.access_bits(real() ? 0 : code.access() & 0xF00, "bits 11:8 are reserved and must be 0");
    code.access_rule(real() || !guest.ia32e() || !code.bit(13) || !code.bit(14),
                     "with \"IA-32e mode guest\" and L (bit 13), D (bit 14) must be 0");
    code.access_rule(real() || granularity_fits(code), granularity_words);
    code.access_bits(real() ? 0 : code.access() & 0xFFFE'0000, "bits 31:17 are reserved and must be 0");
}

void check_stack(const Guest& guest) {
    Segment stack = guest.segment(ss);
    const auto real = [&] { return guest.virtual_8086(); };
    stack.access_rule(real() || !stack.usable() || stack.type() == 3 || stack.type() == 7,
                      "of a usable SS, the type (bits 3:0) must be 3 or 7 (accessed read/write data)");
    stack.access_rule(real() || guest.unrestricted() || stack.dpl() == stack.rpl(),
                      "without \"unrestricted guest\", DPL (bits 6:5) must equal the selector's RPL");
    stack.access_rule(real() || (guest.protected_mode() && guest.segment(cs).type() != 3) || stack.dpl() == 0,
                      "DPL (bits 6:5) must be 0 when CS has type 3 or CR0.PE is 0");
}

void check_data(const Guest& guest, unsigned number) {
    Segment data = guest.segment(number);
    const auto checked = [&] { return !guest.virtual_8086() && data.usable(); };
    const auto readable = [&] { return !is_code(data.type()) || (data.type() & 2) != 0; };
    data.access_rule(!checked() || accessed(data.type()),
                     "of a usable segment, bit 0 of the type must be 1 (accessed)");
    data.access_rule(!checked() || readable(), "a code segment in it must be readable (bit 1 of the type)");
    data.access_rule(!checked() || guest.unrestricted() || data.type() > 11 || data.dpl() >= data.rpl(),
                     "without \"unrestricted guest\", DPL (bits 6:5) of data or non-conforming code must not "
                     "be less than the selector's RPL");
}

/// What holds of each usable SS, DS, ES, FS and GS.
void check_usable(const Guest& guest, unsigned number) {
    Segment segment = guest.segment(number);
    const auto checked = [&] { return !guest.virtual_8086() && segment.usable(); };
    segment.access_rule(!checked() || segment.bit(4), "of a usable segment, S (bit 4) must be 1");
    segment.access_rule(!checked() || segment.bit(7), "of a usable segment, P (bit 7) must be 1");
    segment.access_bits(checked() ? segment.access() & 0xF00 : 0, "bits 11:8 are reserved and must be 0");
    segment.access_rule(!checked() || granularity_fits(segment), granularity_words);
    segment.access_bits(checked() ? segment.access() & 0xFFFE'0000 : 0,
                        "bits 31:17 are reserved and must be 0");
}

void check_system(const Guest& guest, unsigned number) {
    Segment segment = guest.segment(number);
    const bool is_tr = number == tr;
    const auto checked = [&] { return is_tr || segment.usable(); };
    if (is_tr) {
        segment.access_rule(segment.type() == 11 || (segment.type() == 3 && !guest.ia32e()),
                            "the type (bits 3:0) must be 11 (busy TSS), or 3 (busy 16-bit TSS) without "
                            "\"IA-32e mode guest\"");
    } else {
        segment.access_rule(!checked() || segment.type() == 2,
                            "of a usable LDTR, the type (bits 3:0) must be 2 (LDT)");
    }
    segment.access_rule(!checked() || !segment.bit(4), "S (bit 4) must be 0");
    segment.access_rule(!checked() || segment.bit(7), "P (bit 7) must be 1");
    segment.access_bits(checked() ? segment.access() & 0xF00 : 0, "bits 11:8 are reserved and must be 0");
    segment.access_rule(!checked() || granularity_fits(segment), granularity_words);
    if (is_tr) segment.access_rule(segment.usable(), "TR must be usable: bit 16 must be 0");
    segment.access_bits(checked() ? segment.access() & 0xFFFE'0000 : 0,
                        "bits 31:17 are reserved and must be 0");
}

}  // namespace

void check_guest_segments(EntryRules& check) {
    check.section(EntryError::guest_state, "27.3.1.2");
    const Guest guest(check);
    check_selectors(guest);
    check_bases(guest);
    check_virtual_8086(guest);
    check_code(guest);
    check_stack(guest);
    for (const unsigned number : {ds, es, fs, gs}) check_data(guest, number);
    for (const unsigned number : {ss, ds, es, fs, gs}) check_usable(guest, number);
    check_system(guest, tr);
    check_system(guest, ldtr);
}

}  // namespace vitrine::vmx
