#include "vmx/errors.hpp"

#include <array>

#include "kernel/log/packed_names.hpp"

namespace vitrine::vmx {

namespace {

// Table 31-1, by number. Numbers that it leaves out are empty.
constexpr auto names = pack_names<[] {
    return std::array<std::string_view, 29>{
        "",
        "VMCALL executed in VMX root operation",
        "VMCLEAR with invalid physical address",
        "VMCLEAR with VMXON pointer",
        "VMLAUNCH with non-clear VMCS",
        "VMRESUME with non-launched VMCS",
        "VMRESUME after VMXOFF",
        "VM entry with invalid control fields",
        "VM entry with invalid host-state fields",
        "VMPTRLD with invalid physical address",
        "VMPTRLD with VMXON pointer",
        "VMPTRLD with incorrect VMCS revision identifier",
        "VMREAD or VMWRITE from or to unsupported VMCS component",
        "VMWRITE to read-only VMCS component",
        "",
        "VMXON executed in VMX root operation",
        "VM entry with invalid executive-VMCS pointer",
        "VM entry with non-launched executive VMCS",
        "VM entry with executive-VMCS pointer not VMXON pointer",
        "VMCALL with non-clear VMCS",
        "VMCALL with invalid VM-exit control fields",
        "",
        "VMCALL with incorrect MSEG revision identifier",
        "VMXOFF under dual-monitor treatment of SMIs and SMM",
        "VMCALL with invalid SMM-monitor features",
        "VM entry with invalid VM-execution control fields in executive VMCS",
        "VM entry with events blocked by MOV SS",
        "",
        "invalid operand to INVEPT or INVVPID",
    };
}>();

}  // namespace

std::string_view instruction_error_name(std::uint32_t number) {
    const std::string_view name = names[number];
    return name.empty() ? "unknown error number" : name;
}

std::string_view name(const InstructionError& error) {
    return error.kind == InstructionError::Kind::invalid ? "no current VMCS, or its address is invalid"
                                                         : instruction_error_name(error.number);
}

}  // namespace vitrine::vmx
