#pragma once
// Delivering an exception to the guest by the next VM entry. Intel SDM vol. 3C, 27.6.

#include "guest/cpu/exit.hpp"
#include "vmx/qualification.hpp"

namespace vitrine::vmx {

/// The VM-entry interruption information that delivers `exception`. Outside of protected mode no error code
/// is delivered, and an entry that claims one fails (27.2.1.3).
[[nodiscard]] constexpr InterruptionInformation injected_information(const guest::exit::Exception& exception,
                                                                     bool protected_mode) {
    using Kind = guest::exit::Exception::Type;
    using Type = InterruptionInformation::Type;
    return {
        .vector = exception.vector,
        .type = exception.type == Kind::software              ? Type::software_exception
                : exception.type == Kind::privileged_software ? Type::privileged_software_exception
                                                              : Type::hardware_exception,
        .error_code_valid = exception.has_error_code && protected_mode,
        .valid = true,
    };
}

}  // namespace vitrine::vmx
