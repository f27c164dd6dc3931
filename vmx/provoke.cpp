#include "vmx/provoke.hpp"

#include "arch/segments.hpp"
#include "vmx/instructions.hpp"
#include "vmx/regions.hpp"

namespace vitrine::vmx {

namespace {

using Outcome = Result<void, InstructionError>;

constexpr std::uint32_t invalid = 0;  ///< stands for VMfailInvalid

// Only ever executed where they must fail: then they are ordinary instructions.
Outcome vmlaunch() {
    bool carry = false;
    bool zero = false;
    asm volatile("vmlaunch" : "=@ccc"(carry), "=@ccz"(zero) : : "memory");
    return detail::outcome(carry, zero);
}

Outcome vmresume() {
    bool carry = false;
    bool zero = false;
    asm volatile("vmresume" : "=@ccc"(carry), "=@ccz"(zero) : : "memory");
    return detail::outcome(carry, zero);
}

/// VMLAUNCH right after MOV SS, which holds events off for one instruction.
Outcome vmlaunch_behind_mov_ss() {
    bool carry = false;
    bool zero = false;
    asm volatile("mov %2, %%ss\n\tvmlaunch"
                 : "=@ccc"(carry), "=@ccz"(zero)
                 : "r"(arch::read_ss())
                 : "memory");
    return detail::outcome(carry, zero);
}

/// VMREAD as an outcome: what was read doesn't matter.
Outcome read(std::uint32_t encoding) {
    const auto value = vmread_encoding(encoding);
    if (!value) return fail(value.error());
    return {};
}

class Report {
public:
    explicit Report(Sink& sink) : sink_(sink) {}

    /// What came of `instruction`, which must fail with `error`. `situation` says why.
    void expect(std::string_view instruction, std::string_view situation, std::uint32_t error,
                const Outcome& outcome) {
        const bool failed = !outcome.has_value();
        const bool valid = failed && outcome.error().kind == InstructionError::Kind::valid;
        const std::uint32_t number = valid ? outcome.error().number : invalid;
        const bool as_expected = failed && number == error;
        sound_ = sound_ && as_expected;
        Line line(sink_, event::check);
        line.text(key::name, "instructions").text(key::instruction, instruction).text(key::detail, situation);
        line.text(key::outcome, !failed ? "succeeds" : valid ? "vmfail-valid" : "vmfail-invalid");
        if (valid) line.number(key::error, number).text(key::cause, instruction_error_name(number));
        line.text(key::status, as_expected ? "ok" : "failed");
    }

    [[nodiscard]] bool sound() const { return sound_; }

private:
    Sink& sink_;
    bool sound_ = true;
};

void provoke_without_vmcs(Report& report, std::uint64_t vmxon_region) {
    report.expect("vmread", "no VMCS is current", invalid, read(field::exit_reason.encoding));
    report.expect("vmlaunch", "no VMCS is current", invalid, vmlaunch());
    report.expect("vmclear", "no VMCS is current, and the address isn't 4 KiB aligned", invalid, vmclear(1));
    report.expect("vmptrld", "no VMCS is current, and the address is the VMXON region", invalid,
                  vmptrld(vmxon_region));
}

void provoke_addresses(Report& report, std::uint64_t vmxon_region, std::uint64_t other_revision) {
    report.expect("vmclear", "the address isn't 4 KiB aligned", 2, vmclear(1));
    report.expect("vmclear", "the address is the VMXON region", 3, vmclear(vmxon_region));
    report.expect("vmptrld", "the address isn't 4 KiB aligned", 9, vmptrld(1));
    report.expect("vmptrld", "the address is the VMXON region", 10, vmptrld(vmxon_region));
    report.expect("vmptrld", "the region has another revision", 11, vmptrld(other_revision));
    report.expect("vmxon", "in VMX root operation", 15, vmxon(vmxon_region));
}

void provoke_fields(Report& report, const Capabilities& capabilities) {
    constexpr std::uint32_t no_such_field = 0x1FE;
    report.expect("vmread", "there is no such field", 12, read(no_such_field));
    report.expect("vmwrite", "there is no such field", 12, vmwrite_encoding(no_such_field, 0));
    if (!capabilities.misc.vmwrite_any)
        report.expect("vmwrite", "the field is read-only", 13,
                      vmwrite_encoding(field::exit_reason.encoding, 0));
}

void provoke_entries(Report& report) {
    report.expect("vmresume", "the VMCS has not been launched", 5, vmresume());
    report.expect("vmlaunch", "its control fields are all 0", 7, vmlaunch());
    report.expect("vmlaunch", "right after MOV SS", 26, vmlaunch_behind_mov_ss());
}

void provoke_invalidations(Report& report, const Capabilities& capabilities) {
    constexpr auto no_such_kind = static_cast<Invalidation>(7);
    report.expect("invept", "there is no such kind", 28, invept(no_such_kind, 0));
    if (!capabilities.ept_vpid.invvpid) return;
    report.expect("invvpid", "there is no such kind", 28, invvpid(no_such_kind, 1));
    if (capabilities.ept_vpid.invvpid_single)
        report.expect("invvpid", "VPID 0 is the host's", 28, invvpid(Invalidation::single_context, 0));
}

}  // namespace

bool provoke_errors(Sink& sink, const Capabilities& capabilities, FrameAllocator& frames,
                    std::uint64_t vmxon_region) {
    const auto region = allocate_region(frames, capabilities.basic.revision);
    const auto other = allocate_region(frames, capabilities.basic.revision ^ 1);
    if (!region || !other) return false;
    Report report(sink);
    provoke_without_vmcs(report, vmxon_region);
    if (!vmclear(*region) || !vmptrld(*region)) return false;
    provoke_addresses(report, vmxon_region, *other);
    provoke_fields(report, capabilities);
    provoke_entries(report);
    provoke_invalidations(report, capabilities);
    return vmclear(*region).has_value() && report.sound();
}

bool provoke_launch_error(Sink& sink) {
    Report report(sink);
    report.expect("vmlaunch", "the VMCS has been launched already", 4, vmlaunch());
    return report.sound();
}

}  // namespace vitrine::vmx
