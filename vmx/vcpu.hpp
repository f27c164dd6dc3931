#pragma once
// VMX operation on this processor, and a virtual processor in it. vmx/vcpu.cpp tells the story from top to
// bottom.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/cpu/backend.hpp"
#include "guest/machine/configuration.hpp"
#include "guest/machine/run_loop.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"
#include "kernel/status.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/enter.hpp"
#include "vmx/guest_clock.hpp"
#include "vmx/guest_state.hpp"
#include "vmx/refusal.hpp"
#include "vmx/steps.hpp"
#include "vmx/vmcs.hpp"

namespace vitrine::vmx {

/// This processor in VMX operation: from VMXON to VMXOFF.
class Operation {
public:
    /// Checks the processor and executes VMXON. `frames` gives the VMXON region.
    [[nodiscard]] static Result<Operation, Refusal> enter(Steps& steps, FrameAllocator& frames);

    /// VMXOFF, and CR4.VMXE cleared. The last thing done with it.
    void leave(Steps& steps);

    /// Makes the VMX instructions fail in every way that can be had without a guest; false when one failed
    /// otherwise than the manual says.
    [[nodiscard]] bool check_instructions(Steps& steps, FrameAllocator& frames) const;

    [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }

private:
    Operation(const Capabilities& capabilities, std::uint64_t region)
        : capabilities_(capabilities), region_(region) {}

    Capabilities capabilities_;
    std::uint64_t region_;  ///< VMXON region
};

/// One virtual processor with its VMCS.
class Vcpu final : public guest::Runnable {
public:
    Vcpu(const Operation& operation, Steps& steps) : capabilities_(operation.capabilities()), steps_(steps) {}
    Vcpu(const Vcpu&) = delete;
    Vcpu& operator=(const Vcpu&) = delete;

    /// VMCLEAR, VMPTRLD and every VMWRITE that the first entry needs. `frames` gives the VMCS, the bitmaps
    /// and the EPT.
    [[nodiscard]] Result<void, Refusal> create(const guest::GuestConfiguration& configuration,
                                               FrameAllocator& frames);

    [[nodiscard]] guest::Ending run(guest::Machine& machine, guest::Trace& trace) override;

    // What guest::Backend asks for; guest::run() drives it.
    using Departure = vmx::Departure;
    [[nodiscard]] Departure enter();
    [[nodiscard, gnu::always_inline]] static Departure resume(const Departure& left) {
        return enter_guest(vmx_enter_by_resume, *left.gpr);
    }
    [[nodiscard]] bool quiet() const { return steps_.quiet(); }
    [[nodiscard, gnu::always_inline]] inline bool answer(const Departure& left,
                                                         guest::ShortWay<Vcpu>& short_way);
    [[nodiscard]] static bool refused(const Departure& left) {
        return left.refused() || left.exit().entry_failure();
    }
    [[nodiscard]] guest::EntryFailure explain(const Departure& left);
    [[nodiscard]] std::optional<guest::Exit> decode(const Departure& left);
    void advance(const Departure& left, std::uint64_t length);
    [[gnu::always_inline]] inline void advance(const Departure& left);
    void inject(const guest::Exit& exit, const guest::exit::Exception& exception);
    [[nodiscard]] bool can_interrupt() const;
    void interrupt(std::uint8_t vector);
    void ask_for_window();
    void limit(std::uint64_t ticks);

    /// What the rules of VM entry say of the VMCS as it is.
    [[nodiscard]] guest::EntryForecast forecast() const;

    /// VMCLEAR: the processor lets go of the VMCS, and nothing of the guest stays in its registers.
    void destroy();

    [[nodiscard]] std::uint64_t read(guest::Register name) override;
    void write(guest::Register name, std::uint64_t value) override;
    [[nodiscard]] guest::Segment segment(guest::SegmentName name) override;
    [[nodiscard]] guest::DescriptorTable gdtr() override;
    [[nodiscard]] guest::DescriptorTable idtr() override;
    void write_pdptes(const std::array<std::uint64_t, 4>& entries) override;
    [[nodiscard]] std::uint64_t pdpte(unsigned index) override;
    [[nodiscard]] guest::CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override;
    [[nodiscard]] std::uint64_t settable_cr4() override;
    void set_real_mode_segment(guest::SegmentName name, std::uint16_t selector) override;
    void open_a20(bool open) override;

    // What guest::ShortWay asks for: the same in fewer steps.
    [[nodiscard, gnu::always_inline]] std::optional<std::uint16_t> code_segment() const;
    [[nodiscard, gnu::always_inline]] std::uint64_t cr0() const;
    [[gnu::always_inline]] void set_plain_cr0(std::uint64_t value);
    [[nodiscard, gnu::always_inline]] std::optional<std::uint64_t> read_quickly(guest::Register name) const;

private:
    [[nodiscard]] Result<void, Refusal> write_controls(const guest::GuestConfiguration& configuration,
                                                       FrameAllocator& frames);
    [[nodiscard]] Result<void, Refusal> written(const VmcsWriter& writer, std::string_view area);
    [[nodiscard]] guest::EntryFailure vmfail(InstructionError::Kind kind);
    [[nodiscard]] guest::EntryFailure invalid_state(ExitReasonField reason);
    void log_vmread(ExitReason reason, const guest::Exit& exit);
    [[gnu::always_inline]] static inline void complete(const Departure& left, std::uint64_t rip);
    [[gnu::noinline, gnu::cold]] static void end_instruction(std::uint64_t rflags, std::uint64_t state);
    [[nodiscard]] static bool in_64bit_mode();
    void write_cr0(std::uint64_t value);
    void keep_selector_bits(bool was_protected, bool is_protected);
    void write_efer(std::uint64_t value);
    void drop_translations();
    void close_window();
    [[nodiscard]] bool waits_for_window() const;
    void load_exception_address(const guest::exit::Exception& exception);

    const Capabilities& capabilities_;
    Steps& steps_;
    GuestClock clock_;
    std::uint64_t region_ = 0;  ///< physical address of the VMCS
    std::uint64_t ept_pointer_ = 0;
    std::uint64_t memory_base_ = 0;  ///< host-physical address of guest-physical 0
    Controls controls_;
    Step way_in_ = Step::vmlaunch;  ///< the instruction of the entry that comes next, or has just failed
    bool launched_ = false;
    bool check_instructions_ = false;
    bool timed_ = false;              ///< between entries the TSC-offset field holds the guest's TSC
    std::uint64_t cr8_ = 0;           ///< the guest's
    std::uint16_t real_mode_cs_ = 0;  ///< CS's selector where its low bits are kept back
};

inline std::optional<std::uint16_t> Vcpu::code_segment() const {
    if (vmread(field::guest_cs_base) == 0) return std::nullopt;
    return vmread(field::guest_cs_selector);
}

inline std::uint64_t Vcpu::cr0() const {
    return (vmread(field::cr0_read_shadow) & owned_cr0) | (vmread(field::guest_cr0) & ~owned_cr0);
}

inline void Vcpu::set_plain_cr0(std::uint64_t value) {
    vmwrite(field::guest_cr0, real_cr0(value));
    vmwrite(field::cr0_read_shadow, value);
}

/// Encodings of the VMCS fields of registers that are nowhere else; 0 for the others.
inline constexpr auto quick_fields = [] {
    std::array<std::uint16_t, static_cast<std::size_t>(guest::Register::none) + 1> encodings{};
    const auto set = [&](guest::Register name, const auto& field) {
        encodings[static_cast<std::size_t>(name)] = static_cast<std::uint16_t>(field.encoding);
    };
    set(guest::Register::efer, field::guest_efer);
    set(guest::Register::sysenter_cs, field::guest_sysenter_cs);
    set(guest::Register::sysenter_esp, field::guest_sysenter_esp);
    set(guest::Register::sysenter_eip, field::guest_sysenter_eip);
    set(guest::Register::fs_base, field::guest_fs_base);
    set(guest::Register::gs_base, field::guest_gs_base);
    return encodings;
}();

inline std::optional<std::uint64_t> Vcpu::read_quickly(guest::Register name) const {
    const std::uint32_t encoding = quick_fields[static_cast<std::size_t>(name)];
    if (encoding == 0) return std::nullopt;
    return vmread_any(AnyField(encoding));
}

}  // namespace vitrine::vmx
