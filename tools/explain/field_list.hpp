#pragma once
// A VMCS as a list of names or encodings with values, as hypervisors of all kinds print it for themselves.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vmx/snapshot.hpp"

namespace vitrine::tools {

/// The fields of lines such as `VMCS_GUEST_CR0 = 0x80000031`, `GuestCr0: 80000031`, `4824
/// GUEST_INTERRUPTIBILITY: 1`: a name by the SDM in any usual spelling, its encoding before it or in its
/// place, and the value. Nothing unless there are at least three. A value without 0x is hexadecimal where
/// some value of the text can be nothing else.
[[nodiscard]] std::optional<vmx::Snapshot> read_field_list(std::string_view text,
                                                           std::vector<std::string>& notes);

}  // namespace vitrine::tools
