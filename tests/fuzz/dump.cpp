// Whatever a dump holds, it is read or refused with a reason; and what was read reads the same again.

#include "tools/explain/dump.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "kernel/log/log.hpp"
#include "tools/explain/explain.hpp"
#include "tools/explain/explain_vmcb.hpp"
#include "tools/explain/paste.hpp"

namespace {

class Text final : public vitrine::Sink {
public:
    void write(std::string_view bytes) override { text += bytes; }
    std::string text;
};

/// Bytes that don't print stand for what dumps are made of, so that the fuzzer soon writes some.
constexpr std::array<std::string_view, 64> pieces{"vmcs field=",
                                                  " value=",
                                                  "caps msr=X index=",
                                                  "caps physical=",
                                                  " linear=",
                                                  "guest_rip",
                                                  "0x2806",
                                                  "0x2807",
                                                  "*** Guest State ***\n",
                                                  "*** Host State ***\n",
                                                  "*** Control State ***\n",
                                                  "VMCS 1, last attempted VM-entry on CPU 1\n",
                                                  "MSR guest autoload:\n",
                                                  "MSR host autoload:\n",
                                                  "0: msr=1 value=1\n",
                                                  "CR0: actual=",
                                                  ", shadow=",
                                                  ", gh_mask=",
                                                  "CS: sel=",
                                                  ", attr=",
                                                  ", limit=",
                                                  ", base=",
                                                  "GDTR: limit=",
                                                  "Sysenter RSP=",
                                                  " CS:RIP=",
                                                  "EFER = ",
                                                  "EFER= 0x1 (effective)",
                                                  "PAT = ",
                                                  "RSP = ",
                                                  "CR3 = ",
                                                  "CR3=",
                                                  "TSC Offset = 0x1\n",
                                                  "VMEntry: intr_info=",
                                                  " errcode=",
                                                  " ilen=",
                                                  "reason=",
                                                  " qualification=",
                                                  "SVI|RVI = ",
                                                  "EPT pointer = ",
                                                  "PLE Gap=",
                                                  " Window=",
                                                  "0x",
                                                  "ffff",
                                                  "\r\n",
                                                  "[ 1.5] ",
                                                  "kernel: ",
                                                  "=\"",
                                                  "\" ",
                                                  "> ",
                                                  "=3D",
                                                  "=\n",
                                                  "&gt;",
                                                  "\x1B[31m",
                                                  "(XEN) ",
                                                  "[T1] ",
                                                  "[C2] ",
                                                  "VMCB Control Area:\n",
                                                  "Size of VMCB = ",
                                                  "cr0: ",
                                                  "asid: ",
                                                  "GUEST_CR0 = ",
                                                  "4824 X: ",
                                                  "0x480 ",
                                                  "0000000080000031"};

std::string unfold(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const auto number = static_cast<std::uint8_t>(byte);
        if (number >= 0x80) {
            text += pieces[number % pieces.size()];
        } else {
            text += byte;
        }
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vitrine;
    const std::string text = unfold({reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 256)});
    Text told, told_of_vmcb;
    static_cast<void>(tools::read_processor(text));
    if (const auto vmcb = tools::read_vmcb_dump(tools::unwrapped(tools::plain_text(text))))
        tools::explain_vmcb(*vmcb, told_of_vmcb);
    const auto dump = tools::read_dump(text);
    if (!dump) {
        if (dump.error().cause.empty()) std::abort();
        return 0;
    }
    // It is ok only when nothing was said to be wrong.
    const int status = tools::explain(*dump, told);
    if (status == 0 && (told.text.contains("error field=") || told.text.contains("missing="))) std::abort();
    if (status == 1 && !told.text.contains("error field=")) std::abort();
    Text log;
    for (const vmx::NamedField field : vmx::named_fields()) {
        const auto value = dump->vmcs.find(field.encoding);
        if (!value) continue;
        if (*value > field.largest()) std::abort();
        Line(log, event::vmcs).text(key::field, field.name).hex(key::value, *value);
    }
    if (log.text.empty()) return 0;
    const auto again = tools::read_dump(log.text);
    if (!again) std::abort();
    for (const vmx::NamedField field : vmx::named_fields())
        if (again->vmcs.find(field.encoding) != dump->vmcs.find(field.encoding)) std::abort();
    return 0;
}
