#pragma once
// VMX operation on this processor, and a virtual processor in it. vmx/vcpu.cpp tells the story from top to
// bottom.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/configuration.hpp"
#include "guest/machine/entry_checks.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"
#include "kernel/status.hpp"
#include "vmx/capabilities.hpp"
#include "vmx/controls.hpp"
#include "vmx/enter.hpp"
#include "vmx/ept_format.hpp"
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
    [[nodiscard]] static Result<Operation> enter(Steps& steps, FrameAllocator& frames);

    /// VMXOFF, and CR4.VMXE cleared. The last thing done with it.
    void leave(Steps& steps);

    /// Makes the VMX instructions fail in every way that can be had without a guest; false when one failed
    /// otherwise than the manual says.
    [[nodiscard]] bool check_instructions(Steps& steps, FrameAllocator& frames) const;

    [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }
    /// Of the tables of a guest's memory.
    [[nodiscard]] static const PageFormat& nested_page_format() { return ept_format; }
    [[nodiscard]] PageSize largest_nested_page() const { return largest_page(capabilities_.ept_vpid); }

private:
    Operation(const Capabilities& capabilities, std::uint64_t region)
        : capabilities_(capabilities), region_(region) {}

    Capabilities capabilities_;
    std::uint64_t region_;  ///< VMXON region
};

/// One virtual processor with its VMCS.
class Vcpu final : public guest::Vcpu {
public:
    Vcpu(const Operation& operation, Steps& steps) : capabilities_(operation.capabilities()), steps_(steps) {}
    Vcpu(const Vcpu&) = delete;
    Vcpu& operator=(const Vcpu&) = delete;

    /// VMCLEAR, VMPTRLD and every VMWRITE that the first entry needs. `frames` gives the VMCS and the
    /// bitmaps.
    [[nodiscard]] Result<void> create(const guest::GuestConfiguration& configuration, FrameAllocator& frames);

    VITRINE_KEEPS_NO_REGISTER [[nodiscard]] guest::Exit& run(const guest::Entry& entry) override;
    void advance(const guest::Exit& exit) override;
    [[nodiscard]] bool can_interrupt() override;
    [[nodiscard]] std::uint32_t extended_size() override;
    void save(guest::CpuState& state) override;
    [[nodiscard]] std::string_view load(const guest::CpuState& state) override;

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

private:
    [[nodiscard]] Result<void> write_controls(const guest::GuestConfiguration& configuration,
                                              FrameAllocator& frames);
    [[nodiscard]] Result<void> written(const VmcsWriter& writer, std::string_view area);
    [[nodiscard, gnu::noinline]] guest::Exit& worked_out();
    [[nodiscard, gnu::noinline]] guest::Exit* prepare(const guest::Entry& entry);
    [[nodiscard]] guest::Exit* look_at_entry();
    [[nodiscard]] guest::Exit& broken_entry();
    /// The guest has exited once, so that VMRESUME is the instruction that enters it.
    [[nodiscard]] bool launched() const { return way_in_ == Step::vmresume; }
    void deliver(const guest::VectoredEvent& event);
    void require_single_step() const;
    void set_window(bool wanted);
    [[nodiscard]] guest::EntryFailure explain(Departure::Reason reason);
    [[nodiscard]] guest::EntryFailure vmfail(InstructionError::Kind kind);
    [[nodiscard]] guest::EntryFailure invalid_state(ExitReasonField reason);
    [[gnu::noinline]] void decode(Departure::Reason left);
    [[gnu::noinline]] void log_vmread(std::uint64_t reason);
    [[gnu::noinline]] void end_instruction(std::uint64_t rip) const;
    [[nodiscard]] static bool in_64bit_mode();
    [[nodiscard]] static std::uint64_t cr0();
    void write_cr0(std::uint64_t value);
    void keep_selector_bits(bool was_protected, bool is_protected);
    void write_efer(std::uint64_t value);
    void drop_translations();
    void reload_ept(const guest::NestedPaging& nested);
    void load_resident(const guest::CpuState& state);
    void load_exception_address(const guest::VectoredEvent& event);

    const Capabilities& capabilities_;
    Steps& steps_;
    GuestClock clock_;
    std::uint64_t region_ = 0;  ///< physical address of the VMCS
    std::uint64_t ept_pointer_ = 0;
    std::uint64_t nested_generation_ = 0;  ///< of the tables as the processor may have them cached
    Controls controls_;
    void (*way_)() = nullptr;       ///< the stub that enters by VMLAUNCH, and then by VMRESUME
    Step way_in_ = Step::vmlaunch;  ///< the instruction of the entry that comes next, or has just failed
    std::uint64_t rflags_ = 0, interruptibility_ = 0;  ///< of the guest at its last exit
    bool waits_for_window_ = false;                    ///< interrupt-window exiting is on
    bool tells_ = true;    ///< a line of the repeated steps is due, or each entry is checked
    bool attends_ = true;  ///< that, or a clock that doesn't run by itself, which each entry sets
    bool check_instructions_ = false;
    guest::EntryChecks checks_;
    bool timed_ = false;              ///< between entries the TSC-offset field holds the guest's TSC
    std::uint64_t cr8_ = 0;           ///< the guest's
    std::uint16_t real_mode_cs_ = 0;  ///< CS's selector where its low bits are kept back
};

}  // namespace vitrine::vmx
