#include "vmx/vmcs.hpp"

#include "kernel/panic.hpp"

namespace vitrine::vmx {

void vmcs_access_panic(std::string_view field, const InstructionError& error) {
    panic("a VMCS field can't be accessed", field, name(error));
}

}  // namespace vitrine::vmx
