#pragma once
// `check=instructions`: the VMX instructions made to fail in every way that can be had, each told and
// compared with the manual's table of VM-instruction errors. Intel SDM vol. 3C, 31.4.

#include "kernel/frames.hpp"
#include "kernel/log/log.hpp"
#include "vmx/capabilities.hpp"

namespace vitrine::vmx {

/// Errors of a processor in VMX operation without a guest; a `check` line each. Leaves no VMCS current.
/// False when one was not as the manual has it, or there was no memory.
[[nodiscard]] bool provoke_errors(Sink& sink, const Capabilities& capabilities, FrameAllocator& frames,
                                  std::uint64_t vmxon_region);

/// The error that needs a launched VMCS: `current` has been launched.
[[nodiscard]] bool provoke_launch_error(Sink& sink);

}  // namespace vitrine::vmx
