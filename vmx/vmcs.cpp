#include "vmx/vmcs.hpp"

#include "kernel/panic.hpp"
#include "vmx/field_table.hpp"

namespace vitrine::vmx {

void vmcs_access_panic(std::string_view field, const InstructionError& error) {
    panic("a VMCS field can't be accessed", field, name(error));
}

void vmcs_access_panic(AnyField field) {
    const auto number = vmread_encoding(field::instruction_error.encoding);
    vmcs_access_panic(field_name(field), number ? InstructionError{InstructionError::Kind::valid,
                                                                   static_cast<std::uint32_t>(*number)}
                                                : number.error());
}

void VmcsWriter::write(AnyField field, std::uint64_t value) {
    write(field.encoding, {}, value);
    if (failure_ && failure_->field.empty()) failure_->field = field_name(field);
}

void VmcsWriter::write(std::uint32_t encoding, std::string_view name, std::uint64_t value) {
    if (failure_) return;
    const auto outcome = vmwrite_encoding(encoding, value);
    if (outcome) {
        ++count_;
    } else {
        failure_ = WriteFailure{name, outcome.error()};
    }
}

namespace detail {

Result<void, InstructionError> outcome(bool carry, bool zero) {
    if (carry) return fail(InstructionError{InstructionError::Kind::invalid, 0});
    if (!zero) return {};
    std::uint64_t number = 0;
    asm volatile("vmread %1, %0"
                 : "=r"(number)
                 : "r"(std::uint64_t{field::instruction_error.encoding})
                 : "cc");
    return fail(InstructionError{InstructionError::Kind::valid, static_cast<std::uint32_t>(number)});
}

}  // namespace detail

}  // namespace vitrine::vmx
