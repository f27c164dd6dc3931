#pragma once
// SVM on this processor, and a virtual processor in it. svm/vcpu.cpp tells the story from top to bottom.

#include <cstdint>
#include <optional>

#include "guest/cpu/backend.hpp"
#include "guest/cpu/decoder.hpp"
#include "guest/machine/configuration.hpp"
#include "guest/machine/run_loop.hpp"
#include "kernel/deadline.hpp"
#include "kernel/frames.hpp"
#include "kernel/refusal.hpp"
#include "kernel/result.hpp"
#include "svm/enter.hpp"
#include "svm/exit_code.hpp"
#include "svm/steps.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// This processor with SVM on: from EFER.SVME set to EFER.SVME cleared.
class Operation {
public:
    /// Checks the processor and sets EFER.SVME. `frames` gives the host save area.
    [[nodiscard]] static Result<Operation, Refusal> enter(Steps& steps, FrameAllocator& frames);

    /// Says that SVM's instructions have no error numbers to provoke.
    [[nodiscard]] static bool check_instructions(Steps& steps, FrameAllocator& frames);

    /// Clears EFER.SVME. The last thing done with it.
    void leave(Steps& steps);

private:
    Operation() = default;
};

/// One virtual processor with its VMCB.
class Vcpu final : public guest::Runnable {
public:
    /// There is one only within an operation.
    Vcpu(const Operation& /*operation*/, Steps& steps) : steps_(steps) {}
    Vcpu(const Vcpu&) = delete;
    Vcpu& operator=(const Vcpu&) = delete;

    /// Fills the VMCB: intercepts, permission maps, nested paging, guest state; and saves the host's by
    /// VMSAVE.
    [[nodiscard]] Result<void, Refusal> create(const guest::GuestConfiguration& configuration,
                                               FrameAllocator& frames);

    [[nodiscard]] guest::Ending run(guest::Machine& machine, guest::Trace& trace) override;

    // What guest::Backend asks for; guest::run() drives it.
    using Departure = svm::Departure;
    [[nodiscard]] Departure enter();
    [[nodiscard]] Departure resume(const Departure& left);
    [[nodiscard]] bool quiet() const { return steps_.quiet(); }
    [[nodiscard, gnu::always_inline]] inline bool answer(const Departure& left,
                                                         guest::ShortWay<Vcpu>& short_way);
    [[nodiscard]] static bool refused(const Departure& left) { return is_invalid(left.code); }
    [[nodiscard]] guest::EntryFailure explain(const Departure& left);
    [[nodiscard]] std::optional<guest::Exit> decode(const Departure& left);
    void advance(const Departure& left, std::uint64_t length);
    [[gnu::always_inline]] inline void advance(const Departure& left);
    void inject(const guest::Exit& exit, const guest::exit::Exception& exception);
    [[nodiscard]] bool can_interrupt() const;
    void interrupt(std::uint8_t vector);
    void ask_for_window();
    void limit(std::uint64_t ticks);

    /// What the list of illegal states says of the VMCB as it is.
    [[nodiscard]] guest::EntryForecast forecast() const;

    /// Nothing of the guest stays in the processor's registers.
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
    [[nodiscard]] std::optional<std::uint16_t> code_segment() const {
        const VmcbSegment& cs = vmcb_->save.cs;
        return cs.base != 0 ? std::optional(cs.selector) : std::nullopt;
    }
    [[nodiscard]] std::uint64_t cr0() const { return vmcb_->save.cr0; }
    void set_plain_cr0(std::uint64_t value) { vmcb_->save.cr0 = value; }
    [[nodiscard]] std::optional<std::uint64_t> read_quickly(guest::Register name) const;

private:
    void write_intercepts(const guest::GuestConfiguration& configuration);
    void write_guest_state(const guest::InitialState& state);
    [[nodiscard]] Departure vmrun();
    [[gnu::always_inline]] inline void complete(std::uint64_t rip);
    void explain_refusal();
    void log_check() const;
    void log_fields() const;
    void log_exit(const guest::Exit& exit);
    [[nodiscard]] std::optional<guest::Instruction> instruction();
    [[nodiscard]] bool swallows(guest::Exit& exit);
    [[nodiscard]] bool changes_nothing(const guest::Exit& exit);
    [[nodiscard]] Vmcb& vmcb() const { return *vmcb_; }
    [[nodiscard]] VmcbSegment& segment_register(guest::SegmentName name) const;
    void write_efer(std::uint64_t value);
    void close_window();

    Steps& steps_;
    Deadline deadline_;
    guest::Memory memory_{{}};
    Vmcb* vmcb_ = nullptr;           ///< its physical address is its address
    Vmcb* host_ = nullptr;           ///< what VMSAVE saved of the host
    Vmcb* first_ = nullptr;          ///< the guest's VMCB as it was at the first VMRUN
    bool entered_ = false;           ///< the guest has exited once
    bool step_trap_ = false;         ///< a single-step trap is due after an instruction that Vitrine did
    bool waits_for_window_ = false;  ///< for the guest to take an interrupt
    bool timed_ = false;             ///< between entries the VMCB's TSC_OFFSET holds the guest's TSC
};

}  // namespace vitrine::svm
