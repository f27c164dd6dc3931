#pragma once
// VMX operation on this processor, and a virtual processor in it. vmx/vcpu.cpp tells the story from top to
// bottom.

#include <cstdint>
#include <span>
#include <string_view>

#include "guest/backend.hpp"
#include "guest/configuration.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"
#include "kernel/status.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/enter.hpp"
#include "vmx/exit_reason.hpp"
#include "vmx/guest_clock.hpp"
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
class Vcpu final : public guest::Backend {
public:
    Vcpu(const Operation& operation, Steps& steps) : capabilities_(operation.capabilities()), steps_(steps) {}
    Vcpu(const Vcpu&) = delete;
    Vcpu& operator=(const Vcpu&) = delete;

    /// VMCLEAR, VMPTRLD and every VMWRITE that the first entry needs. `frames` gives the VMCS, the bitmaps
    /// and the EPT.
    [[nodiscard]] Result<void, Refusal> create(const guest::GuestConfiguration& configuration,
                                               FrameAllocator& frames);

    [[nodiscard]] Result<guest::Exit, guest::EntryFailure> enter() override;
    void advance(const guest::Exit& exit) override;
    void inject(const guest::Exit& exit, const guest::exit::Exception& exception) override;

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

private:
    [[nodiscard]] Result<void, Refusal> write_controls(const guest::GuestConfiguration& configuration,
                                                       FrameAllocator& frames);
    [[nodiscard]] Result<void, Refusal> written(const VmcsWriter& writer, std::string_view area);
    [[nodiscard]] guest::EntryFailure refused(Step step, EnterOutcome outcome);
    [[nodiscard]] guest::EntryFailure invalid_state(Step step, ExitReasonField reason);
    [[nodiscard]] guest::Exit decode(ExitReason reason);
    void log_vmread(ExitReason reason, const guest::Exit& exit);
    [[nodiscard]] static bool in_64bit_mode();
    void write_cr0(std::uint64_t value);
    void write_efer(std::uint64_t value);
    void drop_translations();
    void load_exception_address(const guest::exit::Exception& exception);

    const Capabilities& capabilities_;
    Steps& steps_;
    GuestClock clock_;
    std::uint64_t region_ = 0;  ///< physical address of the VMCS
    std::uint64_t ept_pointer_ = 0;
    Controls controls_;
    bool launched_ = false;
    bool check_instructions_ = false;
    std::uint64_t cr8_ = 0;  ///< the guest's
};

}  // namespace vitrine::vmx
