#pragma once
// The rules of VM entry, asked of the current VMCS and of this processor.

#include "kernel/log/log.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/explain.hpp"

namespace vitrine::vmx {

/// VMREADs every field that this processor has. The VM-instruction error field is lost by it.
[[nodiscard]] Snapshot take_snapshot();

/// `check=entry`: an `error` line for every rule that the current VMCS breaks, and the verdict.
EntryVerdict check_entry(Sink& sink, const Capabilities& capabilities, std::uint64_t region);

/// The verdict alone.
[[nodiscard]] EntryVerdict judge_current(const Capabilities& capabilities, std::uint64_t region);

/// After an entry that the processor refused with `error`: the broken rules, or words when none is known to
/// be. `number` is of the list's entry that failed, for EntryError::msr_loading.
void explain_refused_entry(Sink& sink, const Capabilities& capabilities, std::uint64_t region,
                           EntryError error, std::uint64_t number);

/// `dump=entry`: a `vmcs` line for every field, and what of the processor the rules need, for
/// `./vitrine explain`.
void dump_vmcs(Sink& sink);

}  // namespace vitrine::vmx
