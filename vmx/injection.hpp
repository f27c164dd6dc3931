#pragma once
// Delivering an event to the guest by the next VM entry. Intel SDM vol. 3C, 27.6.

#include "guest/cpu/entry.hpp"
#include "vmx/qualification.hpp"

namespace vitrine::vmx {

/// The VM-entry interruption information that delivers `event`. Outside of protected mode no error code is
/// delivered, and an entry that claims one fails (27.2.1.3).
[[nodiscard]] constexpr InterruptionInformation injected_information(const guest::VectoredEvent& event,
                                                                     bool protected_mode) {
    return {
        .vector = event.vector,
        .type = static_cast<InterruptionInformation::Type>(event.type),
        .error_code_valid = event.has_error_code && protected_mode,
        .valid = true,
    };
}

}  // namespace vitrine::vmx
