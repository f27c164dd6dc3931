#include "tools/explain/pasted.hpp"

#include "kernel/status.hpp"
#include "tools/explain/explain_vmcb.hpp"
#include "tools/explain/paste.hpp"

namespace vitrine::tools {

int refuse(Sink& sink, const DumpError& error, std::string_view name) {
    Line line(sink, event::error);
    if (!error.field.empty()) line.text(key::field, error.field);
    line.text(key::cause, error.cause);
    if (!error.close.empty()) line.text_list(key::close, error.close);
    line.text(key::detail, name);
    if (error.line != 0) line.number(key::line, error.line);
    if (!error.hint.empty()) line.text(key::hint, error.hint);
    return static_cast<int>(Status::bad_input);
}

int explain_pasted(const Pasted& pasted, const std::optional<Pasted>& caps, Sink& sink,
                   const Telling& telling) {
    auto dump = read_dump(pasted.text);
    const auto vmcb = dump ? std::nullopt : read_vmcb_dump(unwrapped(plain_text(pasted.text)));
    if (vmcb) return explain_vmcb(*vmcb, sink, telling);
    if (!dump) return refuse(sink, dump.error(), pasted.name);
    if (caps) {
        const auto processor = read_processor(caps->text);
        if (!processor) return refuse(sink, processor.error(), caps->name);
        dump->processor = *processor;
    }
    return explain(*dump, sink, telling);
}

}  // namespace vitrine::tools
