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

/// The same for a VMREAD or VMWRITE that has just failed.
[[noreturn]] void vmcs_access_panic(std::string_view field);

/// The field's value. Panics when the processor refuses: every field read is one it was checked to have.
template <class T, FieldWidth width, FieldType type>
[[nodiscard, gnu::always_inline]] inline T vmread(const Field<T, width, type>& field) {
    std::uint64_t value;
    asm goto("vmread %1, %0; jbe %l[refused]"
             : "=r"(value)
             : "r"(std::uint64_t{field.encoding})
             : "cc"
             : refused);
    return static_cast<T>(value);
refused:
    vmcs_access_panic(field.name);
}

/// The same for a field found by its number.
[[nodiscard, gnu::always_inline]] inline std::uint64_t vmread_number(std::uint32_t encoding) {
    std::uint64_t value;
    asm goto("vmread %1, %0; jbe %l[refused]"
             : "=r"(value)
             : "r"(std::uint64_t{encoding})
             : "cc"
             : refused);
    return value;
refused:
    vmcs_access_panic("a register's");
}

/// Sets the field while the guest is out. Panics when the processor refuses.
template <class T, FieldWidth width, FieldType type>
[[gnu::always_inline]] inline void vmwrite(const Field<T, width, type>& field,
                                           std::type_identity_t<T> value) {
    static_assert(Field<T, width, type>::writable, "the processor writes this field, software does not");
    asm goto("vmwrite %0, %1; jbe %l[refused]"
             :
             : "r"(std::uint64_t{value}), "r"(std::uint64_t{field.encoding})
             : "cc"
             : refused);
    return;
refused:
    vmcs_access_panic(field.name);
}

/// Writes many fields at setup, counts them, and keeps the first failure.
class VmcsWriter {
public:
    template <class T, FieldWidth width, FieldType type>
    void operator()(const Field<T, width, type>& field, std::type_identity_t<T> value) {
        static_assert(Field<T, width, type>::writable, "the processor writes this field, software does not");
        write(field.encoding, field.name, value);
    }

    /// For fields found by number: a segment's, or an injected one. `name` is for the message.
    void write(std::uint32_t encoding, std::string_view name, std::uint64_t value) {
        if (failure_) return;
        const auto outcome = vmwrite_encoding(encoding, value);
        if (outcome) {
            ++count_;
        } else {
            failure_ = WriteFailure{name, outcome.error()};
        }
    }

    [[nodiscard]] unsigned count() const { return count_; }
    [[nodiscard]] const std::optional<WriteFailure>& failure() const { return failure_; }

private:
    unsigned count_ = 0;
    std::optional<WriteFailure> failure_;
};

}  // namespace vitrine::vmx
