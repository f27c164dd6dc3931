#include "lab/injections.hpp"

#include "arch/cpuid.hpp"
#include "kernel/parse.hpp"
#include "svm/field_table.hpp"
#include "vmx/field_table.hpp"

namespace vitrine {

namespace {

/// A field of the control structure that this processor has: of the VMCS, or of the VMCB.
struct Field {
    guest::Injection injection;
    std::uint64_t largest = 0;
};

std::optional<Field> find_field(std::string_view name) {
    if (arch::has_vmx()) {
        const auto field = vmx::find_field(name);
        if (!field || !field->writable()) return std::nullopt;
        return Field{{field->name, field->encoding}, field->largest()};
    }
    const auto field = svm::find_field(name);
    if (!field) return std::nullopt;
    return Field{{field->name, field->offset}, field->largest()};
}

CloseMatches close_fields(std::string_view name) {
    CloseMatches close(name);
    if (arch::has_vmx()) {
        for (const vmx::NamedField field : vmx::named_fields()) {
            if (field.writable()) close.consider(field.name);
        }
    } else {
        for (const svm::NamedField field : svm::named_fields()) close.consider(field.name);
    }
    return close;
}

Complaint unknown_field(std::string_view name) {
    const bool vmx = arch::has_vmx();
    Complaint complaint =
        Complaint::of_word(name, vmx ? "there is no such VMCS field" : "there is no such VMCB field",
                           vmx ? "guest_rflags, host_cr3, and so on" : "guest_rflags, guest_asid, and so on");
    complaint.close = close_fields;
    return complaint;
}

Result<guest::Injection> parse_injection(std::string_view word) {
    const bool flip = word.contains('^');
    std::string_view value_text = word;
    const std::string_view name = take_word(value_text, flip ? '^' : ':');
    const auto field = find_field(name);
    if (!field) return fail(unknown_field(name));
    constexpr std::string_view guest_base = "guest+";
    const bool in_guest = value_text.starts_with(guest_base);
    if (in_guest) value_text.remove_prefix(guest_base.size());
    const auto value = parse_number(value_text);
    if (!value || *value > field->largest) {
        return fail(Complaint::of_word(word, "the value makes no sense for the field",
                                       "a number that fits the field"));
    }
    guest::Injection injection = field->injection;
    injection.value = *value;
    injection.flip = flip;
    injection.in_guest = in_guest;
    return injection;
}

}  // namespace

Result<void> Injections::add(std::string_view list) {
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        const guest::Injection injection = VITRINE_TRY(parse_injection(word));
        if (count_ == most) return fail(Complaint::of_word(word, "there are too many fields", "at most 48"));
        list_[count_++] = injection;
    }
    return {};
}

}  // namespace vitrine
