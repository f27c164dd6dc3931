#include "vmx/vmcs.hpp"

#include "kernel/panic.hpp"

namespace vitrine::vmx {

void vmcs_access_panic(std::string_view field, const InstructionError& error) {
    panic("a VMCS field can't be accessed", field, name(error));
}

void vmcs_access_panic(std::string_view field) {
    // Without a current VMCS there is no error number, and reading it says so.
    const auto number = vmread_encoding(field::instruction_error.encoding);
    vmcs_access_panic(
        field, number ? InstructionError{InstructionError::Kind::valid, static_cast<std::uint32_t>(*number)}
                      : number.error());
}

}  // namespace vitrine::vmx
