#include "tools/explain/explain.hpp"

#include <initializer_list>
#include <string>

#include "vmx/explain.hpp"

namespace vitrine::tools {

namespace {

/// Whether the capability MSRs that every processor with VMX has are there. Without one of them its bits
/// would pass for 0, and rules for broken.
bool complete(const vmx::CapabilityMsrs& msrs) {
    using enum vmx::CapabilityMsr;
    for (const auto msr : {basic, misc, cr0_fixed0, cr0_fixed1, cr4_fixed0, cr4_fixed1})
        if (!msrs.find(msr)) return false;
    const bool exact = vmx::parse_capabilities(msrs).basic.true_controls;
    for (const auto msr : exact ? std::initializer_list{true_pin, true_primary, true_exit, true_entry}
                                : std::initializer_list{pin, primary, exit, entry})
        if (!msrs.find(msr)) return false;
    const auto controls = vmx::parse_capabilities(msrs).primary;
    return !controls.allows(vmx::primary::activate_secondary_controls) || msrs.find(secondary).has_value();
}

/// What nobody told is taken for what breaks no rule.
vmx::EntryProcessor processor_of(const Dump& dump) {
    vmx::EntryProcessor processor{
        .physical_bits = dump.processor.physical_bits, .sgx = true, .rtm = true, .bus_lock = true};
    if (complete(dump.processor.capabilities))
        processor.capabilities = vmx::parse_capabilities(dump.processor.capabilities);
    constexpr std::uint64_t five_levels = 1U << 12;
    const auto cr4 = [&](const auto& field) { return dump.vmcs.find(field.encoding).value_or(0); };
    const bool wide = ((cr4(vmx::field::host_cr4) | cr4(vmx::field::guest_cr4)) & five_levels) != 0;
    processor.linear_bits = dump.processor.linear_bits.value_or(wide ? 57 : 48);
    return processor;
}

}  // namespace

int explain(const Dump& dump, Sink& sink) {
    Line(sink, event::explain)
        .text(key::format, name(dump.format))
        .number(key::fields, count_fields(dump.vmcs));
    const vmx::EntryProcessor processor = processor_of(dump);
    const auto note = [&](std::string_view text) { Line(sink, event::explain).text(key::detail, text); };
    for (const std::string& text : dump.notes) note(text);
    if (!processor.capabilities)
        note("the processor's capability MSRs are not known: rules that need them are not judged");
    const vmx::EntryVerdict verdict = explain_entry(dump.vmcs, processor, nullptr, sink);
    log_verdict(sink, verdict);
    return verdict.accepts() ? 0 : 1;
}

}  // namespace vitrine::tools
