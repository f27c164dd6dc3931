#pragma once
// Dumps that Linux's KVM writes to the kernel log when the processor refuses a VM entry.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vmx/snapshot.hpp"

namespace vitrine::tools {

/// The last complete dump, or the last one where none is complete; nothing when there is no dump. Reads what
/// Linux 4.3 to 6.18 write, with whatever a log puts before each line.
[[nodiscard]] std::optional<vmx::Snapshot> read_kvm_dump(std::string_view text,
                                                         std::vector<std::string>& notes);

}  // namespace vitrine::tools
