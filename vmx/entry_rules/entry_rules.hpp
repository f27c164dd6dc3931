#pragma once
// The checks that a processor makes at VM entry, as pure code: Intel SDM vol. 3C, 27.2 to 27.4. Each section
// of the manual is a function here, and reads in its order; docs/vm-entry-checks.md is generated from them.

#include <cstdint>
#include <optional>
#include <string_view>

#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/snapshot.hpp"

namespace vitrine::vmx {

/// How the processor refuses an entry that breaks a rule: by a VM-instruction error number (31.4), or by a
/// basic exit reason (27.8).
enum class EntryError : std::uint8_t { controls = 7, host_state = 8, guest_state = 33, msr_loading = 34 };

/// What of the processor, besides the VMCS, decides whether a VMCS is right.
struct EntryProcessor {
    std::optional<Capabilities> capabilities;
    std::optional<unsigned> physical_bits;  ///< CPUID 8000_0008H.EAX[7:0]
    unsigned linear_bits = 48;
    bool long_mode = true;                            ///< IA32_EFER.LMA at the time of the entry
    bool sgx = false, rtm = false, bus_lock = false;  ///< CPUID 7
    std::optional<std::uint64_t> perf_global_ctrl;    ///< bits of IA32_PERF_GLOBAL_CTRL that exist
    bool x2apic_mode = false;                         ///< of the local APIC
    std::uint64_t vmcs_address = ~0ULL;               ///< current-VMCS pointer, where it is known
};

/// Physical memory as far as it may be looked at: page-directory-pointer tables, lists of MSRs.
class PhysicalMemory {
public:
    /// The 8 bytes at an address that is a multiple of 4; nothing where there is no memory to look at.
    [[nodiscard]] virtual std::optional<std::uint64_t> read(std::uint64_t address) const = 0;

protected:
    ~PhysicalMemory() = default;
};

/// One rule and what came of it.
struct RuleOutcome {
    enum class State : std::uint8_t {
        holds,
        broken,
        may_break,  ///< is broken, but not every processor minds
        unknown,    ///< the snapshot lacks a field, or the processor's capabilities aren't known
    };
    State state = State::holds;
    EntryError error = EntryError::controls;
    const char* section = "";
    const char* rule = "";  ///< what must be, in words
    std::uint32_t field = 0;
    std::uint64_t value = 0;
    std::uint64_t wrong_bits = 0;        ///< of the value, where single bits are wrong; else 0
    std::optional<std::uint32_t> other;  ///< a second field that the rule speaks of
    std::uint64_t other_value = 0;
    std::optional<unsigned> entry;         ///< number of the entry in a list of MSRs, from 1
    std::optional<std::uint32_t> missing;  ///< of an unknown rule: the first field that it lacks
};

/// Is told every rule's outcome.
class RuleListener {
public:
    virtual void outcome(const RuleOutcome& outcome) = 0;

protected:
    ~RuleListener() = default;
};

/// One pass over the rules: looks up fields, remembers whether a looked-up one was missing, tells the
/// listener.
class EntryRules {
public:
    EntryRules(const Snapshot& vmcs, const EntryProcessor& processor, const PhysicalMemory* memory,
               RuleListener& listener)
        : vmcs_(vmcs), processor_(processor), memory_(memory), listener_(listener) {}

    /// Every rule of 27.2 to 27.4, in the manual's order.
    void check_all();

    // What the rules are written with.

    /// The rules that follow are of this section.
    void section(EntryError error, const char* number) {
        error_ = error;
        section_ = number;
        unknown_ = false;
        missing_.reset();
    }

    /// A field's value. When it is missing the rule that asked becomes unknown.
    [[nodiscard]] std::uint64_t operator()(AnyField field);
    /// Whether any of those bits of the field is 1.
    [[nodiscard]] bool any(AnyField field, std::uint64_t bits);

    /// A rule about `field`: what must be, and whether it is so.
    void rule(AnyField field, bool holds, const char* words);
    /// A rule about `field` that compares it with `other`.
    void rule(AnyField field, bool holds, const char* words, AnyField other);
    /// A rule about single bits: `wrong` has those that are not as they must be.
    void bits(AnyField field, std::uint64_t wrong, const char* words);
    /// A rule about single bits of `field`: those of `mask` must be 0 when it `applies`.
    void zeros(AnyField field, std::uint64_t mask, const char* words, bool applies = true);
    /// A rule about `field` that the manual lets a processor make or not.
    void optional_rule(AnyField field, bool holds, const char* words, AnyField other);

    /// No bit of a physical address may lie beyond the processor's width, when the rule `applies`.
    void physical(AnyField field, bool applies);
    /// The two rules about a structure's physical address, in force when `applies`.
    void address(AnyField field, bool applies, unsigned zero_bits, const char* alignment);
    void page(AnyField field, bool applies);

    // Whether any of those controls is 1.
    [[nodiscard]] bool pin(std::uint32_t bits);
    [[nodiscard]] bool primary(std::uint32_t bits);
    /// All of them are 0 unless "activate secondary controls" is 1 (25.6.2).
    [[nodiscard]] bool secondary(std::uint32_t bits);
    [[nodiscard]] bool tertiary(std::uint64_t bits);
    [[nodiscard]] bool exit(std::uint32_t bits);
    [[nodiscard]] bool entry(std::uint32_t bits);

    /// The capability MSRs. When they aren't known the rule that asked becomes unknown.
    [[nodiscard]] const Capabilities& capabilities();
    [[nodiscard]] const EntryProcessor& processor() const { return processor_; }

    /// Bits that no physical address has.
    [[nodiscard]] std::uint64_t beyond_physical();
    /// The same for the structures that a VMCS points to: 63:32 where IA32_VMX_BASIC[48] is 1.
    [[nodiscard]] std::uint64_t beyond_structures();
    [[nodiscard]] bool canonical(std::uint64_t address) const;
    /// Nothing, with the rule that asked unknown, where there is no memory to look at.
    [[nodiscard]] std::optional<std::uint64_t> read_memory(std::uint64_t address);
    void unknown() { unknown_ = true; }
    /// The rules that follow are about this entry of a list; nothing: of none.
    void list_entry(std::optional<unsigned> number) { list_entry_ = number; }

private:
    void tell(AnyField field, bool holds, std::uint64_t wrong, const char* words);

    const Snapshot& vmcs_;
    const EntryProcessor& processor_;
    const PhysicalMemory* memory_;
    RuleListener& listener_;
    EntryError error_ = EntryError::controls;
    const char* section_ = "";
    bool unknown_ = false;
    bool optional_ = false;
    std::optional<std::uint32_t> missing_, other_;
    std::optional<unsigned> list_entry_;
};

// The sections, each in a file of its own.
void check_execution_controls(EntryRules& check);  ///< 27.2.1.1
void check_exit_controls(EntryRules& check);       ///< 27.2.1.2
void check_entry_controls(EntryRules& check);      ///< 27.2.1.3
void check_host_state(EntryRules& check);          ///< 27.2.2 to 27.2.4
void check_guest_registers(EntryRules& check);     ///< 27.3.1.1, 27.3.1.3, 27.3.1.4
void check_guest_segments(EntryRules& check);      ///< 27.3.1.2
void check_guest_other(EntryRules& check);         ///< 27.3.1.5, 27.3.1.6
void check_msr_loading(EntryRules& check);         ///< 27.4

/// The VM-entry interruption-information field. Table 25-17.
struct EntryEvent {
    enum class Type : std::uint8_t {
        external_interrupt = 0,
        reserved = 1,
        nmi = 2,
        hardware_exception = 3,
        software_interrupt = 4,
        privileged_software_exception = 5,
        software_exception = 6,
        other = 7,
    };
    bool valid = false;
    std::uint8_t vector = 0;
    Type type = Type::external_interrupt;
    bool error_code = false;
    std::uint32_t reserved = 0;  ///< the reserved bits as they are

    [[nodiscard]] static constexpr EntryEvent from(std::uint64_t raw) {
        return {.valid = (raw >> 31 & 1) != 0,
                .vector = static_cast<std::uint8_t>(raw),
                .type = static_cast<Type>(raw >> 8 & 7),
                .error_code = (raw >> 11 & 1) != 0,
                .reserved = static_cast<std::uint32_t>(raw & 0x7FFF'F000)};
    }
    [[nodiscard]] constexpr bool is(Type wanted) const { return valid && type == wanted; }
};

/// Every byte of an IA32_PAT value names a memory type: 0, 1, 4, 5, 6 or 7.
[[nodiscard]] bool valid_pat(std::uint64_t pat);

/// Bits of CR0 or CR4 that VMX operation fixes to another value. A.7, A.8.
[[nodiscard]] constexpr std::uint64_t wrong_fixed_bits(std::uint64_t value, std::uint64_t fixed0,
                                                       std::uint64_t fixed1) {
    return (~value & fixed0) | (value & ~fixed1);
}

}  // namespace vitrine::vmx
