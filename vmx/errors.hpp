#pragma once
// Why a VMX instruction failed. Intel SDM vol. 3C, 31.2 (conventions) and 31.4 (VM-instruction error
// numbers).

#include <cstdint>
#include <string_view>

namespace vitrine::vmx {

/// The outcome of a VMX instruction that didn't succeed.
struct InstructionError {
    enum class Kind : std::uint8_t {
        invalid,  ///< VMfailInvalid: there is no current VMCS to hold a number
        valid,    ///< VMfailValid: `number` says why
    };
    Kind kind = Kind::invalid;
    std::uint32_t number = 0;  ///< of table 31-1; 0 for VMfailInvalid
};

/// The SDM's words for a VM-instruction error number; "unknown error number" for one that table 31-1 lacks.
[[nodiscard]] std::string_view instruction_error_name(std::uint32_t number);

/// As instruction_error_name, and "no current VMCS" for VMfailInvalid.
[[nodiscard]] std::string_view name(const InstructionError& error);

}  // namespace vitrine::vmx
