#pragma once
// What a VM exit says about itself beyond its reason: one small type for each layout. Intel SDM vol.
// 3C, 28.2.

#include <cstdint>

#include "guest/cpu/registers.hpp"

namespace vitrine::vmx {

/// Exit qualification of an I/O instruction. Table 28-5.
struct IoQualification {
    std::uint8_t size = 0;  ///< bytes
    bool in = false;
    bool string = false;
    bool rep = false;
    std::uint16_t port = 0;

    [[nodiscard]] static constexpr IoQualification from(std::uint64_t raw) {
        return {
            .size = static_cast<std::uint8_t>((raw & 7) + 1),
            .in = (raw >> 3 & 1) != 0,
            .string = (raw >> 4 & 1) != 0,
            .rep = (raw >> 5 & 1) != 0,
            .port = static_cast<std::uint16_t>(raw >> 16),
        };
    }
};

/// VM-exit instruction-information field of INS and OUTS. Table 28-8.
struct StringIoInformation {
    std::uint8_t address_size = 0;  ///< bytes
    guest::SegmentName segment = guest::SegmentName::ds;

    [[nodiscard]] static constexpr StringIoInformation from(std::uint32_t raw) {
        return {.address_size = static_cast<std::uint8_t>(2U << (raw >> 7 & 3)),
                .segment = static_cast<guest::SegmentName>(raw >> 15 & 7)};
    }
};

/// Exit qualification of a control-register access. Table 28-3.
struct ControlRegisterQualification {
    enum class Access : std::uint8_t { mov_to = 0, mov_from = 1, clts = 2, lmsw = 3 };
    std::uint8_t number = 0;
    Access access = Access::mov_to;
    guest::Gpr gpr = guest::Gpr::rax;
    std::uint16_t lmsw_source = 0;

    [[nodiscard]] static constexpr ControlRegisterQualification from(std::uint64_t raw) {
        return {
            .number = static_cast<std::uint8_t>(raw & 0xF),
            .access = static_cast<Access>(raw >> 4 & 3),
            .gpr = static_cast<guest::Gpr>(raw >> 8 & 0xF),
            .lmsw_source = static_cast<std::uint16_t>(raw >> 16),
        };
    }
};

/// Exit qualification of an EPT violation. Table 28-7.
struct EptViolationQualification {
    bool read = false;
    bool write = false;
    bool fetch = false;
    bool linear_valid = false;

    [[nodiscard]] static constexpr EptViolationQualification from(std::uint64_t raw) {
        return {
            .read = (raw & 1) != 0,
            .write = (raw >> 1 & 1) != 0,
            .fetch = (raw >> 2 & 1) != 0,
            .linear_valid = (raw >> 7 & 1) != 0,
        };
    }
};

/// Interruption information: of a VM exit (table 25-18), of an event that was being delivered (25-19) or is
/// to be injected (25-16). All three are laid out alike.
struct InterruptionInformation {
    enum class Type : std::uint8_t {
        external_interrupt = 0,
        nmi = 2,
        hardware_exception = 3,
        software_interrupt = 4,
        privileged_software_exception = 5,
        software_exception = 6,
        other = 7,
    };
    std::uint8_t vector = 0;
    Type type = Type::external_interrupt;
    bool error_code_valid = false;
    bool valid = false;

    [[nodiscard]] static constexpr InterruptionInformation from(std::uint32_t raw) {
        return {
            .vector = static_cast<std::uint8_t>(raw),
            .type = static_cast<Type>(raw >> 8 & 7),
            .error_code_valid = (raw >> 11 & 1) != 0,
            .valid = (raw >> 31) != 0,
        };
    }

    [[nodiscard]] constexpr std::uint32_t raw() const {
        return vector | static_cast<std::uint32_t>(type) << 8 |
               static_cast<std::uint32_t>(error_code_valid) << 11 | static_cast<std::uint32_t>(valid) << 31;
    }

    [[nodiscard]] constexpr bool is_exception() const {
        return type == Type::hardware_exception || type == Type::software_exception ||
               type == Type::privileged_software_exception;
    }
};

}  // namespace vitrine::vmx
