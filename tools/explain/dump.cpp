#include "tools/explain/dump.hpp"

#include <algorithm>

#include "tools/explain/kvm_dump.hpp"
#include "tools/explain/log_dump.hpp"

namespace vitrine::tools {

Result<Dump, DumpError> read_dump(std::string_view text) {
    Dump dump;
    auto kvm = read_kvm_dump(text, dump.notes);
    const auto log = VITRINE_TRY(read_log_dump(text, dump.notes));
    if (!kvm && !log)
        return fail(DumpError{
            .cause = text.empty() ? "the dump is empty" : "there is no dump of a VMCS in this text",
            .line = 0,
            .field = {},
            .close = {},
            .hint =
                "a dump has lines as vmcs field=guest_rip value=0x7c00, or is what Linux's KVM writes, from "
                "*** Guest State *** on"});
    if (kvm) {
        dump.format = DumpFormat::kvm;
        dump.vmcs = *kvm;
    }
    // Beside KVM's dump such lines add the fields that it leaves out.
    for (const vmx::NamedField field : vmx::named_fields())
        if (const auto value = log ? log->find(field.encoding) : std::nullopt)
            dump.vmcs.set(field.encoding, *value);
    if (const auto processor = VITRINE_TRY(read_caps(text))) dump.processor = *processor;
    return dump;
}

Result<DumpedProcessor, DumpError> read_processor(std::string_view text) {
    const auto processor = VITRINE_TRY(read_caps(text));
    if (processor) return *processor;
    return fail(
        DumpError{.cause = "there are no capability MSRs in this text",
                  .line = 0,
                  .field = {},
                  .close = {},
                  .hint = "they are lines as caps msr=IA32_VMX_BASIC index=0x480 value=0xd810000000002b"});
}

std::size_t count_fields(const vmx::Snapshot& vmcs) {
    return static_cast<std::size_t>(std::ranges::count_if(
        vmx::named_fields(), [&](const auto& field) { return vmcs.find(field.encoding).has_value(); }));
}

}  // namespace vitrine::tools
