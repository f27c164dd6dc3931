#pragma once
// Dumps of an AMD VMCB, as Linux's KVM and Xen write them to their logs.

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "svm/vmcb.hpp"

namespace vitrine::tools {

/// A VMCB of which some fields are known.
struct VmcbDump {
    svm::Vmcb vmcb;
    std::bitset<0x1000> present;  ///< by a field's offset
    bool xen = false;
    bool failed = false;  ///< its exit code is VMEXIT_INVALID
    std::vector<std::string> notes;

    [[nodiscard]] bool has(std::string_view field) const;
};

/// The last dump of a plain text; nothing when there is none.
[[nodiscard]] std::optional<VmcbDump> read_vmcb_dump(std::string_view text);

}  // namespace vitrine::tools
