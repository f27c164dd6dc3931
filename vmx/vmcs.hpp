#pragma once
// Reading and writing the current VMCS by typed fields.

#include <cstdint>
#include <optional>
#include <string_view>

#include "vmx/fields.hpp"
#include "vmx/instructions.hpp"

namespace vitrine::vmx {

/// A field that couldn't be written.
struct WriteFailure {
    std::string_view field;
    InstructionError error;
};

/// Stops Vitrine: a field that was written at setup can't be accessed any more, so Vitrine itself is broken.
[[noreturn]] void vmcs_access_panic(std::string_view field, const InstructionError& error);

/// The same, right after the access failed. The field's name and the error are looked up here, so that each
/// access costs no more than a branch.
[[noreturn, gnu::cold]] void vmcs_access_panic(AnyField field);

/// The value of a field. Panics when the processor refuses: every field read is one it was checked to have.
[[nodiscard, gnu::always_inline]] inline std::uint64_t vmread_any(AnyField field) {
    std::uint64_t value = 0;
    bool failed = false;  // CF or ZF: 31.2
    asm volatile("vmread %2, %1" : "=@ccbe"(failed), "=r"(value) : "r"(std::uint64_t{field.encoding}));
    if (failed) [[unlikely]]
        vmcs_access_panic(field);
    return value;
}
template <class T, FieldWidth width, FieldType type>
[[nodiscard]] T vmread(const Field<T, width, type>& field) {
    return static_cast<T>(vmread_any(field));
}

/// Sets the field while the guest is out. Panics when the processor refuses.
template <class T, FieldWidth width, FieldType type>
[[gnu::always_inline]] inline void vmwrite(const Field<T, width, type>& field,
                                           std::type_identity_t<T> value) {
    static_assert(Field<T, width, type>::writable, "the processor writes this field, software does not");
    bool failed = false;
    asm volatile("vmwrite %2, %1"
                 : "=@ccbe"(failed)
                 : "r"(std::uint64_t{field.encoding}), "r"(std::uint64_t{value}));
    if (failed) [[unlikely]]
        vmcs_access_panic(field);
}

/// Writes many fields at setup, counts them, and keeps the first failure.
class VmcsWriter {
public:
    template <class T, FieldWidth width, FieldType type>
    void operator()(const Field<T, width, type>& field, std::type_identity_t<T> value) {
        static_assert(Field<T, width, type>::writable, "the processor writes this field, software does not");
        write(field, value);
    }

    /// For fields found by number: a segment's, or an injected one. `name` is for the message.
    void write(std::uint32_t encoding, std::string_view name, std::uint64_t value);

    [[nodiscard]] unsigned count() const { return count_; }
    [[nodiscard]] const std::optional<WriteFailure>& failure() const { return failure_; }

private:
    void write(AnyField field, std::uint64_t value);

    unsigned count_ = 0;
    std::optional<WriteFailure> failure_;
};

}  // namespace vitrine::vmx
