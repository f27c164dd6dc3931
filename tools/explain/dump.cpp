#include "tools/explain/dump.hpp"

#include <algorithm>

#include "tools/explain/field_list.hpp"
#include "tools/explain/log_dump.hpp"
#include "tools/explain/msr_listing.hpp"
#include "tools/explain/no_dump.hpp"
#include "tools/explain/paste.hpp"
#include "tools/explain/state_dump.hpp"

namespace vitrine::tools {

Result<Dump, DumpError> read_dump(std::string_view pasted) {
    const std::string plain = plain_text(pasted);
    const std::string text = unwrapped(plain);
    const auto state = VITRINE_TRY(read_state_dump(text));
    Dump dump = state.value_or(Dump{});
    const auto log = VITRINE_TRY(read_log_dump(plain, dump.notes));
    const auto list = state || log ? std::nullopt : read_field_list(plain, dump.notes);
    if (list) {
        dump.format = DumpFormat::list;
        dump.vmcs = *list;
        dump.whole = dump.notes.empty();
    }
    if (!state && !log && !list) return fail(no_dump(plain));
    // Beside KVM's dump such lines add the fields that it leaves out.
    for (const vmx::NamedField field : vmx::named_fields())
        if (const auto value = log ? log->find(field.encoding) : std::nullopt)
            dump.vmcs.set(field.encoding, *value);
    if (const auto processor = VITRINE_TRY(read_caps(plain))) dump.processor = *processor;
    dump.claim = claim_of(dump.vmcs, claim_of_text(text));
    return dump;
}

Result<DumpedProcessor, DumpError> read_processor(std::string_view text) {
    const std::string plain = plain_text(text);
    const auto processor = VITRINE_TRY(read_caps(plain));
    if (processor) return *processor;
    if (const auto listed = read_msr_listing(plain)) return *listed;
    return fail(DumpError{
        .cause = "there are no capability MSRs in this text",
        .line = 0,
        .field = {},
        .close = {},
        .hint = "they are lines as caps msr=IA32_VMX_BASIC index=0x480 value=0xd810000000002b, or as 0x480 "
                "00d810000000002b, which on Linux a loop over rdmsr writes"});
}

std::size_t count_fields(const vmx::Snapshot& vmcs) {
    return static_cast<std::size_t>(std::ranges::count_if(
        vmx::named_fields(), [&](const auto& field) { return vmcs.find(field.encoding).has_value(); }));
}

}  // namespace vitrine::tools
