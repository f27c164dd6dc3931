#pragma once
// A VMCS as somebody wrote it down: Vitrine's log, or the kernel log of a Linux machine whose KVM failed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "tools/explain/claim.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/snapshot.hpp"

namespace vitrine::tools {

/// Who wrote the dump.
enum class DumpFormat : std::uint8_t {
    log,   ///< Vitrine, or another hypervisor in the form of its log: `vmcs field=guest_rip value=0x7c00`
    kvm,   ///< Linux, in dump_vmcs() of arch/x86/kvm/vmx/vmx.c
    list,  ///< any hypervisor: a name or encoding and a value a line
    xen,   ///< Xen, in vmcs_dump_vcpu() of xen/arch/x86/hvm/vmx/vmcs.c
};

/// The format's word in the output.
[[nodiscard]] constexpr std::string_view name(DumpFormat format) {
    switch (format) {
        case DumpFormat::log:
            return "vitrine";
        case DumpFormat::kvm:
            return "kvm";
        case DumpFormat::list:
            return "list";
        case DumpFormat::xen:
            return "xen";
    }
    return "unknown";
}

/// What `caps` lines tell of the processor.
struct DumpedProcessor {
    vmx::CapabilityMsrs capabilities;
    std::optional<unsigned> physical_bits;  ///< width of a physical address
    std::optional<unsigned> linear_bits;    ///< width of a linear address
};

/// An MSR that VM entry loads.
struct DumpedMsr {
    std::uint32_t index = 0;
    std::uint64_t value = 0;
};

/// One VMCS, what is known of its processor, and what its reader should know about the reading.
struct Dump {
    DumpFormat format = DumpFormat::log;
    vmx::Snapshot vmcs;
    DumpedProcessor processor;
    std::vector<std::optional<DumpedMsr>> entry_msrs;  ///< the VM-entry MSR-load list; nothing: cut
    Claim claim;                                       ///< how the entry failed
    bool whole = true;  ///< nothing that its writer wrote is missing or not understood
    std::vector<std::string> notes;
};

/// Why a text can't be read.
struct DumpError {
    std::string cause;
    std::size_t line = 0;                 ///< from 1; 0 when it is about the whole text
    std::string field;                    ///< the offending one, where it is one
    std::vector<std::string_view> close;  ///< known names near to `field`
    std::string hint;
};

/// Reads the last complete dump of a text. Lines of other things may stand before, between and after a
/// dump's own, and each line may begin with what a log puts there.
[[nodiscard]] Result<Dump, DumpError> read_dump(std::string_view text);

/// Reads the `caps` lines alone. A text without any is an error.
[[nodiscard]] Result<DumpedProcessor, DumpError> read_processor(std::string_view text);

/// How many fields the snapshot holds.
[[nodiscard]] std::size_t count_fields(const vmx::Snapshot& vmcs);

}  // namespace vitrine::tools
