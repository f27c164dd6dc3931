#pragma once
// From texts, whatever they are, to what is said of them.

#include <optional>
#include <string_view>

#include "tools/explain/dump.hpp"
#include "tools/explain/explain.hpp"

namespace vitrine::tools {

/// A text, and what a message calls it.
struct Pasted {
    std::string_view text;
    std::string_view name;
};

/// Explains the dump, of a VMCS or a VMCB. `caps` are the processor's capability MSRs; without it those of
/// the dump are taken. Returns the exit status: that of explain(), or 104 when a text can't be read.
int explain_pasted(const Pasted& dump, const std::optional<Pasted>& caps, Sink& sink, const Telling& telling);

/// Writes why a text can't be read; returns 104.
int refuse(Sink& sink, const DumpError& error, std::string_view name);

}  // namespace vitrine::tools
