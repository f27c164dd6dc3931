#pragma once
// The VMX instructions, each with its outcome checked. Intel SDM vol. 3C, chapter 31.

#include <cstdint>

#include "kernel/result.hpp"
#include "vmx/errors.hpp"
#include "vmx/fields.hpp"

namespace vitrine::vmx {

namespace detail {

/// CF=1: VMfailInvalid. ZF=1: VMfailValid, the number is in the current VMCS. 31.2.
[[nodiscard]] Result<void, InstructionError> outcome(bool carry, bool zero);

}  // namespace detail

/// Enters VMX operation; `region` is the physical address of the VMXON region. CR4.VMXE must be set.
[[nodiscard]] inline Result<void, InstructionError> vmxon(std::uint64_t region) {
    bool carry = false;
    bool zero = false;
    asm volatile("vmxon %2" : "=@ccc"(carry), "=@ccz"(zero) : "m"(region) : "memory");
    return detail::outcome(carry, zero);
}

/// Leaves VMX operation.
[[nodiscard]] inline Result<void, InstructionError> vmxoff() {
    bool carry = false;
    bool zero = false;
    asm volatile("vmxoff" : "=@ccc"(carry), "=@ccz"(zero) : : "memory");
    return detail::outcome(carry, zero);
}

/// Puts the VMCS at physical address `region` into the clear state and writes what the processor cached of it
/// back.
[[nodiscard]] inline Result<void, InstructionError> vmclear(std::uint64_t region) {
    bool carry = false;
    bool zero = false;
    asm volatile("vmclear %2" : "=@ccc"(carry), "=@ccz"(zero) : "m"(region) : "memory");
    return detail::outcome(carry, zero);
}

/// Makes the VMCS at physical address `region` the current one.
[[nodiscard]] inline Result<void, InstructionError> vmptrld(std::uint64_t region) {
    bool carry = false;
    bool zero = false;
    asm volatile("vmptrld %2" : "=@ccc"(carry), "=@ccz"(zero) : "m"(region) : "memory");
    return detail::outcome(carry, zero);
}

/// Reads the field with that encoding from the current VMCS.
[[nodiscard]] inline Result<std::uint64_t, InstructionError> vmread_encoding(std::uint64_t encoding) {
    std::uint64_t value = 0;
    bool carry = false;
    bool zero = false;
    asm volatile("vmread %3, %2" : "=@ccc"(carry), "=@ccz"(zero), "=r"(value) : "r"(encoding));
    if (carry || zero) [[unlikely]]
        return fail(detail::outcome(carry, zero).error());
    return value;
}

/// Writes the field with that encoding of the current VMCS.
[[nodiscard]] inline Result<void, InstructionError> vmwrite_encoding(std::uint64_t encoding,
                                                                     std::uint64_t value) {
    bool carry = false;
    bool zero = false;
    asm volatile("vmwrite %3, %2" : "=@ccc"(carry), "=@ccz"(zero) : "r"(encoding), "r"(value));
    return detail::outcome(carry, zero);
}

/// How much INVEPT and INVVPID forget. 31.3.
enum class Invalidation : std::uint64_t { single_context = 1, all_contexts = 2 };

/// Forgets what was cached of the translations through EPT pointer `eptp`.
[[nodiscard]] inline Result<void, InstructionError> invept(Invalidation kind, std::uint64_t eptp) {
    const struct {
        std::uint64_t eptp, reserved;
    } descriptor{eptp, 0};
    bool carry = false;
    bool zero = false;
    asm volatile("invept %2, %3"
                 : "=@ccc"(carry), "=@ccz"(zero)
                 : "m"(descriptor), "r"(static_cast<std::uint64_t>(kind))
                 : "memory");
    return detail::outcome(carry, zero);
}

/// Forgets what was cached of the linear translations of `vpid`.
[[nodiscard]] inline Result<void, InstructionError> invvpid(Invalidation kind, std::uint16_t vpid) {
    const struct {
        std::uint64_t vpid, linear;
    } descriptor{vpid, 0};
    bool carry = false;
    bool zero = false;
    asm volatile("invvpid %2, %3"
                 : "=@ccc"(carry), "=@ccz"(zero)
                 : "m"(descriptor), "r"(static_cast<std::uint64_t>(kind))
                 : "memory");
    return detail::outcome(carry, zero);
}

}  // namespace vitrine::vmx
