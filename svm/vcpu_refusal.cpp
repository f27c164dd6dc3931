// An entry that the processor refuses or would refuse: which of the manual's rules it breaks. APM volume
// 2, 15.5.1.

#include "arch/cpuid.hpp"
#include "guest/cpu/mode.hpp"
#include "svm/field_table.hpp"
#include "svm/illegal_state.hpp"
#include "svm/vcpu.hpp"

namespace vitrine::svm {

namespace {

constexpr std::string_view invalid = "invalid";  ///< the one way in which VMRUN refuses

}  // namespace

Limits Vcpu::processor_limits() {
    const auto leaf = [](std::uint32_t number) {
        const std::uint32_t highest =
            number >= 0x8000'0000 ? arch::highest_extended_leaf() : arch::highest_leaf();
        return number <= highest ? arch::cpuid(number) : arch::CpuidResult{};
    };
    const auto standard = leaf(1);
    const auto structured = leaf(7);
    const auto extended = leaf(0x8000'0001);
    const auto sizes = leaf(0x8000'0008);
    return limits_of({.standard_ecx = standard.ecx,
                      .standard_edx = standard.edx,
                      .structured_ebx = structured.ebx,
                      .structured_ecx = structured.ecx,
                      .extended_ecx = extended.ecx,
                      .extended_edx = extended.edx,
                      .sizes_eax = sizes.eax,
                      .sizes_ebx = sizes.ebx,
                      .further_eax = leaf(0x8000'0021).eax});
}

guest::Exit& Vcpu::refused() {
    exit_.interrupted.valid = false;
    exit_.cause.emplace<guest::exit::EntryFailed>(explain_refusal());
    return exit_;
}

// VMEXIT_INVALID names no field, so every rule of the manual's list that is broken is named here. The refusal
// may have overwritten the state, so at a guest's first entry the rules look at what it was.
guest::EntryFailure Vcpu::explain_refusal() {
    if (!entered_) {
        steps_.log(Step::vmrun, [&](Line& line) { line.text(key::outcome, "vmexit-invalid"); });
        vmcb() = *first_;
    }
    const Limits limits = processor_limits();
    explain_illegal_state(steps_.sink(), vmcb(), limits);
    if (!entered_) return {"VMRUN refused the VMCB (VMEXIT_INVALID)", invalid};
    for (const IllegalState& rule : illegal_states()) {
        if (rule.broken(vmcb(), limits)) return {rule.rule, invalid, true};
    }
    return {"VMRUN refused to go on with the guest, which breaks no rule that Vitrine knows", invalid, true};
}

// A processor raises #GP for a MOV to CR3 of bits past the physical address in 64-bit mode (APM volume 3, MOV
// CRn). QEMU's TCG leaves the guest by VMEXIT_INVALID in its place, with RIP at that very instruction:
// nothing of it is done, and the guest gets what a processor would have given it.
bool Vcpu::moves_reserved_bits_to_cr3() {
    if (!entered_ || !guest::in_64bit_mode(*this)) return false;
    const auto found = instruction();
    constexpr std::uint8_t move_to_control_register = 0x22;
    return found && found->two_byte && found->opcode == move_to_control_register && found->reg() == 3 &&
           (read_gpr(static_cast<guest::Gpr>(found->rm())) & beyond_) != 0;
}

guest::EntryForecast Vcpu::forecast() const {
    const unsigned broken = count_illegal_states(vmcb(), processor_limits());
    return {.rules = static_cast<unsigned>(illegal_states().size()),
            .broken = broken,
            .refusals = {broken != 0 ? invalid : std::string_view{}}};
}

void Vcpu::log_check() const {
    const unsigned broken = explain_illegal_state(steps_.sink(), vmcb(), processor_limits());
    Line(steps_.sink(), event::check)
        .text(key::name, "entry")
        .number(key::rules, illegal_states().size())
        .number(key::broken, broken)
        .text(key::status, broken == 0 ? "ok" : "failed");
}

void Vcpu::log_fields() const {
    for (const NamedField& field : named_fields()) {
        Line(steps_.sink(), event::vmcb)
            .text(key::field, field.name)
            .hex(key::value, read_field(vmcb(), field.offset).value_or(0));
    }
}

}  // namespace vitrine::svm
